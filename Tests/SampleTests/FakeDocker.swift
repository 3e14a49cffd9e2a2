import Foundation
import TestSupport

/// A `docker`, `buildah` and `podman` that only records how it is called, and fails where it is told to.
struct FakeDocker {
  /// A command that fails.
  struct Fault {
    /// Words that the command line begins with, joined by blanks.
    let command: String
    /// What docker says on standard error.
    let text: String
    /// How often it fails before it succeeds; nil for always.
    var times: Int?
  }

  /// One call, as it was seen.
  struct Call {
    /// Which of them.
    let program: String
    /// Without the program's name.
    let words: [String]
    /// What came by standard input; only a login reads it.
    let input: Data
    /// What was exported to it, as `export -p` prints it.
    let environment: String
    /// Places in the order of all beginnings and ends.
    let start: Int
    let end: Int

    /// Whether it only looks at what a cache image says of itself, as a run alone does.
    var isLook: Bool { words.contains("--format") && !isOfContent }
    /// Whether it asks for the content of a cache image.
    var isOfContent: Bool { words.contains("{{.Id}}") }
  }

  /// A log that a killed or broken run has left.
  struct Unreadable: Error {}

  /// The folder to put first on `PATH`.
  let folder: URL
  private let scratch: TemporaryFolder
  private let exported: [String: String]

  /// `exported` are further variables of the machine.
  init(faults: [Fault] = [], exporting exported: [String: String] = [:]) throws {
    self.exported = exported
    scratch = try TemporaryFolder()
    folder = scratch.url.appendingPathComponent("bin")
    let events = folder.appendingPathComponent("events")
    try FileManager.default.createDirectory(at: events, withIntermediateDirectories: true)
    for program in ["docker", "buildah", "podman"] {
      try link(program, to: Repository.fixtures.appendingPathComponent("fake-docker").path)
    }
    if let program = Program.find("true") { try link("go", to: program.path) }
    let clauses = faults.enumerated().map(Self.clause).joined()
    try Data(clauses.utf8).write(to: folder.appendingPathComponent("faults"))
    for (index, fault) in faults.enumerated() {
      try Data(fault.text.utf8).write(to: folder.appendingPathComponent("fault-\(index)"))
    }
  }

  /// A `sleep` that does not wait, for scripts that pause before they try again.
  func hurry() throws {
    guard let program = Program.find("true") else { return }
    try link("sleep", to: program.path)
  }

  /// A `PATH` with this docker and the programs `names` alone.
  func link(_ names: [String]) throws -> String {
    for name in names {
      if let program = Program.find(name) { try link(name, to: program.path) }
    }
    return folder.path
  }

  private func link(_ name: String, to path: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent(name).path, withDestinationPath: path)
  }

  private static func clause(_ index: Int, _ fault: Fault) -> String {
    let times = fault.times.map { " \($0)" } ?? ""
    return "case \"$* \" in '\(fault.command) '*) fail \(index)\(times) ;; esac\n"
  }

  /// The plain environment with this docker found first, and `more`.
  func environment(_ more: [String: String] = [:]) -> [String: String] {
    var environment = TestEnvironment.plain
    environment["PATH"] = "\(folder.path):\(TestEnvironment.path)"
    environment["HOME"] = scratch.url.path
    environment.merge(exported) { _, new in new }
    environment["SOURCE_DATE_EPOCH"] = RunFacts.epoch
    return environment.merging(more) { _, new in new }
  }

  /// All calls in the order in which they began, without questions for the content of a cache image.
  var calls: [Call] { get throws { try everyCall.filter { !$0.isOfContent } } }

  /// All calls in the order in which they began.
  var everyCall: [Call] {
    get throws {
      let events = folder.appendingPathComponent("events")
      let numbers = try FileManager.default.contentsOfDirectory(atPath: events.path)
        .compactMap(Int.init).sorted()
      let fields = try numbers.map { number in
        try Data(contentsOf: events.appendingPathComponent("\(number)"))
          .split(separator: 0, omittingEmptySubsequences: false).dropLast()
          .map { String(decoding: $0, as: UTF8.self) }
      }
      return try zip(numbers, fields).filter { $0.1.first == "begin" }.map { number, begin in
        guard let end = zip(numbers, fields).first(where: { $0.1 == ["end", "\(number)"] }) else {
          throw Unreadable()
        }
        let file = events.appendingPathComponent("\(number)").path
        return Call(
          program: begin[1], words: Array(begin.dropFirst(2)),
          input: FileManager.default.contents(atPath: "\(file).stdin") ?? Data(),
          environment: String(
            decoding: FileManager.default.contents(atPath: "\(file).env") ?? Data(), as: UTF8.self),
          start: number, end: end.0)
      }
    }
  }
}
