public import PipelineSpec

/// One argument of a command: text, with holes for values known only when it runs.
public struct Word: Hashable, Sendable, BitwiseCopyable {
  /// A stretch of text, or a hole.
  public enum Fragment: Hashable, Sendable, BitwiseCopyable {
    /// Text as it is meant.
    case literal(Text)
    /// A value known when the plan runs.
    case variable(Variable)
  }

  /// The text before the first hole; most words have none.
  package let head: Text
  /// The first hole and all behind it; no literal is empty and no two literals are neighbours.
  package let tail: KeptList<Fragment>

  /// A word of these fragments; neighbouring literals become one.
  public init(_ fragments: some Sequence<Fragment>) {
    var word = WordBuilder()
    for fragment in fragments { word.append(fragment) }
    self = word.finish()
  }

  /// `words`, one directly behind the other.
  init(joining words: [Word]) {
    var word = WordBuilder()
    for part in words { word.append(part) }
    self = word.finish()
  }

  /// A word that is known already.
  public init(_ text: Text) { self.init(head: text, tail: KeptList()) }

  /// A word that is known already.
  public init(literal text: String) { self.init(Text(text)) }

  init(head: Text, tail: KeptList<Fragment>) {
    self.head = head
    self.tail = tail
  }

  /// Whether both are made of the same fragments.
  public static func == (left: Word, right: Word) -> Bool {
    left.head == right.head && left.tail == right.tail
  }

  /// Hashes the fragments.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(head)
    for fragment in tail { hasher.combine(fragment) }
  }

  /// In order; no literal is empty and no two literals are neighbours.
  public var fragments: [Fragment] { head.isEmpty ? Array(tail) : [.literal(head)] + tail }

  /// The text, where the word has no hole.
  public var literal: String? { tail.isEmpty ? head.string : nil }

  /// Whether it has no hole.
  package var isLiteral: Bool { tail.isEmpty }

  /// The holes, in order.
  public var variables: [Variable] {
    if tail.isEmpty { return [] }
    return tail.compactMap { fragment in
      if case .variable(let variable) = fragment { variable } else { nil }
    }
  }

  /// Holes without which the word is left out, each once, in order.
  public var optionalVariables: [Variable] {
    if isCertain { return [] }
    return variables.reduce(into: []) { all, variable in
      if variable.isOptional, !all.contains(variable) { all.append(variable) }
    }
  }

  /// Whether no run leaves it out.
  public var isCertain: Bool {
    for case .variable(let variable) in tail where variable.isOptional { return false }
    return true
  }

  /// Adds the holes, in order.
  @inline(__always)
  func addVariables(to all: inout [Variable]) {
    if tail.isEmpty { return }
    for case .variable(let variable) in tail { all.append(variable) }
  }

  /// Gives `body` each hole, in order.
  func eachVariable(_ body: (Variable) -> Void) {
    for case .variable(let variable) in tail { body(variable) }
  }

  /// The text, with `values` in the holes; nil where one has no value.
  public func resolved(_ values: [Variable: String]) -> String? {
    var text = head.string
    for fragment in tail {
      switch fragment {
      case .literal(let piece): text += piece.string
      case .variable(let variable):
        guard let value = values[variable] else { return nil }
        text += value
      }
    }
    return text
  }

  /// For messages: holes as in the spec, such as `shop/api:${version}`.
  public var description: String {
    var text = head.string
    for fragment in tail {
      switch fragment {
      case .literal(let piece): text += piece.string
      case .variable(let variable): text += "${" + variable.name + "}"
      }
    }
    return text
  }

  /// `left` directly followed by `right`.
  public static func + (left: Word, right: Word) -> Word {
    if left.tail.isEmpty { return right.following(left.head) }
    var word = WordBuilder()
    word.append(left)
    word.append(right)
    return word.finish()
  }

  /// `prefix`, then this word.
  func following(_ prefix: Text) -> Word { Word(head: prefix + head, tail: tail) }

  /// `prefix`, then this word.
  func following(_ prefix: String) -> Word { following(Text(prefix)) }

  /// What stands behind the text `prefix`; nil where it does not begin so.
  func dropping(_ prefix: Text) -> Word? {
    guard head.hasPrefix(prefix) else { return nil }
    return Word(head: head.dropFirst(prefix.count), tail: tail)
  }
}

/// A word under construction. Of literals that follow each other only what they are together is kept.
struct WordBuilder {
  private var head: Text?
  private var tail: [Word.Fragment] = []
  /// The literal behind all that, where it is one text.
  private var literal: Text = ""
  /// The same where it is more.
  private var bytes: [UInt8] = []

  /// What has been built; nothing can be added any more.
  consuming func finish() -> Word {
    endLiteral()
    return Word(head: head ?? "", tail: KeptList(tail))
  }

  /// Adds all of `word` behind what is there.
  mutating func append(_ word: Word) {
    append(word.head)
    for fragment in word.tail { append(fragment) }
  }

  /// Adds a fragment behind what is there.
  mutating func append(_ fragment: Word.Fragment) {
    switch fragment {
    case .literal(let text): append(text)
    case .variable:
      endLiteral()
      if tail.isEmpty { tail.reserveCapacity(4) }
      tail.append(fragment)
    }
  }

  private mutating func append(_ text: Text) {
    if text.isEmpty { return }
    guard !literal.isEmpty else {
      literal = text
      return
    }
    if bytes.isEmpty { bytes += literal.utf8 }
    bytes += text.utf8
  }

  private mutating func endLiteral() {
    let text = bytes.isEmpty ? literal : Text(utf8: bytes[...])
    literal = ""
    if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
    if head == nil {
      head = text
    } else if !text.isEmpty {
      tail.append(.literal(text))
    }
  }
}

extension Word: ExpressibleByStringLiteral {
  /// A word of our own.
  public init(stringLiteral text: StaticString) { self.init(Text(stringLiteral: text)) }
}

/// A value known when the plan runs; two of one name are the same.
public struct Variable: Hashable, Sendable, BitwiseCopyable {
  /// As in the spec, such as `version`.
  package let text: Text
  /// Whether a run may leave it without a value, and so leave out what names it.
  public let isOptional: Bool

  /// What `${name}` names in the spec; every run gives it a value.
  public init(name: String) { self.init(name: name, isOptional: false) }

  /// What `${name}` names in the spec.
  public init(name: String, isOptional: Bool) {
    text = Text(name)
    self.isOptional = isOptional
  }

  /// The same as a String.
  public var name: String { text.string }

  /// Whether both have one name.
  public static func == (left: Variable, right: Variable) -> Bool { left.text == right.text }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// The shell and environment variable that carries it, such as `PIPEGEN_IMAGE_VERSION` for
  /// `imageVersion`: of a name in a spec `[A-Z0-9_]+`, so that it is one in every back end.
  public var environmentName: String {
    var bytes = Array("PIPEGEN_".utf8)
    var isBehindSmall = false
    for byte in name.utf8 {
      switch Unicode.Scalar(byte) {
      case "A"..."Z":
        if isBehindSmall { bytes.append(UInt8(ascii: "_")) }
        bytes.append(byte)
        isBehindSmall = false
      case ".", "_":
        bytes.append(UInt8(ascii: "_"))
        isBehindSmall = false
      case "a"..."z":
        bytes.append(byte & ~0x20)
        isBehindSmall = true
      case _:
        bytes.append(byte)
        isBehindSmall = true
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
