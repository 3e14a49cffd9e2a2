import Testing

@testable import Execution

/// What two keys of a stage tell of what has changed.
@Suite struct InputChangesTests {
  private static let base = "ARG BASE=registry.example:5000/keys/base:key-"
  private static let old = """
    \(digest("a"))  Dockerfile
    \(digest("b"))  go.sum
    drwxr-xr-x src
    -rw-r--r-- \(digest("d"))  src/a b.go
    ARG BASE=registry.example:5000/keys/base:key-0123456789abcdef
    ARG GO_VERSION=1.23
    target deps
    platform linux/amd64
    """

  private static func digest(_ letter: String) -> String { String(repeating: letter, count: 64) }

  private func changes(_ text: String, _ other: String) -> [String]? {
    let new = Self.old.split(separator: "\n").map { $0 == text ? other : String($0) }
    return InputChanges(bases: [Self.base]).between(
      Self.old, new.filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  @Test(arguments: [
    ("", "", []),
    ("\(digest("b"))  go.sum", "\(digest("c"))  go.sum", ["go.sum changed"]),
    ("\(digest("b"))  go.sum", "", ["go.sum is gone"]),
    ("\(digest("b"))  go.sum", "\(digest("b"))  go.mod", ["go.mod is new", "go.sum is gone"]),
    ("drwxr-xr-x src", "drwx------ src", ["src changed"]),
    (
      "-rw-r--r-- \(digest("d"))  src/a b.go", "-rwxr-xr-x \(digest("d"))  src/a b.go",
      ["src/a b.go changed"]
    ),
    (
      "-rw-r--r-- \(digest("d"))  src/a b.go", "-rw-r--r-- \(digest("e"))  src/a b.go",
      ["src/a b.go changed"]
    ),
    ("drwxr-xr-x src", "drwxr-xr-x lib", ["lib is new", "src is gone"]),
    ("\(digest("a"))  Dockerfile", "\(digest("b"))  Dockerfile", ["Dockerfile changed"]),
    ("ARG GO_VERSION=1.23", "ARG GO_VERSION=1.24", ["ARG GO_VERSION 1.23 -> 1.24"]),
    ("ARG GO_VERSION=1.23", "ARG GO_VERSION=", ["ARG GO_VERSION 1.23 -> ''"]),
    ("ARG GO_VERSION=1.23", "", ["ARG GO_VERSION is gone"]),
    ("target deps", "target deps\nARG X=1", ["ARG X is new"]),
    ("target deps", "target all", ["target deps -> all"]),
    ("platform linux/amd64", "platform linux/arm64", ["platform linux/amd64 -> linux/arm64"]),
    (
      "\(base)0123456789abcdef", "\(base)0123456789abcde0",
      ["base image registry.example:5000/keys/base moved"]
    ),
    (
      "\(base)0123456789abcdef", "ARG BASE=debian",
      ["ARG BASE registry.example:5000/keys/base:key-0123456789abcdef -> debian"]
    ),
  ])
  func oneChange(_ change: (old: String, new: String, told: [String])) {
    #expect(changes(change.old, change.new) == change.told)
  }

  /// Only what is surely a digest of an image tells of one.
  @Test func anArgumentThatOnlyLooksLikeABase() {
    let (old, new) = ("ARG COMMIT=x:c-0123456789abcdef", "ARG COMMIT=x:c-fedcba9876543210")
    #expect(
      InputChanges(bases: [Self.base]).between(old, new)
        == ["ARG COMMIT x:c-0123456789abcdef -> x:c-fedcba9876543210"])
  }

  @Test func aValueOfSeveralLines() {
    let changes = InputChanges(bases: []).between(
      "ARG A=1\r\n\n2\nARG B=1", "ARG A=1\r\n\n3\nARG B=1")
    #expect(changes == [#"ARG A 1\u{D}\u{A}\u{A}2 -> 1\u{D}\u{A}\u{A}3"#])
  }

  /// Two spellings of one letter are two names, and two values.
  @Test func bytesCount() {
    let digest = Self.digest("a")
    #expect(
      InputChanges(bases: []).between("\(digest)  \u{E9}", "\(digest)  e\u{301}")?.count == 2)
    #expect(InputChanges(bases: []).between("ARG A=\u{E9}", "ARG A=e\u{301}")?.count == 1)
    #expect(
      InputChanges(bases: []).between("ARG A=\u{301}", "ARG A=x") == ["ARG A \u{301} -> x"])
  }

  /// A label is whatever somebody has pushed.
  @Test(arguments: ["", "\n", "nonsense", "ARG x", "target", "<no value>"])
  func noLinesOfAKey(_ text: String) {
    #expect(InputChanges(bases: []).between(text, Self.old) == nil)
  }

  @Test func whatIsLongOrInvisibleIsShownAsFarAsItCan() {
    let long = String(repeating: "x", count: 5000)
    let changes = InputChanges(bases: []).between("ARG A=\u{1B}[31m", "ARG A=\(long)")
    #expect(changes?.count == 1)
    #expect(changes?.first?.hasPrefix(#"ARG A \u{1B}[31m -> xxx"#) == true)
    #expect(changes?.allSatisfy { $0.utf8.count < 200 } == true)
  }
}
