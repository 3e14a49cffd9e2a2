/// The first bytes of a file that are no text, or the first character that YAML does not allow.
struct YAMLEncodingFault {
  /// Where it begins.
  let offset: Int
  let message: String
  let help: String

  /// Nil if all of `bytes` is text.
  init?(firstIn bytes: [UInt8]) {
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput: return nil
      case .valid(let encoded):
        let scalar = UTF8.decode(encoded)
        guard Self.isAllowed(scalar) else {
          self.init(of: scalar, at: offset)
          return
        }
        offset += encoded.count
      case .error:
        self.init(ofByte: bytes[offset], at: offset)
        return
      }
    }
  }

  private init(of scalar: Unicode.Scalar, at offset: Int) {
    self.offset = offset
    message = "character U+\(Self.hexadecimal(scalar.value, digits: 4)) is not allowed in YAML"
    help =
      scalar.value < 0x100
      ? #"remove it, or write "\x\#(Self.hexadecimal(scalar.value, digits: 2))""#
      : #"remove it, or write "\u\#(Self.hexadecimal(scalar.value, digits: 4))""#
  }

  private init(ofByte byte: UInt8, at offset: Int) {
    self.offset = offset
    message = "byte 0x\(Self.hexadecimal(UInt32(byte), digits: 2)) is not UTF-8"
    help = "save the file as UTF-8"
  }

  /// What YAML calls printable.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
