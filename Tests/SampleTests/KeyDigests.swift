import Foundation
import Glibc
import TestSupport
import Testing

/// Where a fake engine and its registry have images of known content.
enum KeyedImages {
  /// On this machine.
  case here
  /// In the registry alone.
  case pushed
  /// Nowhere.
  case missing
}

/// Keys of a sample, found out without pipegen.
enum KeyDigests {
  /// Digits by the names of keys, and lines by the names of theirs; `values` fill the other holes.
  static func values(
    of keys: [PlannedSteps.Key], in folder: URL, _ values: [String: String]
  ) throws -> [String: String] {
    try keys.reduce(into: [:]) { known, key in
      let all = values.merging(known) { $1 }
      var text = try key.files.map { file in
        let path = folder.appendingPathComponent(key.context).appendingPathComponent(file)
        return "\(try sha256(Data(contentsOf: path)))  \(file)\n"
      }.joined()
      text +=
        try key.reads.map { try lines(of: $0, in: folder.appendingPathComponent(key.context)) }
        .map { $0.joined(separator: "\n") + "\n" } ?? ""
      for line in key.lines where !all.contains(where: { $1.isEmpty && line.names($0) }) {
        text += all.reduce(line) { $0.replacing("${\($1.key)}", with: $1.value) } + "\n"
      }
      known["inputs" + key.name.dropFirst(3)] = String(text.dropLast())
      known[key.name] = String(try sha256(Data(text.utf8)).prefix(16))
    }
  }

  /// Of paths and patterns that are there, a line for each file and folder.
  private static func lines(
    of reads: PlannedSteps.Key.Reads, in context: URL
  ) throws -> [String] {
    let sources = reads.sources.filter(\.isFile) + reads.sources.filter { !$0.isFile }
    return try sources.flatMap { source in
      guard source.path.contains("*") else { return try lines(of: source.path, in: context) }
      let parent = source.path.split(separator: "/").dropLast().joined(separator: "/")
      return try names(in: context.appendingPathComponent(parent)).map {
        parent.isEmpty ? $0 : "\(parent)/\($0)"
      }.filter { unsafe fnmatch(source.path, $0, 0) == 0 }.flatMap {
        try lines(of: $0, in: context)
      }
    }
  }

  private static func lines(of path: String, in context: URL) throws -> [String] {
    let place = context.appendingPathComponent(path)
    let mode = try #require(Program.find("ls")).run(["-ld", place.path], in: context).text.prefix(
      10)
    guard mode.hasPrefix("d") else {
      return ["\(mode) \(try sha256(Data(contentsOf: place)))  \(path)"]
    }
    return try ["\(mode) \(path)"]
      + names(in: place).flatMap { try lines(of: "\(path)/\($0)", in: context) }
  }

  /// Those with a dot before them first.
  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted {
      ($0.hasPrefix(".") ? 0 : 1, $0) < ($1.hasPrefix(".") ? 0 : 1, $1)
    }
  }

  private static func sha256(_ data: Data) throws -> String {
    let result = try Program.find("sha256sum")?.run([], in: Repository.root, input: data)
    return String(result?.text.prefix(64) ?? "")
  }
}

extension String {
  /// Whether it has the hole `name`.
  fileprivate func names(_ name: String) -> Bool { contains("${\(name)}") }
}

extension FakeDocker {
  /// One that has images of known content only where `place` says.
  init(_ place: KeyedImages, of references: [String]) throws {
    let absent = ["image inspect", "inspect --type image"].map {
      Fault(command: $0, text: "Error: No such image\n")
    }
    let missing = references.flatMap { reference in
      [
        Fault(command: "pull \(reference)", text: "manifest for \(reference) not found\n"),
        Fault(
          command: "buildx imagetools inspect --raw \(reference)",
          text: "ERROR: \(reference): not found\n"),
      ]
    }
    switch place {
    case .here: try self.init()
    case .pushed: try self.init(faults: absent)
    case .missing: try self.init(faults: absent + missing)
    }
  }
}
