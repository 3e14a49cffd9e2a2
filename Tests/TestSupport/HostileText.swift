/// Text that printers get wrong, without NUL.
package enum HostileText {
  /// Known traps: of Characters, shells, YAML and Azure Pipelines.
  package static let known = [
    "", " ", "a", "-", "--", "-n", "~", "~/x", "a b", " a", "a ", "'", "''", "it's", "'\u{301}",
    "'\u{301};touch PWNED;'", "\"", "\\", "\\n", "\\c", "`touch PWNED`", "$(touch PWNED)", "$HOME",
    "$", "$$", "$(", "$((1))", "${", "${HOME}", "${{", "${{ variables.x }}", "$[", "$[ 1 ]", "#",
    "##", "###", "##vso[task.complete]", "##[error]x", "# a", "a #b", "\n", "\na", "a\n", "a\n\n",
    "\r", "\r\n", "a\r\nb", "\t", "\ta", "\u{1}", "\u{7F}", "\u{81}\u{88}", "\u{85}", "\u{A0}",
    "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FEFF}a", "\u{FFFE}", "\u{10FFFF}", "é", "e\u{301}",
    "😀", "👩‍👩‍👧", "\u{202E}", "no", "yes", "on", "null", "true", "0755", "1.10", "12:30", "1e3", "0x1F",
    "=", "<<", "a: b", "a:", ": a", "- a", "? a", "!x", "&x", "*x", "*", "%", "%s%n", "@", "|", ">",
    "[", "]", "{", "}", "[a]", "{a: b}", "---", "...", "--- a", "esac", "done", "in", "a|b", "a)b",
    "shellcheck disable=x", "shellcheck source=", ";", "&", "<a", "!", "!!", "?", "[a-z]", "=cat",
    "PATH=x", "a=b", "2", "1.", ",", "+",
    String(repeating: "it's $(x) ", count: 10_000),
    String(repeating: "a", count: 100_000), String(repeating: "##", count: 1_000),
  ]

  /// A text of up to 8 pieces of known ones and random scalars.
  package static func random(using generator: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: text.unicodeScalars.append(scalar(below: 0x11_0000, using: &generator))
      case 1: text.unicodeScalars.append(scalar(below: 0x100, using: &generator))
      case 2, 3: text.unicodeScalars.append(scalar(below: 0x80, using: &generator))
      case _: text += known.dropLast(3).randomElement(using: &generator) ?? ""
      }
    }
    return text
  }

  /// `count` random texts behind the known ones.
  package static func texts(_ count: Int, seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed)
    return known + (0..<count).map { _ in random(using: &generator) }
  }

  /// What Azure Pipelines would act on in `text`, found the naive way.
  package static func live(in text: String) -> String? {
    let bytes = Array(text.utf8)
    return ["$(", "${{", "$[", "##"].first { sequence in
      let wanted = Array(sequence.utf8)
      return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    }
  }

  private static func scalar(
    below limit: UInt32, using generator: inout SeededGenerator
  ) -> Unicode.Scalar {
    Unicode.Scalar(UInt32.random(in: 1..<limit, using: &generator)) ?? "\u{D7FF}"
  }
}
