/// What libyaml could not read, and how a message says it.
struct YAMLSyntaxFault {
  /// libyaml's own words.
  let problem: String
  /// Whether libyaml found bytes that are no text; it gives no mark for them.
  let isEncoding: Bool
  let place: SourcePosition
  /// Where the thing began that libyaml was reading.
  let context: SourcePosition?

  /// Records the fault, found in `source`.
  func report(in source: SourceFile, _ file: SourceFile.ID, into diagnostics: inout Diagnostics) {
    if isEncoding, let encoding = YAMLEncodingFault(firstIn: source.bytes) {
      let start = source.position(ofByte: encoding.offset)
      let range = SourceRange(file: file, start: start, length: 1)
      return diagnostics.error(.encoding, encoding.message, at: range, help: encoding.help)
    }
    let line = FaultyLine(at: place, in: source)
    let context = context.map { FaultyLine(at: $0, in: source) }
    Finding(problem, at: line, from: context).report(in: file, into: &diagnostics)
  }
}

extension SourceRange {
  /// `length` characters of one line.
  init(file: SourceFile.ID, start: SourcePosition, length: Int) {
    let end = SourcePosition(line: Int(start.line), column: Int(start.column) + length)
    self.init(file: file, start: start, end: end)
  }
}

/// The line of a place, split there.
struct FaultyLine {
  let place: SourcePosition
  let before: [Unicode.Scalar]
  /// From the place on.
  let after: [Unicode.Scalar]
  /// Whether the text ends before the place.
  let isEnd: Bool

  init(at mark: SourcePosition, in source: SourceFile) {
    // libyaml ends a text on a line of its own, even if that is not there.
    let marked = source.line(mark.line)
    place = marked == nil ? source.position(ofByte: source.bytes.count) : mark
    let line = marked ?? source.line(place.line) ?? 0..<0
    // A place further on than any message would quote needs no exact neighbourhood.
    let text = String(decoding: source.bytes[line].prefix(1 << 16), as: UTF8.self)
    let scalars = Array(text.unicodeScalars)
    let split = min(Int(place.column) - 1, scalars.count)
    before = Array(scalars[..<split])
    after = Array(scalars[split...])
    isEnd = after.isEmpty && line.upperBound >= source.bytes.count
  }

  /// Whether only blanks stand before the place.
  var isFirstInLine: Bool { before.allSatisfy { $0 == " " || $0 == "\t" } }

  /// A place in the same line.
  func column(_ column: Int) -> SourcePosition {
    SourcePosition(line: Int(place.line), column: column)
  }
}

/// A message for a fault, in words that name a remedy.
private struct Finding {
  var id = DiagnosticID.syntax
  var message: String
  var help: String?
  var start: SourcePosition
  /// Characters at fault.
  var length = 1
  /// Where the thing begins that was being read, and what it is.
  var note: (message: String, start: SourcePosition)?

  func report(in file: SourceFile.ID, into diagnostics: inout Diagnostics) {
    let notes = note.map {
      let range = SourceRange(file: file, start: $0.start, length: 1)
      return [Diagnostic.Note(message: $0.message, range: range)]
    }
    diagnostics.error(
      id, message, at: SourceRange(file: file, start: start, length: length), help: help,
      notes: notes ?? [])
  }
}

extension Finding {
  init(_ problem: String, at line: FaultyLine, from context: FaultyLine?) {
    self.init(message: problem, start: line.place)
    switch problem {
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      tab()
    case "found character that cannot start any token": character(line)
    case "mapping values are not allowed in this context": value(line)
    case "could not find expected ':'": missingColon(context ?? line)
    case "did not find expected ',' or ']'": flow(line, context, "list", "]")
    case "did not find expected ',' or '}'": flow(line, context, "mapping", "}")
    case "did not find expected key": block(line, context, "a key", "keys of one mapping")
    case "did not find expected '-' indicator":
      block(line, context, "'- '", "entries of one list")
    case "found unexpected end of stream", "found unexpected document indicator":
      openQuote(context ?? line)
    case "found unknown escape character", "did not find expected hexdecimal number":
      escape(line)
    case "found invalid Unicode character escape code": number(line)
    case "did not find expected alphabetic or numeric character": indicator(context ?? line)
    case "did not find expected comment or line break",
      "found an indentation indicator equal to 0":
      blockHeader(context ?? line)
    case "block sequence entries are not allowed in this context": entry(line)
    case "found unexpected ':'":
      message = "':' cannot stand here"
      help = "quote a value that ends with ':', and put a space after the ':' of a key"
    case "did not find expected <document start>":
      message = "expected '---' between a directive and the text"
    case "mapping keys are not allowed in this context":
      message = "'? ' cannot stand here"
      help = "quote a value that begins with '? '"
    case "did not find expected node content": content(line)
    case "found undefined tag handle": tag(line)
    case "could not find expected directive name", "found unknown directive name",
      "found unexpected non-alphabetical character", "found incompatible YAML document",
      "found duplicate %YAML directive", "did not find expected digit or '.' character",
      "found extremely long version number":
      directive(context ?? line)
    case _ where problem.holds("tag") || problem.holds("URI") || problem.holds("'!'"):
      tag(context ?? line)
    default: message = "this is not YAML: \(problem)"
    }
  }

