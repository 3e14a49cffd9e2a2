/// HEALTHCHECK, which alone has flags that must be right.
enum HealthcheckReader {
  /// The flags of a healthcheck that BuildKit takes.
  static func flags(of node: DockerfileNode) throws(NodeFault) -> InstructionFlags {
    guard let first = node.arguments.first else {
      throw InstructionReader.atLeastOne(.healthcheck)
    }
    let kind = first.text.uppercased()
    guard kind != "NONE" else {
      guard node.arguments.count == 1 else {
        throw NodeFault(message: "HEALTHCHECK NONE takes no arguments")
      }
      return InstructionFlags()
    }
    let flags = try InstructionFlags(of: node)
    guard kind == "CMD" else {
      throw NodeFault(
        message: "Unknown type \(GoQuote.quoted(kind.utf8)) in HEALTHCHECK (try CMD)")
    }
    guard node.arguments.count > 1 else {
      throw NodeFault(message: "Missing command after HEALTHCHECK CMD")
    }
    for name in ["interval", "timeout", "start-period", "start-interval"] {
      guard let text = flags[name], !text.isEmpty else { continue }
      let nanoseconds = try GoDuration.nanoseconds(text)
      guard nanoseconds == 0 || nanoseconds >= 1_000_000 else {
        throw NodeFault(message: "Interval \"\(name)\" cannot be less than 1ms")
      }
    }
    if let retries = flags["retries"], !retries.isEmpty { try checkRetries(retries) }
    return flags
  }

  private static func checkRetries(_ text: [UInt8]) throws(NodeFault) {
    let quoted = GoQuote.quoted(text)
    guard let number = Int(text.text), text.isASCII else {
      let digits = text.first == 0x2B || text.first == 0x2D ? text.dropFirst() : text[...]
      let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
      let reason = isNumber ? "value out of range" : "invalid syntax"
      throw NodeFault(message: "strconv.ParseInt: parsing \(quoted): \(reason)")
    }
    guard Int32(exactly: number) != nil else {
      throw NodeFault(message: "strconv.ParseInt: parsing \(quoted): value out of range")
    }
    guard number >= 0 else {
      throw NodeFault(message: "--retries cannot be negative (\(number))")
    }
  }
}

/// Durations as Go writes them: `1m30s`.
enum GoDuration {
  static func nanoseconds(_ text: [UInt8]) throws(NodeFault) -> Double {
    let quoted = GoQuote.quoted(text)
    let isNegative = text.first == UInt8(ascii: "-")
    var rest = text[...]
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    let invalid = NodeFault(message: "time: invalid duration \(quoted)")
    guard !rest.isEmpty else { throw invalid }
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
      let dots = number.count { $0 == UInt8(ascii: ".") }
      guard number.count > dots, dots < 2 else { throw invalid }
      rest = rest[number.endIndex...]
      let unit = rest.prefix { $0 != UInt8(ascii: ".") && !(0x30...0x39).contains($0) }
      guard !unit.isEmpty else {
        throw NodeFault(message: "time: missing unit in duration \(quoted)")
      }
      guard let scale = scales[unit.text] else {
        throw NodeFault(
          message: "time: unknown unit \(GoQuote.quoted(unit)) in duration \(quoted)")
      }
      rest = rest[unit.endIndex...]
      total += value(of: number) * scale
    }
    guard total < 9.3e18 else { throw invalid }
    return isNegative ? -total : total
  }

  private static func value(of number: ArraySlice<UInt8>) -> Double {
    var value = 0.0
    var weight = 1.0
    var isFraction = false
    for byte in number {
      guard byte != UInt8(ascii: ".") else {
        isFraction = true
        continue
      }
      let digit = Double(byte & 0x0F)
      if isFraction {
        weight /= 10
        value += digit * weight
      } else {
        value = value * 10 + digit
      }
    }
    return value
  }

  private static let scales: [String: Double] = [
    "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
  ]
}
