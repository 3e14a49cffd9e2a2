/// One argument of a command: text, with holes for values known only when it runs.
public struct Word: Hashable, Sendable {
  /// A stretch of text, or a hole.
  public enum Fragment: Hashable, Sendable {
    /// Text as it is meant.
    case literal(String)
    /// A value known when the plan runs.
    case variable(Variable)
  }

  /// In order; no literal is empty and no two literals are neighbours.
  public let fragments: [Fragment]

  /// A word of these fragments; neighbouring literals become one.
  public init(_ fragments: some Sequence<Fragment>) {
    self.fragments = fragments.reduce(into: []) { merged, fragment in
      switch (merged.last, fragment) {
      case (_, .literal("")): break
      case (.literal(let left)?, .literal(let right)):
        merged[merged.count - 1] = .literal(left + right)
      case (_, _): merged.append(fragment)
      }
    }
  }

  /// A word that is known already.
  public init(literal text: String) {
    fragments = text.isEmpty ? [] : [.literal(text)]
  }

  /// The text, where the word has no hole.
  public var literal: String? {
    if fragments.isEmpty { return "" }
    guard fragments.count == 1, case .literal(let text) = fragments[0] else { return nil }
    return text
  }

  /// The holes, in order.
  public var variables: some Sequence<Variable> {
    fragments.lazy.compactMap { fragment in
      if case .variable(let variable) = fragment { variable } else { nil }
    }
  }

  /// The text, with `values` in the holes; nil where one has no value.
  public func resolved(_ values: [Variable: String]) -> String? {
    var text = ""
    for fragment in fragments {
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
    fragments.reduce(into: "") { text, fragment in
      switch fragment {
      case .literal(let piece): text += piece
      case .variable(let variable): text += "${\(variable.name)}"
      }
    }
  }

  /// `left` directly followed by `right`.
  public static func + (left: Word, right: Word) -> Word {
    Word(left.fragments + right.fragments)
  }
}

extension Word: ExpressibleByStringLiteral {
  /// A word that is known already.
  public init(stringLiteral text: String) { self.init(literal: text) }
}

/// A value known when the plan runs.
public struct Variable: Hashable, Sendable {
  /// As in the spec, such as `version`.
  public let name: String

  /// What `${name}` names in the spec.
  public init(name: String) { self.name = name }

  /// The shell and environment variable that carries it, such as `PIPEGEN_IMAGE_VERSION` for
  /// `imageVersion`: `[A-Z0-9_]+`, so that it is one in every back end.
  public var environmentName: String {
    var text = "PIPEGEN_"
    var isBehindSmall = false
    for scalar in name.unicodeScalars {
      let isCapital = ("A"..."Z").contains(scalar)
      if isCapital, isBehindSmall { text += "_" }
      text += String(scalar).uppercased()
      isBehindSmall = !isCapital && scalar != "_"
    }
    return text
  }
}
