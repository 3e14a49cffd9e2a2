import Testing

@testable import PipelineSpec

/// How lines become instructions.
@Suite("Dockerfile: lines")
struct DockerfileLineTests {
  private static let lines: [DockerfileCase] = [
    DockerfileCase(
      "carriage returns at line ends do not count",
      "FROM a\r\nRUN x \\\r\n  y\r\nFROM b\r\n",
      "=a; =b"),
    DockerfileCase(
      "a carriage return alone ends no line",
      "FROM a\rFROM b\n",
      "1 dockerfile parse error on line 1: FROM requires either one or three arguments"),
    DockerfileCase(
      "a byte order mark is skipped",
      "\u{FEFF}FROM a\n",
      "=a"),
    DockerfileCase(
      "but only on the first line",
      "FROM a\n\u{FEFF}FROM b\n",
      "2 dockerfile parse error on line 2: unknown instruction: \u{FEFF}FROM (did you mean FROM?)"),
    DockerfileCase(
      "comments and empty lines inside an instruction",
      "FROM a\nRUN x \\\n# c\n\n  # d\n  y\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "an escaped escape continues nothing",
      "FROM a\nRUN x \\\\\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "nor do three of them",
      "FROM a\nRUN x \\\\\\\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "the file may end inside an instruction",
      "FROM a\nRUN x \\\n",
      "=a"),
    DockerfileCase(
      "an empty last line is no instruction",
      "FROM a\nRUN x\\\n\n",
      "=a"),
    DockerfileCase(
      "a line of nothing but the escape",
      "\\\nFROM a\n",
      "=a"),
    DockerfileCase(
      "FROM over two lines",
      "FROM a \\\n  AS b\n",
      "b=a"),
    DockerfileCase(
      "white space of Unicode around a line is trimmed",
      "FROM a\u{A0}\n",
      "=a"),
    DockerfileCase(
      "tabs and feeds separate words",
      "FROM\ta\u{B}AS\u{C}b\n",
      "b=a"),
    DockerfileCase(
      "other white space does not",
      "FROM a\u{A0}AS b\n",
      "1 dockerfile parse error on line 1: FROM requires either one or three arguments"),
    DockerfileCase(
      "an empty file",
      "",
      "1 the Dockerfile cannot be empty"),
    DockerfileCase(
      "nothing but empty lines",
      "\n\n",
      "2 file with no instructions"),
    DockerfileCase(
      "nothing but a comment, told at its last line",
      "# only\n",
      "1 file with no instructions"),
    DockerfileCase(
      "no stage at all",
      "ARG A\n",
      "- dockerfile contains no stages to build"),
    DockerfileCase(
      "a comment holds no instruction",
      "FROM a\n# FROM b AS c\n",
      "=a"),
    DockerfileCase(
      "a comment may not follow FROM",
      "FROM a # c\n",
      "1 dockerfile parse error on line 1: FROM requires either one or three arguments"),
    DockerfileCase(
      "the longest line",
      "FROM a\nRUN " + String(repeating: "x", count: 65531) + "\n",
      "=a"),
    DockerfileCase(
      "one longer",
      "FROM a\nRUN " + String(repeating: "x", count: 65532) + "\n",
      "2 dockerfile line greater than max allowed size of 65535"),
  ]

  private static let directives: [DockerfileCase] = [
    DockerfileCase(
      "another escape",
      "# escape=`\nFROM a AS b\nRUN x `\n  y\nFROM b\n",
      "b=a; =b<0"),
    DockerfileCase(
      "in any case, with blanks",
      "#ESCAPE = `  \nFROM a\nRUN x \\\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "indented",
      "  # escape=`\nFROM a\nRUN x \\\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "a comment ends the directives",
      "# x\n# escape=`\nFROM a\nRUN x \\\nFROM b\n",
      "=a"),
    DockerfileCase(
      "an unknown one as well",
      "# foo=bar\n# escape=`\nFROM a\nRUN x \\\nFROM b\n",
      "=a"),
    DockerfileCase(
      "and a line for the kernel",
      "#!/usr/bin/env x\n# escape=`\nFROM a\nRUN x \\\nFROM b\n",
      "=a"),
    DockerfileCase(
      "each only once",
      "# syntax=a\n# syntax=b\nFROM a\n",
      "2 only one syntax parser directive can be used"),
    DockerfileCase(
      "an escape is one character",
      "# escape=ab\nFROM a\n",
      "1 invalid escape token 'ab' does not match ` or \\"),
    DockerfileCase(
      "a blank is none",
      "# escape= \nFROM a\n",
      "1 invalid escape token ' ' does not match ` or \\"),
    DockerfileCase(
      "nothing is no directive",
      "# escape=\nFROM a\nRUN x \\\n  y\n",
      "=a"),
  ]

  @Test("Lines, comments and continuations", arguments: lines)
  func readLines(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }

  @Test("Directives", arguments: directives)
  func readDirectives(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }
}
