@testable import Emitters
import Foundation
import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// Every YAML reader takes what is printed for the tree that was meant.
@Suite struct YAMLReadBackTests {
  @Test(arguments: ["CBaseLoader", "BaseLoader", "SafeLoader", "CSafeLoader"].few(2))
  func readersSeeTheTreeThatWasPrinted(with loader: String) throws {
    var generator = SeededGenerator(seed: 12)
    let count = TestEnvironment.scaled(400)
    var trees = HostileText.texts(count, seed: 13).few(count).map { YAMLDocument.list([.text($0)]) }
    trees += HostileText.known.few(40).map { text in
      [
        "bash": .printed(text), "next": .text(text),
        "script": .printed(text + "\n"),
      ]
    }
    trees += HostileText.texts(count, seed: 14).few(10).map { text in
      .list(hostileScripts(text).map { ["bash": .script(of: $0)] })
    }
    trees += (0..<count).map { _ in YAMLDocument.random(depth: 4, using: &generator) }
    let folder = try TemporaryFolder()
    for (index, tree) in trees.enumerated() {
      let text = YAMLPrinter.text(of: tree)
      #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
      _ = try folder.file("\(index).yml", Data(text.utf8))
    }
    guard let read = try PythonYAML.read(trees.count, in: folder, loader: loader) else {
      if Program.isRequired { Issue.record("no PyYAML, but CI has to test it") }
      return
    }
    #expect(read.count == trees.count)
    for (index, (tree, line)) in zip(trees, read).enumerated() where tree.canonical != line {
      Issue.record("tree \(index) was read as \(line.prefix(2_000)), not \(tree.canonical)")
    }
  }
}

/// `text` wherever a statement takes text: in scripts of one word each, so that none hides what
/// another needs, and in one where some of it is indented and some too wide for a line.
private func hostileScripts(_ text: String) -> [[ShellStatement]] {
  let word = Word(literal: text)
  let mixed = Word([.literal("a"), .variable(Variable(name: "version")), .literal(Text(text))])
  let whole = shell {
    ShellFunction("later") {
      ShellComment(text)
      ShellMessage(mixed, word, to: .error)
      ShellBlank()
      ShellIf("true") { ShellCall("show", mixed, "a", word, Word(literal: text + "x")) }
    }
    ShellCase(.word(mixed), [.init([.text(text), .wildcard("*" + text)]) { "exit 1" }])
  }
  return [
    shell { ShellCall("show", word) }, shell { ShellCall("show", mixed) },
    shell { ShellComment(text) }, shell { ShellMessage(mixed, to: .output) },
    shell { ShellAssignment("name", word) },
    shell { ShellCase(.value("name"), [.init([.wildcard(text + "*")]) {}]) }, whole,
  ]
}

/// PyYAML, with its own parser and with libyaml's.
private enum PythonYAML {
  private static let program = """
    import sys, yaml
    def canonical(node):
        if isinstance(node, dict):
            return '{' + ''.join(canonical(k) + ':' + canonical(v) + ',' for k, v in node.items()) + '}'
        if isinstance(node, list):
            return '[' + ''.join(canonical(v) + ',' for v in node) + ']'
        if isinstance(node, str):
            return node.encode('utf-8').hex()
        return '!' + type(node).__name__
    loader = getattr(yaml, sys.argv[2])
    for index in range(int(sys.argv[1])):
        with open(f'{index}.yml', 'rb') as file:
            print(canonical(yaml.load(file, Loader=loader)))
    """

  /// A line for each of `count` files; nil where the machine has no such reader.
  static func read(_ count: Int, in folder: TemporaryFolder, loader: String) throws -> [String]? {
    guard let python = Program.find("python3") else { return nil }
    // Its user's site-packages may hold PyYAML, and are found by HOME.
    let environment = ProcessInfo.processInfo.environment
    let probe = try python.run(
      ["-c", "import yaml; yaml.\(loader)"], in: folder.url, environment: environment)
    guard probe.status == 0 else {
      print("SKIPPED: python3 has no yaml.\(loader)")
      return nil
    }
    let result = try python.run(
      ["-c", program, String(count), loader], in: folder.url, environment: environment)
    #expect(result.status == 0, "\(result.errors)")
    return result.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }
}

extension YAMLDocument {
  fileprivate static func random(depth: Int, using generator: inout SeededGenerator) -> YAMLDocument
  {
    let size = Int.random(in: 0...4, using: &generator)
    switch depth == 0 ? 0 : Int.random(in: 0..<6, using: &generator) {
    case 1:
      return .list((0..<size).map { _ in random(depth: depth - 1, using: &generator) })
    case 2:
      return .spacedList((0..<size).map { _ in random(depth: depth - 1, using: &generator) })
    case 3, 4:
      return .map(
        (0..<size).map { index in
          let key = String(HostileText.random(using: &generator).unicodeScalars.prefix(12))
          return YAMLEntry(.text("\(index)" + key), random(depth: depth - 1, using: &generator))
        })
    case 5:
      let comment = HostileText.random(using: &generator)
      return .commented(comment, random(depth: depth - 1, using: &generator))
    case _:
      let text = HostileText.random(using: &generator)
      return switch Int.random(in: 0..<5, using: &generator) {
      case 0: .text(text)
      case 1: .passed(text, isPlain: false)
      case 2: .line(text)
      case 3: .words(["container: host", "settableVariables: none"])
      case _: .printed(text + "\n")
      }
    }
  }

  /// As `PythonYAML` prints what it read.
  fileprivate var canonical: String {
    switch self {
    case .keyword(let keyword): keyword.description.hex
    case .number(let number): String(number).hex
    case .text(let text), .passed(let text, _): text.hex
    case .plain(let plain): plain.text.hex
    case .script(let print): ShellPrinter.text(print).hex
    case .printed(let script): script.hex
    case .list, .joined, .maps: "[" + canonicalElements + "]"
    case .map(let entries): entries.canonical
    case .words(let words):
      "{"
        + words.map { entry in
          let parts = entry.description.split(separator: ": ").map { String($0).hex }
          return parts.joined(separator: ":") + ","
        }.joined() + "}"
    case .commented(_, let value): value.canonical
    }
  }

  private var canonicalElements: String {
    switch self {
    case .list(let elements): elements.map { $0.canonical + "," }.joined()
    case .joined(let lists): lists.map(\.canonicalElements).joined()
    case _: ""
    }
  }
}

extension [YAMLEntry] {
  fileprivate var canonical: String {
    "{" + map { "\($0.key.text.hex):\($0.value.canonical)," }.joined() + "}"
  }
}

extension String {
  fileprivate var hex: String {
    utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
