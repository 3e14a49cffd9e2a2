/// Where ADD fetches from, if not from files.
enum RemoteSource: Equatable {
  case repository
  case address

  /// nil for a path.
  init?(_ text: [UInt8]) {
    let address = text.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") }
    let isWeb = text.starts(with: "http://".utf8) || text.starts(with: "https://".utf8)
    if isWeb {
      self = address.suffix(4).elementsEqual(".git".utf8) ? .repository : .address
    } else if text.starts(with: "git://".utf8) || text.starts(with: "ssh://".utf8)
      || Self.isSecureCopy(text)
    {
      self = .repository
    } else {
      return nil
    }
  }

  /// `user@host:path`.
  private static func isSecureCopy(_ text: [UInt8]) -> Bool {
    guard let at = text.firstIndex(of: UInt8(ascii: "@")) else { return false }
    let user = text[..<at]
    let host = text[(at + 1)...].prefix { $0 != UInt8(ascii: ":") }
    return !user.isEmpty && !host.isEmpty && host.endIndex < text.endIndex
      && user.allSatisfy { isWordByte($0) } && host.allSatisfy { isWordByte($0) || $0 == 0x2E }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D
      || byte == 0x5F
  }
}

/// The signals that STOPSIGNAL takes.
enum StopSignal {
  static func isKnown(_ text: String) -> Bool {
    if let number = Int(text) { return number != 0 }
    let capitals = text.uppercased()
    let name = capitals.hasPrefix("SIG") ? String(capitals.dropFirst(3)) : capitals
    if names.contains(name) { return true }
    for (start, range) in [("RTMIN+", 1...15), ("RTMAX-", 1...14)] where name.hasPrefix(start) {
      if let number = Int(name.dropFirst(6)), range.contains(number) { return true }
    }
    return false
  }

  private static let names: Set<String> = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL",
    "PIPE", "POLL", "PROF", "PWR", "QUIT", "RTMAX", "RTMIN", "SEGV", "STKFLT", "STOP", "SYS",
    "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU",
    "XFSZ",
  ]
}

/// A word of EXPOSE: `[address:][port:]port[-port][/protocol]`.
enum ExposedPort {
  /// What is wrong with it; nil for nothing.
  static func fault(in text: ArraySlice<UInt8>) -> String? {
    var ports = text
    if let slash = text.lastIndex(of: UInt8(ascii: "/")) {
      let name = text[(slash + 1)...]
      ports = text[..<slash]
      guard ["tcp", "udp", "sctp", ""].contains(name.lowercased.text) else {
        return "invalid proto: \(name.text)"
      }
    }
    let container = ports[
      (ports.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? ports.startIndex)...]
    guard !container.isEmpty else { return "no port specified: \(text.text)<empty>" }
    guard isRange(container) else { return "invalid containerPort: \(container.text)" }
    return nil
  }

  private static func isRange(_ text: ArraySlice<UInt8>) -> Bool {
    let ends = text.split(
      separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false
    ).map { $0.allSatisfy { (0x30...0x39).contains($0) } ? UInt16($0.text) : nil }
    guard let first = ends.first, let first else { return false }
    guard let last = ends.last, let last else { return false }
    return first <= last
  }
}
