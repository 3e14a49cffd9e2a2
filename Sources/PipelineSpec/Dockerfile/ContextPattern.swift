/// One part of a path as Go's `filepath.Match` has it, as COPY does.
enum ContextPattern {
  /// Whether it may stand for several names.
  static func isOne(_ part: [UInt8]) -> Bool { part.contains { "*?[".utf8.contains($0) } }

  /// The same with no other sign than `*`, by which at least as many names are meant; nil for `**`, which
  /// means more to some builders, and for what is no pattern.
  ///
  /// `go.su[m]` is how a file is copied if it is there: it becomes `go.su*m`.
  static func widened(_ part: [UInt8]) -> [UInt8]? {
    let star = UInt8(ascii: "*")
    var pattern: [UInt8] = []
    func add(_ byte: UInt8) {
      if byte != star || pattern.last != star { pattern.append(byte) }
    }
    var rest = part[...]
    while let byte = rest.popFirst() {
      switch byte {
      case star:
        if rest.first == star { return nil }
        add(star)
      case UInt8(ascii: "?"): add(star)
      case UInt8(ascii: "["):
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")), end > rest.startIndex else {
          return nil
        }
        add(star)
        let names = rest[..<end]
        if names.count == 1, let name = names.first, name < 0x80, name != UInt8(ascii: "?") {
          add(name)
        }
        rest = rest[(end + 1)...]
      case _: add(byte)
      }
    }
    return pattern
  }
}
