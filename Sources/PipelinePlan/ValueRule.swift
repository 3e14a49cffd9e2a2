/// What the value of a parameter may be.
public enum ValueRule: Hashable, Sendable {
  /// One of these texts.
  case oneOf([String])
  /// What the pattern stands for.
  case matching(ValuePattern)

  /// Whether it allows `value`, byte by byte.
  public func allows(_ value: String) -> Bool {
    switch self {
    case .oneOf(let texts): texts.contains { $0.utf8.elementsEqual(value.utf8) }
    case .matching(let pattern): pattern.matches(value)
    }
  }

  /// For messages, behind "not": `one of a, b`.
  public var description: String {
    switch self {
    case .oneOf(let texts): "one of \(texts.joined(separator: ", "))"
    case .matching(let pattern): "of the pattern \(pattern.text)"
    }
  }
}

/// A pattern of a whole value, byte by byte, as `case` of a POSIX shell has it in the C locale.
///
/// `*` is any text, `?` any byte, `[a-z_]` one of these and `[!a-z_]` one of the others.
public struct ValuePattern: Hashable, Sendable {
  /// What one place of it stands for.
  public enum Piece: Hashable, Sendable {
    /// This text.
    case literal(String)
    /// Any text.
    case anything
    /// Any byte.
    case anyByte
    /// A byte that the brackets hold, as the text between them says: `a-z_`, or `!` and that.
    case set(String)
  }

  /// As in the spec.
  public let text: String
  /// In order; no two literals are neighbours.
  public let pieces: [Piece]

  /// Whether it stands for `value`.
  public func matches(_ value: String) -> Bool {
    let atoms = pieces.flatMap(\.atoms)
    let bytes = Array(value.utf8)
    var (atom, byte) = (0, 0)
    var resume: (atom: Int, byte: Int)?
    while byte < bytes.count {
      if atom < atoms.count, atoms[atom] == .anything {
        resume = (atom + 1, byte)
        atom += 1
      } else if atom < atoms.count, atoms[atom].holds(bytes[byte]) {
        (atom, byte) = (atom + 1, byte + 1)
      } else if let last = resume {
        resume = (last.atom, last.byte + 1)
        (atom, byte) = (last.atom, last.byte + 1)
      } else {
        return false
      }
    }
    return atoms[atom...].allSatisfy { $0 == .anything }
  }
}

// MARK: - Reading

extension ValuePattern {
  /// Why a text is no pattern.
  struct Fault: Error {
    let reason: String
  }

  /// The pattern that `text` spells.
  init(_ text: String) throws(Fault) {
    self.text = text
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var rest = Array(text.utf8)[...]
    func flush() {
      if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
      literal = []
    }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"):
        flush()
        pieces.append(.anything)
      case UInt8(ascii: "?"):
        flush()
        pieces.append(.anyByte)
      case UInt8(ascii: "["):
        flush()
        pieces.append(try Self.set(from: &rest))
      case UInt8(ascii: "]"): throw Fault(reason: "']' closes nothing")
      case 0x21...0x7E where byte != UInt8(ascii: "\\"): literal.append(byte)
      case _: throw Fault(reason: "it may hold printable ASCII alone, without blanks and '\\'")
      }
    }
    flush()
    guard !pieces.isEmpty else { throw Fault(reason: "it is empty") }
    self.pieces = pieces
  }

  /// The set behind its `[`, up to its `]`.
  private static func set(from rest: inout ArraySlice<UInt8>) throws(Fault) -> Piece {
    guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else {
      throw Fault(reason: "'[' is never closed")
    }
    let inside = rest[..<end]
    rest = rest[(end + 1)...]
    let members = inside.first == UInt8(ascii: "!") ? inside.dropFirst() : inside
    guard !members.isEmpty else { throw Fault(reason: "its brackets hold nothing") }
    var index = members.startIndex
    while index < members.endIndex {
      let byte = members[index]
      guard isMember(byte) else {
        throw Fault(reason: "brackets hold letters, digits, '_', '.', '+' and '-' alone")
      }
      if index + 2 < members.endIndex, members[index + 1] == UInt8(ascii: "-") {
        guard isRange(byte, members[index + 2]) else {
          throw Fault(reason: "a range goes from a letter or digit to a later one of its kind")
        }
        index += 3
      } else {
        guard byte != UInt8(ascii: "-") || index == members.endIndex - 1 else {
          throw Fault(reason: "'-' as itself stands last in brackets")
        }
        index += 1
      }
    }
    return .set(String(decoding: inside, as: UTF8.self))
  }

  private static func isMember(_ byte: UInt8) -> Bool {
    kind(of: byte) != nil || "_.+-".utf8.contains(byte)
  }

  private static func isRange(_ first: UInt8, _ last: UInt8) -> Bool {
    first <= last && kind(of: first) != nil && kind(of: first) == kind(of: last)
  }

  /// The first byte of its kind: digits, capitals, small letters; nil for any other.
  private static func kind(of byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: 0x30
    case 0x41...0x5A: 0x41
    case 0x61...0x7A: 0x61
    case _: nil
    }
  }
}

// MARK: - Matching

/// What stands for one byte, or for any text.
private enum Atom: Equatable {
  case anything
  case byte(UInt8)
  case set([ClosedRange<UInt8>], isNegated: Bool)

  func holds(_ byte: UInt8) -> Bool {
    switch self {
    case .anything: false
    case .byte(let own): own == byte
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
    }
  }
}

extension ValuePattern.Piece {
  fileprivate var atoms: [Atom] {
    switch self {
    case .literal(let text): text.utf8.map(Atom.byte)
    case .anything: [.anything]
    case .anyByte: [.set([], isNegated: true)]
    case .set(let text): [Self.set(Array(text.utf8)[...])]
    }
  }

  private static func set(_ text: ArraySlice<UInt8>) -> Atom {
    let isNegated = text.first == UInt8(ascii: "!")
    var members = isNegated ? text.dropFirst() : text
    var ranges: [ClosedRange<UInt8>] = []
    while let first = members.popFirst() {
      if members.count > 1, members.first == UInt8(ascii: "-") {
        members.removeFirst()
        ranges.append(first...members.removeFirst())
      } else {
        ranges.append(first...first)
      }
    }
    return .set(ranges, isNegated: isNegated)
  }
}
