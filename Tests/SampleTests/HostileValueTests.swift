import Emitters
import Foundation
import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// Whatever a spec's free values hold: docker sees exactly that in every way out, or the spec is
/// refused at the place.
@Suite struct HostileValueTests {
  /// Fields that take free text, and what docker has to see of it.
  private enum Field: String, CaseIterable {
    /// Many to a call.
    case argument, label, checkWord, parameter
    /// One to a call.
    case context, dockerfile, target, workingDirectory, username, archive, extracted

    /// Whether the text is tried here: all of them where all is tested, else each at some place.
    func takes(_ index: Int) -> Bool {
      switch self {
      case _ where TestEnvironment.isWhole: true
      case .argument: index % 4 == 0
      case .label: index % 4 == 1
      case .checkWord: index % 4 == 2
      case .parameter: index % 4 == 3
      // Few are names of stages.
      case .target: true
      case .context: index % 16 == 0
      case .dockerfile: index % 16 == 1
      case .workingDirectory, .username, .archive, .extracted: index % 24 == 0
      }
    }
  }

  private struct Entry {
    let field: Field
    let index: Int
    let text: String
  }

  /// More than 150 texts; what is larger than a script of Azure has a test of its own.
  private static let texts =
    (HostileText.known.filter { $0.utf8.count < 4000 }
      + [
        "\0", "a\0b", "\u{1B}[31m", "\u{202E}cod", "\u{2066}a\u{2069}", "\u{200B}", "$'a'",
        "$\"a\"",
        "$(Build.BuildId)", "$(Build.X", "${{ if true }}", "$[variables.x]", "%(x)", "%AZP25",
        "##VSO[task.setvariable variable=x]y", "a##[group]b", "--privileged", "-v/:/host", "-",
        "--build-arg", "--", "../x", "./x", "a/./b", "a/../b", "/etc", "github.com/x/y",
        "git@github.com:x/y", "https://x/y", "docker-image://x", "C:\\x", "nul", "a\\", "'a", "\"a",
        "a'b\"c`d$e", "\\'", "'\\''", "'\"'\"'", "${IFS}", "$IFS", "<(x)", ">(x)", "|x", "&&x",
        ";x",
        "!x", "^x^y", "{a,b}", "a{1..3}", "~root", "~+", "@x", "\\u0041", "\\x41", "&#39;", "%27",
        "EOF", "PIPEGEN", "a\nPIPEGEN\nb", "'\nPIPEGEN\n", "*/../*", "k=v=w", "=v", "a b  c",
        "\u{3000}", "ﬁ", "İ", "ß", "\u{0}\u{1}", "0x", "1_000", "0o7", "2026-01-31", "!!str a",
      ] + HostileText.texts(40, seed: 5).suffix(40).filter { $0.utf8.count < 4000 })

  private static let all = Field.allCases.flatMap { field in
    texts.indices.filter(field.takes).map { index in
      // No folder of another entry may be there by a Dockerfile's name.
      Entry(field: field, index: index, text: texts[index] + (field == .dockerfile ? ".f" : ""))
    }
  }