  private mutating func tab() {
    message = "a tab cannot indent YAML"
    help = "use spaces"
  }

  private mutating func character(_ line: FaultyLine) {
    guard let first = line.after.first else { return }
    guard first != "\t" else { return tab() }
    message = "a value without quotes cannot begin with '\(first)'"
    help = "quote it"
  }

  private mutating func value(_ line: FaultyLine) {
    if line.before.count > 1024 { return longKey(line) }
    message = "a key and its ':' cannot stand here"
    help =
      line.hasEarlierColon
      ? "quote a value that holds ': '"
      : "a key begins in the column of its neighbours, and the line above has to end its value"
  }

  private mutating func missingColon(_ key: FaultyLine) {
    start = key.place
    if key.after.count > 1024 { return longKey(key) }
    length = key.after.trimmedCount
    message = "expected 'KEY: VALUE', found no ': '"
    help =
      key.after.contains(":")
      ? "put a space after the ':'"
      : "write ':' after a key; the further lines of a text are indented more than its key"
  }

  private mutating func longKey(_ line: FaultyLine) {
    message = "a key is longer than 1024 characters"
    start = line.isFirstInLine ? line.place : line.column(1)
  }

  private mutating func flow(
    _ line: FaultyLine, _ context: FaultyLine?, _ kind: String, _ closing: String
  ) {
    if line.before.last == "$", line.after.first == "{" {
      message = "expected ',' or '\(closing)' before '{'"
      help = "quote a value that holds ${…}"
      start = line.column(Int(line.place.column) - 1)
      length = 1 + (line.after.firstIndex(of: "}") ?? 0) + 1
      return
    }
    if let context { note = ("the \(kind) begins here", context.place) }
    if line.isEnd {
      message = "the \(kind) is not closed: expected '\(closing)'"
    } else {
      message = "expected ',' or '\(closing)' here"
      help = "close the \(kind), or quote a value that holds one of , [ ] { } or ': '"
    }
  }

  private mutating func block(
    _ line: FaultyLine, _ context: FaultyLine?, _ expected: String, _ kind: String
  ) {
    message = "expected \(expected) here"
    if line.isFirstInLine {
      help = "\(kind) begin in the same column"
      if let context { note = ("the first of them stands here", context.place) }
    } else {
      help = "quote the whole value; inside '…' a quote is written ''"
    }
  }

  private mutating func openQuote(_ quote: FaultyLine) {
    message = "the quote is not closed"
    start = quote.place
  }

  private mutating func escape(_ line: FaultyLine) {
    // libyaml gives the place of the backslash for a letter and of the digits for a number.
    let backslash = line.before.lastIndex(of: "\\") ?? line.before.count
    let isAtPlace = line.after.first == "\\"
    start = isAtPlace ? line.place : line.column(backslash + 1)
    length = 2
    message = "'\\' does not begin an escape here"
    help = #"write \\ for a backslash, or put the text in single quotes"#
  }

  private mutating func number(_ line: FaultyLine) {
    let escape = YAMLNumberEscape(line)
    (message, help) = (escape.message, escape.help)
    (start, length) = (escape.start, escape.length)
  }

  private mutating func indicator(_ line: FaultyLine) {
    guard let first = line.after.first else { return }
    start = line.place
    message = "expected a name after '\(first)'"
    help = "quote a value that begins with '\(first)'"
  }

  private mutating func blockHeader(_ line: FaultyLine) {
    guard let first = line.after.first, first == "|" || first == ">" else { return }
    start = line.place
    message = "expected the end of the line after '\(first)'"
    help = "quote a value that begins with '\(first)'"
  }

  private mutating func entry(_ line: FaultyLine) {
    message = "a list entry cannot begin here"
    help = "put '- ' on a line of its own, or quote a value that begins with '- '"
  }

  private mutating func content(_ line: FaultyLine) {
    guard let found = line.after.first else {
      message = "expected a value, found the end of the file"
      help = "a list or mapping above is not closed"
      return
    }
    message = "expected a value, found '\(found)'"
    help = "quote a value that begins with one of , [ ] { }"
  }

  private mutating func directive(_ line: FaultyLine) {
    start = line.column(1)
    message = "the only directive of YAML that may stand here is '%YAML 1.2'"
    help = "quote a text that begins with '%'"
  }

  private mutating func tag(_ line: FaultyLine) {
    id = .yamlTag
    start = line.place
    message = "YAML tags have no meaning in a spec"
    help = "remove it, or quote a value that begins with '!'"
  }
}

extension FaultyLine {
  /// Whether `KEY: ` stands before the place, in the same line.
  fileprivate var hasEarlierColon: Bool {
    zip(before, before.dropFirst()).contains { $0 == ":" && $1 == " " }
  }
}

extension [Unicode.Scalar] {
  /// Its length without blanks at the end.
  fileprivate var trimmedCount: Int {
    Swift.max(1, (lastIndex { $0 != " " && $0 != "\t" } ?? 0) + 1)
  }
}
