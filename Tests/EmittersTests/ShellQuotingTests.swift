import Emitters
import Foundation
import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// Whatever a word holds, a shell hands on its very bytes, and Azure sees nothing to act on.
@Suite struct ShellQuotingTests {
  private static let show: ShellSyntax = #"show() { printf '%s\0' "$@"; }"#
  private static let variables = ["x", "imageVersion", "y_2"].map(Variable.init(name:))

  @Test(arguments: crossed(Shell.all.few(2), ["C", "C.UTF-8"]))
  func textsArriveByteForByte(in interpreter: Shell, under locale: String) throws {
    let texts = HostileText.texts(TestEnvironment.scaled(6_000), seed: 1)
    try expect(
      interpreter, locale: locale, toShow: texts, of: texts.map { Word(literal: $0) }, after: [])
  }

  @Test(arguments: Command.Name.allCases)
  func noNameNeedsQuotes(_ name: Command.Name) {
    #expect(
      ShellPrinter.text(of: shell { ShellCall("x", Word(literal: name.text)) })
        == "x \(name.text)\n")
    #expect(name.text.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) })
  }

  @Test(arguments: Shell.all.few(2))
  func valuesArriveThroughHoles(in interpreter: Shell) throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<8 {
      let values = Self.variables.map { ($0, HostileText.random(using: &generator)) }
      let words = (0..<TestEnvironment.scaled(500)).map { _ in Self.word(using: &generator) }
      let known = Dictionary(uniqueKeysWithValues: values)
      try expect(
        interpreter, locale: "C.UTF-8", toShow: words.map { try #require($0.resolved(known)) },
        of: words,
        after: shell {
          for (variable, value) in values {
            ShellAssignment(ShellName(variable), Word(literal: value))
          }
        })
    }
  }

  @Test func nothingLiveIsPrintedWhole() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<TestEnvironment.scaled(2_000) {
      let word = Self.word(using: &generator)
      let text = HostileText.random(using: &generator)
      let script = ShellPrinter.text(
        of: shell {
          ShellComment(text)
          ShellCall("show", word, Word(literal: text), "#", "$", "(")
          ShellMessage(word, to: .output)
          ShellAssignment("name", word)
          ShellCase(.word(word), [ShellCase.Arm([.text(text), .wildcard(text)]) { "exit 1" }])
        })
      #expect(HostileText.live(in: script) == nil, "in \(script)")
    }
  }

  @Test(arguments: Shell.all.few(2))
  func patternsMatchTheirTextOnly(in interpreter: Shell) throws {
    let texts = HostileText.texts(TestEnvironment.scaled(1_500), seed: 4)
    let script = shell {
      for text in texts {
        ShellAssignment("value", Word(literal: text))
        ShellCase(
          .value("value"),
          [
            ShellCase.Arm([.text(text + "x")]) { "printf wrong" },
            ShellCase.Arm([.text(text)]) { "printf ." },
            ShellCase.Arm([.syntax("*")]) { "printf -" },
          ])
        ShellCase(
          .word(Word(literal: "a" + text)),
          [
            ShellCase.Arm([.wildcard("b*" + text), .text("esac")]) { "printf wrong" },
            ShellCase.Arm([.wildcard("*" + text)]) { "printf :" },
          ])
      }
    }
    guard let run = try run(interpreter, script) else { return }
    #expect(run.text == String(repeating: ".:", count: texts.count), "\(run.errors)")
  }

  @Test(arguments: Shell.all.few(2))
  func commentsStayComments(in interpreter: Shell) throws {
    let texts = HostileText.texts(TestEnvironment.scaled(1_500), seed: 5)
    let script = shell {
      ShellFunction("f") { for text in texts { ShellComment(text) } }
      "f; printf done"
    }
    guard let run = try run(interpreter, script) else { return }
    #expect(run.text == "done", "\(run.errors)")
    let printed = ShellPrinter.text(of: script)
    #expect(printed.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
  }

  @Test(arguments: Shell.all.few(2))
  func messagesSayTheirTextDisarmed(in interpreter: Shell) throws {
    let texts = HostileText.texts(500, seed: 6)
    let script = shell {
      for text in texts { ShellMessage(Word(literal: text), to: .output) }
      ShellMessage("to the other", to: .error)
    }
    guard let run = try run(interpreter, script, errors: "to the other\n") else { return }
    #expect(!run.text.utf8.elementsEqual("".utf8))
    #expect(!run.text.contains("##"))
    let expected = texts.map { $0.replacing("##", with: "**") + "\n" }.joined()
    #expect(run.output == Data(expected.utf8))
  }
}

extension ShellQuotingTests {
  private static func word(using generator: inout SeededGenerator) -> Word {
    let tame = ["shop/api:", "v", "_", "1", " is cold", "can't", "[", "{", "-", ""]
    return Word(
      (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: .literal(Text(HostileText.random(using: &generator)))
        case 1: .literal(Text(tame.randomElement(using: &generator) ?? ""))
        case _: .variable(variables.randomElement(using: &generator) ?? variables[0])
        }
      })
  }

  /// Shows `words` in one process, fifty a call, and compares byte for byte.
  private func expect(
    _ interpreter: Shell, locale: String, toShow texts: [String], of words: [Word],
    after statements: [ShellStatement]
  ) throws {
    let script = shell {
      "set -eu"
      ShellStatement.syntax(Self.show)
      statements
      for start in stride(from: 0, to: words.count, by: 50) {
        ShellCall("show", Array(words[start..<min(start + 50, words.count)]))
      }
    }
    guard let run = try run(interpreter, script, locale: locale) else { return }
    let shown = run.output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(shown.count == texts.count)
    for (text, bytes) in zip(texts, shown) where !text.utf8.elementsEqual(bytes) {
      Issue.record("\(text.debugDescription) arrived as \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  /// A run that has to succeed, say only `errors` on standard error, and leave no file.
  private func run(
    _ interpreter: Shell, _ script: [ShellStatement], locale: String = "C.UTF-8",
    errors: String = ""
  ) throws -> Program.Result? {
    let text = ShellPrinter.text(of: script)
    guard let run = try interpreter.run(text, environment: ["LC_ALL": locale]) else {
      if Program.isRequired { Issue.record("no \(interpreter), but CI has to test it") }
      return nil
    }
    #expect(run.result.status == 0)
    #expect(run.result.errors == errors)
    #expect(run.leftFiles == [])
    return run.result
  }
}
