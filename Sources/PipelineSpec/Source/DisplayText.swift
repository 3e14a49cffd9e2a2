/// Text as a terminal may show it: one line, with nothing that is invisible or moves the cursor.
package enum DisplayText {
  /// A piece of text that is shown or left out as a whole.
  struct Cell {
    /// Empty for nothing; an escape for what must not reach a terminal.
    let text: String
    /// Columns that it takes; 1 for a tab, whose width the terminal decides.
    let width: Int
    var isTab: Bool { text == "\t" }
  }

  /// `text` with what is invisible shown as `\u{…}`, cut after `columns`.
  package static func escaped(_ text: String, columns: Int = .max) -> String {
    var result = ""
    var width = 0
    var count = 0
    for scalar in text.unicodeScalars {
      let cell = scalar == "\t" ? escape(scalar) : cell(for: scalar)
      width += cell.width
      count += 1
      // Marks without a width of their own may not go on for ever either.
      guard width <= columns, count / 4 <= columns else { return result + "…" }
      result += cell.text
    }
    return result
  }

  /// How many columns `text` takes, if nothing in it has to be escaped.
  package static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
  }

  /// `text` for quoting in a message: at most 60 characters of it.
  package static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: 60, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }

  /// `text` with everything that is not ASCII spelled out, as `\u{E9}`.
  static func spelled(_ text: String) -> String {
    text.unicodeScalars.map { $0.isASCII ? cell(for: $0).text : escape($0).text }.joined()
  }

  /// The characters of a line, one cell each; a byte that is not UTF-8 is a cell `\x{FF}`.
  static func cells(_ bytes: ArraySlice<UInt8>) -> [Cell] {
    var cells: [Cell] = []
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var index = bytes.startIndex
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput: return cells
      case .valid(let encoded):
        cells.append(cell(for: UTF8.decode(encoded)))
        index += encoded.count
      case .error(let length):
        for byte in bytes[index..<index + length] {
          let text = "\\x{\(String(byte, radix: 16, uppercase: true))}"
          cells.append(Cell(text: text, width: text.utf8.count))
        }
        index += length
      }
    }
  }

  private static func cell(for scalar: Unicode.Scalar) -> Cell {
    if scalar.value < 0x7F {
      guard scalar.value >= 0x20 || scalar == "\t" else { return escape(scalar) }
      return Cell(text: String(Character(scalar)), width: 1)
    }
    guard isShown(scalar) else { return escape(scalar) }
    return Cell(text: String(Character(scalar)), width: DisplayWidth.columns(of: scalar))
  }

  private static func escape(_ scalar: Unicode.Scalar) -> Cell {
    let text = "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    return Cell(text: text, width: text.utf8.count)
  }

  /// Whether a terminal shows the character as itself, and nothing but it.
  ///
  /// Not so: control and format characters (bidi, zero width), other blanks than the usual one,
  /// fillers, and what Unicode has not assigned.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      false
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
      .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol,
      .modifierSymbol, .otherSymbol:
      true
    @unknown default: false
    }
  }
}
