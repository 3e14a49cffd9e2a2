/// The name of an image, checked as docker checks it.
enum ImageReference {
  /// What is wrong with `text`; nil if it can be the name of an image.
  static func fault(in text: [UInt8]) -> String? {
    guard text.count != 64 || !text.allSatisfy(isSmallHex) else {
      return "invalid repository name (\(text.text)), cannot specify 64-byte hexadecimal strings"
    }
    let (domain, rest) = split(text[...])
    let remote = rest.prefix { $0 != UInt8(ascii: ":") }
    guard Array(remote).lowercased.elementsEqual(remote) else {
      return "invalid reference format: repository name (\(remote.text)) must be lowercase"
    }
    return fault(domain: domain, rest)
  }

  /// A registry's address and what follows it; docker.io where none is written.
  private static func split(
    _ text: ArraySlice<UInt8>
  ) -> (domain: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
    let official = Array("docker.io".utf8)[...]
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else {
      return (official, Array("library/".utf8) + text)
    }
    let first = text[..<slash]
    let isAddress =
      first.contains(UInt8(ascii: ".")) || first.contains(UInt8(ascii: ":"))
      || first.elementsEqual("localhost".utf8) || !Array(first).lowercased.elementsEqual(first)
    guard isAddress else { return (official, text) }
    let rest = text[(slash + 1)...]
    let isOfficial =
      first.elementsEqual("docker.io".utf8) || first.elementsEqual("index.docker.io".utf8)
    guard isOfficial else { return (first, rest) }
    return (official, rest.contains(UInt8(ascii: "/")) ? rest : Array("library/".utf8) + rest)
  }

  private static func fault(
    domain: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>
  ) -> String? {
    var name = rest
    var digest: ArraySlice<UInt8>?
    if let at = name.firstIndex(of: UInt8(ascii: "@")) {
      digest = name[(at + 1)...]
      name = name[..<at]
    }
    let invalid = "invalid reference format"
    if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
      guard isTag(name[(colon + 1)...]) else { return invalid }
      name = name[..<colon]
    }
    guard isPath(name), isDomain(domain) || isPath(domain) else { return invalid }
    guard name.count + (isDomain(domain) ? 0 : domain.count + 1) <= 255 else {
      return "repository name must not be more than 255 characters"
    }
    return digest.flatMap(fault(inDigest:))
  }

  private static func isDomain(_ text: ArraySlice<UInt8>) -> Bool {
    var host = text
    if let colon = text.lastIndex(of: UInt8(ascii: ":")), text.last != UInt8(ascii: "]") {
      let port = text[(colon + 1)...]
      guard !port.isEmpty, port.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
      host = text[..<colon]
    }
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
      let address = host.dropFirst().dropLast()
      return !address.isEmpty && address.allSatisfy { isHex($0) || $0 == UInt8(ascii: ":") }
    }
    return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      isLetterOrDigit($0.first) && isLetterOrDigit($0.last)
        && $0.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func isPath(_ text: ArraySlice<UInt8>) -> Bool {
    text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy(isPathPart)
  }

  /// Small letters and digits; between them one dot, one or two underscores, or dashes.
  private static func isPathPart(_ part: ArraySlice<UInt8>) -> Bool {
    guard isSmallOrDigit(part.first), isSmallOrDigit(part.last) else { return false }
    var index = part.startIndex
    while index < part.endIndex {
      let separator = part[index...].prefix { !isSmallOrDigit($0) }
      guard !separator.isEmpty else {
        index += 1
        continue
      }
      let isRight =
        separator.elementsEqual(".".utf8) || separator.elementsEqual("_".utf8)
        || separator.elementsEqual("__".utf8) || separator.allSatisfy { $0 == UInt8(ascii: "-") }
      guard isRight else { return false }
      index = separator.endIndex
    }
    return true
  }

  private static func isTag(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, text.count <= 128 else { return false }
    return (isLetterOrDigit(first) || first == UInt8(ascii: "_"))
      && text.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
          || $0 == UInt8(ascii: "-")
      }
  }

  private static func fault(inDigest text: ArraySlice<UInt8>) -> String? {
    let invalid = "invalid reference format"
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return invalid }
    let (name, hex) = (text[..<colon], text[(colon + 1)...])
    guard let first = name.first, isLetter(first), isLetterOrDigit(name.last), hex.count >= 32,
      hex.allSatisfy(isHex)
    else { return invalid }
    let lengths = ["sha256": 64, "sha384": 96, "sha512": 128]
    guard let length = lengths[name.text] else { return "unsupported digest algorithm" }
    guard hex.count == length else { return "invalid checksum digest length" }
    return hex.allSatisfy(isSmallHex) ? nil : "invalid checksum digest format"
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isLetterOrDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return isLetter(byte) || (0x30...0x39).contains(byte)
  }

  private static func isSmallOrDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }

  private static func isSmallHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    isSmallHex(byte) || (0x41...0x46).contains(byte)
  }
}
