/// One argument of a command: text, with holes for values known only when it runs.
public struct Word: Hashable, Sendable {
  /// A stretch of text, or a hole.
  public enum Fragment: Hashable, Sendable {
    /// Text as it is meant.
    case literal(String)
    /// A value known when the plan runs.
    case variable(Variable)
  }

  /// The text before the first hole; most words have none, and need no array.
  package private(set) var head: String
  /// The first hole and all behind it; no literal is empty and no two literals are neighbours.
  package private(set) var tail: [Fragment]

  /// A word of these fragments; neighbouring literals become one.
  public init(_ fragments: some Sequence<Fragment>) {
    self.init(literal: "")
    for fragment in fragments { append(fragment) }
  }

  /// A word that is known already.
  public init(literal text: String) {
    head = text
    tail = []
  }

  /// In order; no literal is empty and no two literals are neighbours.
  public var fragments: [Fragment] { head.isEmpty ? tail : [.literal(head)] + tail }

  /// The text, where the word has no hole.
  public var literal: String? { tail.isEmpty ? head : nil }

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

  /// Gives `body` each hole, in order.
  func eachVariable(_ body: (Variable) -> Void) {
    for case .variable(let variable) in tail { body(variable) }
  }

  /// The text, with `values` in the holes; nil where one has no value.
  public func resolved(_ values: [Variable: String]) -> String? {
    if tail.isEmpty { return head }
    var text = head
    for fragment in tail {
      switch fragment {
      case .literal(let piece): text += piece
      case .variable(let variable):
        guard let value = values[variable] else { return nil }
        text += value
      }
    }
    return text
  }

  /// For messages: holes as in the spec, such as `shop/api:${version}`.
  public var description: String {
    if tail.isEmpty { return head }
    var text = head
    for fragment in tail {
      switch fragment {
      case .literal(let piece): text += piece
      case .variable(let variable): text += "${" + variable.name + "}"
      }
    }
    return text
  }

  /// `left` directly followed by `right`.
  public static func + (left: Word, right: Word) -> Word {
    var word = left
    word.append(right)
    return word
  }

  /// `prefix`, then this word.
  func following(_ prefix: String) -> Word {
    var word = self
    word.head = head.isEmpty ? prefix : prefix + head
    return word
  }

  /// This word with `other` in place of the text `prefix`; nil where it does not begin so.
  func replacing(_ prefix: String, by other: String) -> Word? {
    let utf8 = head.utf8
    guard
      let end = utf8.index(utf8.startIndex, offsetBy: prefix.utf8.count, limitedBy: utf8.endIndex),
      head[..<end] == prefix
    else { return nil }
    var word = self
    word.head = other
    word.head += head[end...]
    return word
  }

  /// Adds all of `word` behind what is there.
  mutating func append(_ word: Word) {
    if tail.isEmpty {
      head = head.isEmpty ? word.head : head + word.head
      tail = word.tail
    } else {
      append(.literal(word.head))
      for fragment in word.tail { append(fragment) }
    }
  }

  /// Adds a fragment behind what is there.
  mutating func append(_ fragment: Fragment) {
    guard case .literal(let text) = fragment else { return tail.append(fragment) }
    if tail.isEmpty {
      head += text
    } else if case .literal(let left)? = tail.last {
      tail[tail.count - 1] = .literal(left + text)
    } else if !text.isEmpty {
      tail.append(fragment)
    }
  }
}

extension Word: ExpressibleByStringLiteral {
  /// A word that is known already.
  public init(stringLiteral text: String) { self.init(literal: text) }
}

/// A value known when the plan runs; two of one name are the same.
public struct Variable: Hashable, Sendable {
  /// As in the spec, such as `version`.
  public let name: String
  /// Whether a run may leave it without a value, and so leave out what names it.
  public let isOptional: Bool

  /// What `${name}` names in the spec; every run gives it a value.
  public init(name: String) { self.init(name: name, isOptional: false) }

  /// What `${name}` names in the spec.
  public init(name: String, isOptional: Bool) {
    self.name = name
    self.isOptional = isOptional
  }

  /// Whether both have one name.
  public static func == (left: Variable, right: Variable) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The shell and environment variable that carries it, such as `PIPEGEN_IMAGE_VERSION` for
  /// `imageVersion`: `[A-Z0-9_]+`, so that it is one in every back end.
  public var environmentName: String {
    var text = "PIPEGEN_"
    var isBehindSmall = false
    for scalar in name.unicodeScalars {
      let isCapital = ("A"..."Z").contains(scalar)
      if isCapital, isBehindSmall { text += "_" }
      text += scalar == "." ? "_" : String(scalar).uppercased()
      isBehindSmall = !isCapital && scalar != "_" && scalar != "."
    }
    return text
  }
}
