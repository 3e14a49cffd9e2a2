/// A YAML value to be printed.
///
/// Literals read like the file: `["job": "build", "displayName": .text(name), "env": env]`. A
/// literal string is a keyword, printed plain; run-time text is `.text`, printed in quotes. A nil
/// value makes its entry vanish.
package enum YAMLDocument: Sendable {
  /// A word of the format's own, or an expression of ours.
  case keyword(YAMLKeyword)
  case number(Int)
  /// Run-time text: always in double quotes, in ASCII.
  case text(String)
  /// A shell script, which is printed where it belongs: a literal block where that can hold it.
  case script(@Sendable (inout ShellPrinter) -> Void)
  /// A script that has been printed already, likewise.
  case printed(String)
  /// Text that every reader takes for this very text when it stands plain.
  case plain(YAMLPlainText)
  /// Text of a pipeline that is passed through: plain where every reader takes it for this very
  /// text, or where `isPlain` says that it stood so and it is a number or a truth value.
  case passed(String, isPlain: Bool)
  case list([YAMLDocument])
  /// Lists one behind the other, with blank lines between all of their elements, such as jobs.
  case joined([YAMLDocument])
  /// A list of maps, likewise, `count` of them: so often is one begun, and its entries are given to the
  /// printer one by one. A large list is never there as a whole.
  case maps(count: Int, @Sendable (inout YAMLPrinter) -> Void)
  case map([YAMLEntry])
  /// A map of our own words, whose entries such as `container: host` are printed as they stand.
  case words([StaticString])
  /// A value with comment lines above its entry or element.
  indirect case commented(String, YAMLDocument)
}

/// Text of our own that stands plain.
package struct YAMLKeyword: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  let text: StaticString

  /// The text.
  package var description: String { text.description }

  /// A keyword.
  package init(stringLiteral keyword: StaticString) {
    text = keyword
    assert(description.isPlainScalar, "'\(description)' cannot be a plain scalar")
  }
}

/// Text that was found to stand plain for every reader.
package struct YAMLPlainText: Sendable {
  let text: String

  fileprivate init?(_ text: String) {
    guard text.isPlainEverywhere else { return nil }
    self.text = text
  }
}

/// A key and its value; entries keep their order.
package struct YAMLEntry: Sendable {
  let key: YAMLKey
  let value: YAMLDocument

  /// `key: value`.
  package init(_ key: YAMLKey, _ value: YAMLDocument) {
    self.key = key
    self.value = value
  }
}

/// A key of a map.
package enum YAMLKey: Sendable, ExpressibleByStringLiteral {
  /// A key of the format, printed plain.
  case keyword(YAMLKeyword)
  /// A key known at run time that stands plain.
  case plain(String)
  /// A key known at run time, printed in quotes.
  case text(String)

  /// A key of the format, printed plain.
  package init(stringLiteral keyword: StaticString) {
    self = .keyword(YAMLKeyword(stringLiteral: keyword))
  }

  /// The name of an environment variable; one with '_' is no reader's boolean and stands plain.
  package static func environment(_ name: String) -> YAMLKey {
    name.utf8.contains(UInt8(ascii: "_")) ? .plain(name) : .text(name)
  }

  /// A key of a pipeline that is passed through, printed plain where every reader takes it so.
  package static func passed(_ text: String) -> YAMLKey {
    text.isPlainEverywhere ? .plain(text) : .text(text)
  }

  /// The key itself.
  var text: String {
    switch self {
    case .keyword(let keyword): keyword.description
    case .plain(let text), .text(let text): text
    }
  }

  /// Whether Azure would take both for one key: ASCII letters are equal in either case.
  func folds(with other: YAMLKey) -> Bool {
    let (text, other) = (text.utf8, other.text.utf8)
    return text.count == other.count
      && zip(text, other).allSatisfy { $0.lowercased == $1.lowercased }
  }
}

