extension Node {
  /// The tree as one line of JSON, every scalar as text.
  ///
  /// For checks against other readers of YAML. It recurses, which is safe for trees that
  /// `YAML.parse` made: they nest at most `YAML.maximumDepth` deep.
  package var json: [UInt8] {
    var json: [UInt8] = []
    appendJSON(to: &json)
    return json
  }

  private func appendJSON(to json: inout [UInt8]) {
    switch content {
    case .scalar(let text, _): Self.append(text, to: &json)
    case .sequence(let items):
      json.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        item.appendJSON(to: &json)
      }
      json.append(UInt8(ascii: "]"))
    case .mapping(let entries):
      json.append(UInt8(ascii: "{"))
      for (index, entry) in entries.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        Self.append(entry.key.value, to: &json)
        json.append(UInt8(ascii: ":"))
        entry.value.appendJSON(to: &json)
      }
      json.append(UInt8(ascii: "}"))
    }
  }

  /// Appends `text` in quotes, byte by byte: an accent must not hide the quote that it stands on.
  private static func append(_ text: String, to json: inout [UInt8]) {
    json.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
      case 0x00..<0x20: json += escape(byte)
      default: json.append(byte)
      }
    }
    json.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