  @Test func thereAreMany() { #expect(Set(Self.texts).count >= 150) }

  /// Every text in every field, those that are refused taken away first.
  @Test func everyTextInEveryField() throws {
    let (accepted, refused) = try Self.sifted(Self.all)
    for entry in accepted where entry.text.unicodeScalars.contains("\0") {
      Issue.record("\(entry.field) takes NUL")
    }
    // What few fields must not hold is not what makes the others pass.
    for field in [Field.argument, .label, .checkWord, .parameter] {
      let lost = refused.filter { $0.field == field }
      #expect(lost.allSatisfy { $0.text.unicodeScalars.contains("\0") }, "\(field): \(lost)")
    }
    for field in Field.allCases {
      let count = accepted.count { $0.field == field }
      let least = field == .target ? 4 : Self.all.count { $0.field == field } / 6
      #expect(count > least, "\(field): \(count)")
    }
    let generated = try GeneratedSample(Sample("hello")) { _ in Self.spec(of: accepted).text }
    try Self.makeFolders(for: accepted, in: generated.folder)
    let variables = Dictionary(
      accepted.filter { $0.field == .parameter }.map { ("v\($0.index)", $0.text) },
      uniquingKeysWith: { $1 })
    for way in WayOut.all {
      let docker = try FakeDocker()
      guard
        let done = try generated.perform(
          way, in: .azurePush, docker: docker, password: "secret", variables: variables)
      else { continue }
      #expect(done.status == 0, "\(way): \(done.errors.suffix(2000))")
      let seen = Set(done.calls.flatMap { call in Self.pairs(of: call.words) })
      for entry in accepted where !Self.expected(entry).contains(where: seen.contains) {
        Issue.record("\(way): \(entry.field) \(entry.index) is not \(entry.text.debugDescription)")
      }
      #expect(!FileManager.default.fileExists(atPath: generated.folder.path + "/PWNED"))
    }
  }

  /// What fits into no argument is refused; what is large and fits is whole.
  @Test(arguments: [("a", 131_072), ("it's $(x) ", 14_000)])
  func moreThanAnArgument(_ piece: String, _ count: Int) throws {
    let text = String(repeating: piece, count: count)
    for field in ["args: { A: ", "labels: { a: "] {
      let spec = """
        pipegen: 1
        registry: localhost:5000
        images:
          app: { tags: [a], \(field)\(Self.quoted(text)) } }

        """
      let faults = Self.faults(of: spec)
      #expect(!faults.isEmpty && faults.allSatisfy { $0.range != nil }, "\(field)")
    }
  }

  /// A template's steps are those of a pipeline to the byte, so that what holds for these holds there.
  @Test func templatesHoldTheSame() throws {
    let (accepted, _) = try Self.sifted(
      Self.all.filter { $0.field != .parameter && $0.index % 3 == 0 })
    let text = Self.spec(of: accepted).text
    let steps = try Self.azureSteps(of: text)
    #expect(steps.count > accepted.count / 4)
    for kind in ["steps", "jobs", "stages"] {
      #expect(try Self.azureSteps(of: text + "    template: \(kind)\n") == steps, "\(kind)")
    }
  }

  private static func azureSteps(of text: String) throws -> [String] {
    let compiled = Compiled(text)
    let (plan, pipeline) = (try #require(compiled.plan), try #require(compiled.pipeline))
    var diagnostics = Diagnostics()
    let request = EmissionRequest(plan: plan, outputs: pipeline.outputs, files: [])
    let artifact = try #require(Backends.named("azure")?.emit(request, into: &diagnostics).first)
    #expect(!diagnostics.hasErrors)
    return try AzureDocument(Data(artifact.body)).steps.map {
      "\($0.kind) \($0.displayName) \($0.condition ?? "") \($0.environment.sorted { $0.key < $1.key })"
    }
  }

  @Test func aLargeParameter() throws {
    let generated = try GeneratedSample(Sample("hello")) { _ in
      Self.spec(of: [Entry(field: .parameter, index: 0, text: "")]).text
    }
    let text = String(repeating: "it's $(x) ", count: 10_000)
    for way in [WayOut.azure, .run, .script(Shell("dash"))].few(1) {
      let docker = try FakeDocker()
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, variables: ["v0": text])
      #expect(done?.status == 0, "\(done?.errors.suffix(500) ?? "")")
      let words = try docker.calls.flatMap(\.words)
      #expect(words.contains("P0=" + text))
    }
  }
}

// MARK: - Specs

extension HostileValueTests {
  /// A spec, each entry on a line of its own, and the entries by their lines.
  private static func spec(of entries: [Entry]) -> (text: String, lines: [Int: Entry]) {
    var lines = ["pipegen: 1"]
    var places: [Int: Entry] = [:]
    func add(_ field: Field, _ head: String, _ line: (Entry, String) -> String) {
      let own = entries.filter { $0.field == field }
      if !own.isEmpty, !head.isEmpty { lines.append(head) }
      for entry in own {
        lines.append(line(entry, quoted(entry.text)))
        places[lines.count] = entry
      }
    }
    lines += ["registries:", "  main: localhost:5000"]
    add(.username, "") {
      "  r\($0.index): { address: h\($0.index).example:5000, login: { username: \($1), passwordEnv: RP\($0.index) } }"
    }
    add(.parameter, "parameters:") { entry, _ in "  p\(entry.index): \"\"" }
    lines += ["images:", "  app:", "    tags: [a]"]
    let users = entries.filter { $0.field == .username }.map { "r\($0.index)" }
    lines.append("    registries: [\((["main"] + users).joined(separator: ", "))]")
    lines += ["    args:", "      ALWAYS: there"]
    add(.argument, "") {
      "      A\($0.index): \(quoted($0.text.replacing("$", with: "$$")))\($1.prefix(0))"
    }
    add(.parameter, "") { entry, _ in "      P\(entry.index): \"${p\(entry.index)}\"" }
    lines += ["    labels:", "      always: there"]
    add(.label, "") { entry, _ in
      "      l\(entry.index): \(quoted(entry.text.replacing("$", with: "$$")))"
    }
    add(.context, "") { entry, _ in
      "  c\(entry.index): { context: \(quoted(entry.text.replacing("$", with: "$$"))) }"
    }
    add(.dockerfile, "") { entry, _ in
      "  d\(entry.index): { dockerfile: \(quoted(entry.text.replacing("$", with: "$$"))) }"
    }
    add(.target, "") { entry, _ in
      "  t\(entry.index): { dockerfile: nosuch, target: \(quoted(entry.text.replacing("$", with: "$$"))) }"
    }
    add(.archive, "") { entry, _ in
      "  a\(entry.index): { tags: [x], archive: \(quoted(entry.text.replacing("$", with: "$$"))) }"
    }
    lines += ["checks:", "  words:", "    run:", "      - docker", "      - check"]
    add(.checkWord, "") { "      - \($1)\($0.text.prefix(0))" }
    add(.workingDirectory, "") { entry, _ in
      "  w\(entry.index): { run: [docker, in, \"\(entry.index)\"], workingDirectory: \(quoted(entry.text.replacing("$", with: "$$"))) }"
    }
    add(.extracted, "") { entry, _ in
      "  e\(entry.index): { run: [\"true\"], image: app, extract: { \(quoted("/x" + entry.text)): out } }"
    }
    lines += ["outputs:", "  shell: ci/build.sh", "  azure:", "    path: ci/azure.yml"]
    add(.parameter, "    parameters:") { entry, _ in "      p\(entry.index): $(v\(entry.index))" }
    return (lines.joined(separator: "\n") + "\n", places)
  }

