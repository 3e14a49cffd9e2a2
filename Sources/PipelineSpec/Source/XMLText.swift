/// Text inside of an element, or of a quoted attribute, of XML and HTML.
package enum XMLText {
  /// `text` with what has a meaning there spelled out; what XML cannot hold is U+FFFD.
  package static func escaped(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": shown += "&amp;"
      case "<": shown += "&lt;"
      case ">": shown += "&gt;"
      case "\"": shown += "&quot;"
      case "'": shown += "&#39;"
      case "\t", "\n", "\r": shown.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        shown += "\u{FFFD}"
      case _: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
