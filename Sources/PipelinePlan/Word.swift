/// One argument of a command: text, with holes for values known only when it runs.
public struct Word: Hashable, Sendable {
  /// A stretch of text, or a hole.
  public enum Fragment: Hashable, Sendable {
    /// Text as it is meant.
    case literal(String)
    /// A value known when the plan runs.
    case variable(Variable)
  }

  /// Most words have no hole: they need no array.
  private enum Content: Hashable, Sendable {
    case literal(String)
    case fragments([Fragment])
  }

  private let content: Content

  /// A word of these fragments; neighbouring literals become one.
  public init(_ fragments: some Sequence<Fragment>) {
    var merged: [Fragment] = []
    for fragment in fragments {
      switch (merged.last, fragment) {
      case (_, .literal("")): break
      case (.literal(let left)?, .literal(let right)):
        merged[merged.count - 1] = .literal(left + right)
      case (_, _): merged.append(fragment)
      }
    }
    switch merged.first {
    case nil: content = .literal("")
    case .literal(let text)? where merged.count == 1: content = .literal(text)
    case _?: content = .fragments(merged)
    }
  }

  /// A word that is known already.
  public init(literal text: String) { content = .literal(text) }

  /// In order; no literal is empty and no two literals are neighbours.
  public var fragments: [Fragment] {
    switch content {
    case .literal(let text): text.isEmpty ? [] : [.literal(text)]
    case .fragments(let fragments): fragments
    }
  }

  /// The text, where the word has no hole.
  public var literal: String? {
    switch content {
    case .literal(let text): text
    case .fragments: nil
    }
  }

  /// The holes, in order.
  public var variables: [Variable] {
    guard case .fragments(let fragments) = content else { return [] }
    return fragments.compactMap { fragment in
      if case .variable(let variable) = fragment { variable } else { nil }
    }
  }

  /// The text, with `values` in the holes; nil where one has no value.
  public func resolved(_ values: [Variable: String]) -> String? {
    if let literal { return literal }
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
    if let left = left.literal, let right = right.literal { return Word(literal: left + right) }
    return Word([left.fragments, right.fragments].joined())
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
