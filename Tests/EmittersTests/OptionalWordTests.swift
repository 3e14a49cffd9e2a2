import Foundation
import TestSupport
import PipelineSpec
import Testing

@testable import Emitters
@testable import PipelinePlan

/// What names an optional value that is not set is no word at all, in every shell as in the runner.
@Suite struct OptionalWordTests {
  private static let optional = ["x", "tagName", "y_2"].map {
    Variable(name: $0, isOptional: true)
  }
  private static let certain = Variable(name: "z", isOptional: false)

  @Test(arguments: Shell.all.few(2))
  func theSameWords(in interpreter: Shell) throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<12 {
      var values = [Self.certain: "it's \"$z\" } *"]
      for variable in Self.optional where Bool.random(using: &generator) {
        values[variable] = HostileText.random(using: &generator)
      }
      values = values.filter { $0.key == Self.certain || !$0.value.isEmpty }
      let commands = (0..<60).map { _ in Self.command(using: &generator) }
      try expect(interpreter, commands, values)
    }
  }

  private static func command(using generator: inout SeededGenerator) -> Command {
    let tame = ["NAME=", "}", "{", "it's", " ", "shop:", "*", "$", "-", ""]
    let arguments = (0..<4).map { _ -> Command.Argument in
      let fragments = (0..<Int.random(in: 1...4, using: &generator)).map { _ -> Word.Fragment in
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: .literal(Text(HostileText.random(using: &generator)))
        case 1: .literal(Text(tame.randomElement(using: &generator) ?? ""))
        case 2: .variable(certain)
        case _: .variable(optional.randomElement(using: &generator) ?? certain)
        }
      }
      return .option(.label, Word(fragments))
    }
    return Command(.docker, arguments + [.flag(.raw), .word("operand")])
  }

  private func expect(
    _ interpreter: Shell, _ commands: [Command], _ values: [Variable: String]
  ) throws {
    let script = shell {
      "set -eu"
      #"docker() { printf '%s\0' "$@"; }"#
      for variable in Self.optional + [Self.certain] {
        ShellAssignment(ShellName(variable), Word(literal: values[variable] ?? ""))
      }
      for command in commands { ShellRun(command) }
    }
    guard let run = try interpreter.run(ShellPrinter.text(of: script)) else { return }
    #expect(run.result.status == 0 && run.result.errors == "", "\(run.result.errors)")
    #expect(run.leftFiles == [])
    let expected = commands.flatMap { $0.words(values).dropFirst() }.map { Array($0.utf8) }
    let shown = run.result.output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(shown.map(Array.init) == expected)
  }
}

/// A pattern of a parameter's value means the same to every shell and to the runner.
@Suite struct ValuePatternTests {
  private static let patterns = [
    "*", "?", "??", "*?*", "v[0-9]*", "[0-9]*.[0-9]*", "[!a-z]*", "*[!-]", "[a-z_.+-]*", "a*b*c",
    "*a*a*", "#*", "##*", "$[0-9]*", "$(x)", "it's-*", "\"*\"", "`*`", "~/*", "esac", "in", "|",
    "a|b", ")", "(*)", "{a,b}", "!*", "=*", ";", "&*", "<*>", "^a", "[A-Za-z0-9]",
    "[!A-Za-z0-9_.-]", "é*",
    "x[-]y", "-*", "--*", "*-", "[!!]",
  ]
  private static let values =
    [
      "v1", "v1.2", "1.2", "a", "aa", "aba", "abc", "axbxc", "-", "a-", "A", "_", "é", "éa", "x-y",
      "in", "esac", "a|b", "##x", "$1", "$(x)", "it's-x", "~/x", "!x", "\n", "a\n", "\u{1}", "9",
      ".",
    ] + HostileText.texts(150, seed: 8).few(60).filter { !$0.isEmpty && $0.utf8.count < 2_000 }

  @Test(arguments: crossed(Shell.all.few(2), ["C", "C.UTF-8"]))
  func matchesAlike(in interpreter: Shell, under locale: String) throws {
    let patterns = Self.patterns.compactMap { try? ValuePattern($0) }
    #expect(patterns.count == Self.patterns.count - 2)  // "é*" and "[!!]" are none.
    let script = shell {
      "LC_ALL=C"
      for value in Self.values {
        ShellAssignment("value", Word(literal: value))
        for pattern in patterns {
          ShellCase(
            .value("value"),
            [
              ShellCase.Arm([.value(pattern)]) { "printf y" },
              ShellCase.Arm([.syntax("*")]) { "printf n" },
            ])
        }
      }
    }
    let text = ShellPrinter.text(of: script)
    #expect(HostileText.live(in: text) == nil)
    guard let run = try interpreter.run(text, environment: ["LC_ALL": locale]) else { return }
    #expect(run.result.status == 0 && run.result.errors == "", "\(run.result.errors)")
    let expected = Self.values.flatMap { value in patterns.map { $0.matches(value) ? "y" : "n" } }
    #expect(run.result.text.map(String.init) == expected)
  }

  @Test(arguments: [
    "", " ", "a b", "é", "\\*", "[", "[]", "[!]", "]", "a]", "[a", "[z-a]", "[a-Z]", "[0-z]",
    "[[:alpha:]]", "[^a]", "[!!]", "[-a]", "[a-", "[/]", "[a-z-0]", "\u{7F}", "\n",
  ])
  func isRefused(_ text: String) {
    #expect(throws: ValuePattern.Fault.self) { try ValuePattern(text) }
  }
}
