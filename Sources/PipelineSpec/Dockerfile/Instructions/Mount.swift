extension Dockerfile {
  /// A `RUN --mount`.
  public struct Mount: Sendable {
    /// What is mounted; nil where a variable decides it or it is no known type.
    public enum Kind: String, Sendable {
      case bind, cache, tmpfs, secret, ssh
    }

    /// Fields in order: the key in small letters, the value as written; nil without `=`.
    let fields: [(key: [UInt8], value: [UInt8]?)]
    /// Where it comes from.
    public internal(set) var origin = Origin.none
    /// The stage that it makes a dependency of, even where nothing comes from it.
    var namedStage: Int?
    /// Its fields with variables expanded; nil where that failed.
    var checked: MountCheck?

    /// What is mounted; nil where a variable decides it or it is no known type.
    public var kind: Kind? {
      guard let type = self["type"] else { return .bind }
      return Kind(rawValue: type.lowercased.text)
    }

    /// The stage or image that it names, as written; nil for none.
    public var from: String? { self["from"].flatMap { $0.isEmpty ? nil : $0.text } }

    /// The path in what it comes from, variables as written; empty for all of it.
    public var source: String { (self["source"] ?? []).text }

    /// The path in the build, variables as written.
    public var target: String { (self["target"] ?? []).text }

    /// What it reads of the build context, if that is where it comes from.
    var contextPath: String {
      if let checked, checked.isSourceKnown { return checked.source }
      return source
    }

    /// Where a mount comes from that names `origin`, or nothing.
    func origin(_ origin: Origin, isNamed: Bool) -> Origin {
      switch kind {
      case .bind, nil: isNamed ? origin : .context
      case .cache: origin
      case .tmpfs, .secret, .ssh: .none
      }
    }

    /// The last value of a key; other spellings of it count.
    subscript(_ name: String) -> [UInt8]? {
      fields.last { $0.value != nil && Self.name(of: $0.key.text) == name }?.value
    }

    /// The usual spelling of a key.
    static func name(of key: String) -> String {
      switch key {
      case "src": "source"
      case "dst", "destination": "target"
      case "ro": "readonly"
      case "rw": "readwrite"
      case _: key
      }
    }

    init(_ text: [UInt8]) throws(NodeFault) {
      do throws(CommaFields.Fault) {
        fields = try CommaFields.split(text[...]).map { field in
          guard let sign = field.firstIndex(of: UInt8(ascii: "=")) else {
            return (field.lowercased, nil)
          }
          return (field[..<sign].lowercased, Array(field[(sign + 1)...]))
        }
      } catch {
        throw NodeFault(message: "failed to parse csv mounts: \(error.message)")
      }
      for (key, value) in fields where key == Array("from".utf8) {
        guard let dollar = value?.firstIndex(of: UInt8(ascii: "$")) else { continue }
        if dollar != (value?.count ?? 0) - 1 {
          throw NodeFault(
            message: "'from' doesn't support variable expansion, define alias stage instead")
        }
      }
    }
  }
}

/// One line of comma-separated values, where quotes keep a comma.
enum CommaFields {
  struct Fault: Error {
    let message: String
  }

  static func split(_ text: ArraySlice<UInt8>) throws(Fault) -> [[UInt8]] {
    guard !text.isEmpty else { throw Fault(message: "EOF") }
    var fields: [[UInt8]] = []
    var position = text.startIndex
    while true {
      if position < text.endIndex, text[position] == UInt8(ascii: "\"") {
        fields.append(try quoted(text, &position))
        // A comma behind the last quoted field opens no further one.
        if position == text.endIndex { return fields }
      } else {
        let end = text[position...].firstIndex(of: UInt8(ascii: ",")) ?? text.endIndex
        let field = text[position..<end]
        if let quote = field.firstIndex(of: UInt8(ascii: "\"")) {
          throw fault("bare \" in non-quoted-field", quote - text.startIndex)
        }
        fields.append(Array(field))
        if end == text.endIndex { return fields }
        position = end
      }
      position += 1
    }
  }

  /// A quoted field; the place is then at the comma behind it, or the end.
  private static func quoted(
    _ text: ArraySlice<UInt8>, _ position: inout Int
  ) throws(Fault) -> [UInt8] {
    var field: [UInt8] = []
    position += 1
    while let quote = text[position...].firstIndex(of: UInt8(ascii: "\"")) {
      field += text[position..<quote]
      position = quote + 1
      guard position < text.endIndex else { return field }
      switch text[position] {
      case UInt8(ascii: "\""):
        field.append(UInt8(ascii: "\""))
        position += 1
      case UInt8(ascii: ","): return field
      case _:
        throw fault("extraneous or missing \" in quoted-field", quote - text.startIndex)
      }
    }
    throw fault("extraneous or missing \" in quoted-field", position - text.startIndex)
  }

  private static func fault(_ message: String, _ index: Int) -> Fault {
    Fault(message: "parse error on line 1, column \(index + 1): \(message)")
  }
}