extension YAMLDocument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A keyword.
  package init(stringLiteral keyword: StaticString) {
    self = .keyword(YAMLKeyword(stringLiteral: keyword))
  }

  /// A number.
  package init(integerLiteral number: Int) { self = .number(number) }

  /// A list; nil elements vanish.
  package init(arrayLiteral elements: YAMLDocument?...) { self = .list(elements.compactMap { $0 }) }

  /// A map; entries without value vanish.
  package init(dictionaryLiteral entries: (YAMLKey, YAMLDocument?)...) {
    var present: [YAMLEntry] = []
    present.reserveCapacity(entries.count)
    for case (let key, let value?) in entries { present.append(YAMLEntry(key, value)) }
    self = .map(present)
  }
}

extension YAMLDocument {
  /// The value without comments of its own.
  var uncommented: YAMLDocument {
    guard case .commented(_, let value) = self else { return self }
    return value.uncommented
  }

  /// The value's own comments, the outermost first.
  var comments: [String] {
    guard case .commented(let comment, let value) = self else { return [] }
    return [comment] + value.comments
  }

  /// Comments that have to stand above the dash of an element: its own and, where it is a map,
  /// those of the entry that follows the dash.
  var commentsOfElement: [String] {
    guard case .map(let entries) = uncommented, let first = entries.first else { return comments }
    return comments + first.value.comments
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self) }

  fileprivate var lowercased: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}

extension YAMLDocument {
  /// A shell script of these statements.
  package static func script(of statements: [ShellStatement]) -> YAMLDocument {
    .script { $0.print(statements, indent: 0) }
  }

  /// Text that stands plain where every reader takes it for this very text.
  static func line(_ text: String) -> YAMLDocument {
    YAMLPlainText(text).map(YAMLDocument.plain) ?? .passed(text, isPlain: false)
  }

  /// A list with blank lines between its elements.
  package static func spacedList(_ elements: [YAMLDocument]) -> YAMLDocument {
    .joined([.list(elements)])
  }

  /// Whether it has keys.
  var isMap: Bool {
    switch self {
    case .map: true
    case .commented(_, let value): value.isMap
    case .list, .joined, .maps, .words, .keyword, .number, .text, .script, .printed, .plain,
      .passed:
      false
    }
  }

  /// How many elements or entries it has; one where it is no collection.
  var count: Int {
    switch self {
    case .list(let elements): elements.count
    case .joined(let lists): lists.reduce(0) { $0 + $1.count }
    case .maps(let count, _): count
    case .map(let entries): entries.count
    case .words(let words): words.count
    case .commented(_, let value): value.count
    case .keyword, .number, .text, .script, .printed, .plain, .passed: 1
    }
  }
}

extension String {
  /// Whether every YAML reader, of 1.1 or 1.2, takes it for this very text when it stands plain.
  var isPlainEverywhere: Bool { utf8.span.isPlainEverywhere }

  /// Whether it is a number or a truth value that every YAML reader takes for the same.
  var isPlainValue: Bool {
    if self == "true" || self == "false" || self == "0" { return true }
    return (1...9).contains(utf8.count) && utf8.first != 0x30
      && utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether every YAML reader takes it for this very text when it stands plain in a block.
  var isPlainScalar: Bool { utf8.span.isPlainScalar }
}

extension Span<UInt8> {
  /// Whether every YAML reader, of 1.1 or 1.2, takes it for this very text when it stands plain.
  var isPlainEverywhere: Bool {
    guard isPlainScalar, self[0].lowercased.isLetter || self[0] == 0x5F else { return false }
    guard count <= 5 else { return true }
    let small = indices.map { self[$0].lowercased }
    return !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains {
      small.elementsEqual($0.utf8)
    }
  }

  /// Whether every YAML reader takes it for this very text when it stands plain in a block.
  var isPlainScalar: Bool {
    guard !isEmpty, ByteClass.printable(self[0]) == 1 else { return false }
    let (first, last) = (self[0], self[count - 1])
    guard first != UInt8(ascii: " "), last != UInt8(ascii: " "), last != UInt8(ascii: ":"),
      first.lowercased.isLetter || !"-?:,[]{}#&*!|>'\"%@`".utf8.contains(first)
    else { return false }
    var all: UInt8 = 1
    for index in 1..<count {
      let byte = self[index]
      all &= ByteClass.printable(byte) & ByteClass.staysPlain(byte, behind: self[index - 1])
    }
    return all == 1
  }
}
