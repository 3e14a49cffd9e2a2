/// Sequences that Azure Pipelines acts on wherever they stand, even inside a quoted word.
///
/// `$(` opens a macro, `${{` and `$[` an expression, `##vso[` and `##[` are commands to the agent.
/// None has an escape (azure.md 3, 6), so that generated text must never hold one whole.
package enum LiveText {
  /// What Azure would act on in `text`, such as `$(`; nil where it is dead.
  package static func first(in text: String) -> String? {
    let bytes = Array(text.utf8)
    return bytes.indices.first { isLive(bytes[...], at: $0) }.map { index in
      switch (bytes[index], bytes[index + 1]) {
      case (UInt8(ascii: "#"), _): "##"
      case (_, UInt8(ascii: "{")): "${{"
      case (_, let second): "$\(Unicode.Scalar(second))"
      }
    }
  }

  /// `text` for people: a blank breaks live sequences.
  static func broken(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var broken: [UInt8] = []
    broken.reserveCapacity(bytes.count)
    for index in bytes.indices {
      broken.append(bytes[index])
      if isLive(bytes[...], at: index) { broken.append(UInt8(ascii: " ")) }
    }
    return String(decoding: broken, as: UTF8.self)
  }

  /// Whether a live sequence begins at `index`; it is dead once anything stands behind its first
  /// byte.
  @inline(__always)
  static func isLive(_ bytes: ArraySlice<UInt8>, at index: Int) -> Bool {
    let first = bytes[index]
    guard first == UInt8(ascii: "$") || first == UInt8(ascii: "#"), index + 1 < bytes.endIndex
    else { return false }
    switch (first, bytes[index + 1]) {
    case (UInt8(ascii: "#"), UInt8(ascii: "#")): return true
    case (UInt8(ascii: "$"), UInt8(ascii: "(")), (UInt8(ascii: "$"), UInt8(ascii: "[")):
      return true
    case (UInt8(ascii: "$"), UInt8(ascii: "{")):
      return index + 2 < bytes.endIndex && bytes[index + 2] == UInt8(ascii: "{")
    case (_, _): return false
    }
  }
}

extension TextBuffer {
  /// Appends text that a person reads, such as a comment: printable ASCII on one line.
  ///
  /// Anything else is shown as `\u{…}`, so that neither a line feed nor a bidi control escapes it;
  /// a blank breaks live sequences.
  mutating func appendVisible(_ text: some StringProtocol) {
    var shown: [UInt8] = []
    shown.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20...0x7E: shown.append(UInt8(scalar.value))
      case let value: shown += "\\u{\(String(value, radix: 16))}".utf8
      }
    }
    append(LiveText.broken(String(decoding: shown, as: UTF8.self)))
  }

  /// Appends `text` as comment lines that begin with `#` and have `indent` blanks before it.
  mutating func appendComment(_ text: String, indent: Int) {
    appendComment(indent: indent) { $0.append(text) }
  }

  /// Appends what `write` appends as such comment lines.
  mutating func appendComment(indent: Int, _ write: (inout TextBuffer) -> Void) {
    let start = count
    var wild: String?
    appendCommentLine(indent: indent) { buffer in
      let start = buffer.count
      write(&buffer)
      if !buffer.areAll(ByteClass.tame, from: start) {
        wild = String(decoding: buffer.bytes(from: start), as: UTF8.self)
      }
    }
    guard let wild else { return }
    truncate(to: start)
    for line in wild.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      appendCommentLine(indent: indent) { $0.appendVisible(Substring(line)) }
    }
  }

  private mutating func appendCommentLine(indent: Int, _ body: (inout TextBuffer) -> Void) {
    appendBlanks(indent)
    append("# " as StaticString)
    let start = count
    body(&self)
    while count > 0, self[count - 1] == UInt8(ascii: " ") { truncate(to: count - 1) }
    hideDirective(from: min(start, count))
    append(byte: UInt8(ascii: "\n"))
  }

  /// Keeps what was appended from `start` from being a directive to shellcheck.
  private mutating func hideDirective(from start: Int) {
    var place = start
    while place < count, self[place] == UInt8(ascii: " ") { place += 1 }
    guard has("shellcheck", at: place) else { return }
    let text = cut(from: place)
    append("\\u{73}")
    append(text.dropFirst())
  }
}