  /// Those that a spec may hold, and those at whose lines it is refused.
  private static func sifted(_ all: [Entry]) throws -> (accepted: [Entry], refused: [Entry]) {
    var accepted = all.filter { entry in
      // Folders and files that this machine cannot have.
      let names = [Field.context, .workingDirectory]
      return !names.contains(entry.field)
        || entry.text.utf8.split(separator: 0x2F).allSatisfy { $0.count < 200 }
    }
    // A parameter's text comes when it runs, where no environment can hold NUL.
    accepted.removeAll { $0.field == .parameter && $0.text.unicodeScalars.contains("\0") }
    var refused: [Entry] = []
    while true {
      let (text, lines) = spec(of: accepted)
      let faults = Self.faults(of: text)
      if faults.isEmpty { return (accepted, refused) }
      var wrong: Set<String> = []
      for fault in faults {
        let entry = try #require(
          fault.range.flatMap { lines[Int($0.start.line)] }, "no place: \(fault.message)")
        if wrong.insert("\(entry.field) \(entry.index)").inserted { refused.append(entry) }
      }
      accepted.removeAll { wrong.contains("\($0.field) \($0.index)") }
    }
  }

  /// What any back end says against it.
  private static func faults(of text: String) -> [Diagnostic] {
    let compiled = Compiled(text)
    var diagnostics = compiled.diagnostics
    if let plan = compiled.plan, let pipeline = compiled.pipeline, !diagnostics.hasErrors {
      let request = EmissionRequest(plan: plan, outputs: pipeline.outputs, files: [])
      for backend in Backends.all { _ = backend.emit(request, into: &diagnostics) }
    }
    return diagnostics.all.filter { $0.severity == .error }
  }

  /// As a YAML scalar in double quotes, ASCII alone.
  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "\"") { quoted, scalar in
      switch scalar.value {
      case 0x22, 0x5C: quoted += "\\\(scalar)"
      case 0x20...0x7E: quoted.unicodeScalars.append(scalar)
      case let value:
        let digits = String(value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    } + "\""
  }

  private static func makeFolders(for entries: [Entry], in folder: URL) throws {
    for entry in entries where [.context, .workingDirectory].contains(entry.field) {
      // By bytes: a URL would normalise them.
      let path = folder.path + "/" + entry.text
      let made = Program.find("mkdir")
      _ = try made?.run(["-p", "--", path], in: folder)
    }
  }

  /// Words of a call, and each with the one before it.
  private static func pairs(of words: [String]) -> [[UInt8]] {
    let bytes = words.map { Array($0.utf8) }
    return bytes + zip(bytes, bytes.dropFirst()).map { $0 + [0] + $1 }
  }

  /// What docker may see of it: a path may have `./` before it.
  private static func expected(_ entry: Entry) -> [[UInt8]] {
    let text = Array(entry.text.utf8)
    func pair(_ option: String, _ prefix: String = "") -> [UInt8] {
      Array(option.utf8) + [0] + Array(prefix.utf8) + text
    }
    switch entry.field {
    case .argument: return [pair("--build-arg", "A\(entry.index)=")]
    case .parameter: return [pair("--build-arg", "P\(entry.index)=")]
    case .label: return [pair("--label", "l\(entry.index)=")]
    case .checkWord: return [text]
    case .context: return [text, Array("./".utf8) + text]
    case .dockerfile: return [pair("--file"), pair("--file", "./")]
    case .target: return [pair("--target")]
    case .workingDirectory: return [Array("in\0\(entry.index)".utf8)]
    case .username: return [pair("--username")]
    case .archive: return [pair("--output"), pair("--output", "./")]
    case .extracted: return [Array(":/x".utf8) + text]
    }
  }
}
