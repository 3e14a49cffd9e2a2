/// Prints a document as a careful colleague would lay it out: two blanks of indentation, dashes
/// flush with their key, scripts as literal blocks, blank lines between the sections of the root.
///
/// No anchors, no tags, no folding, ASCII only; see guarantees.md 2.4.
package struct YAMLPrinter: ~Copyable, Sendable {
  /// Prints scripts where they belong.
  private var shell = ShellPrinter()
  /// Bytes that a script may have.
  private let limit: Int
  private var longScripts: [LongScript] = []
  /// The list whose maps are given one by one; the next one may be the first.
  private var maps = (indent: 0, isFirst: true)
  /// The map that is given entry by entry.
  private var map = (indent: 0, isBegun: false)
  /// Where entries are printed that stand in many maps of the list at hand.
  private var shared: [(name: SharedName, text: Range<Int>)] = []

  /// A script that is longer than it may be.
  package struct LongScript: Sendable {
    /// What the map calls it that it stands in; nil until that map ends.
    fileprivate(set) var title: String?
    let bytes: Int
  }

  /// The text of `document`.
  package static func text(of document: YAMLDocument) -> String {
    var buffer = TextBuffer()
    print(document, into: &buffer)
    return buffer.text
  }

  /// Appends `document` to `buffer`; a comment on the whole of it stands apart.
  ///
  /// - Returns: Scripts that are longer than `limit` bytes.
  @discardableResult
  package static func print(
    _ document: YAMLDocument, into buffer: inout TextBuffer, noting limit: Int = .max
  ) -> [LongScript] {
    var printer = YAMLPrinter(limit: limit)
    swap(&printer.buffer, &buffer)  // Moved, not copied.
    printer.printRoot(document)
    swap(&printer.buffer, &buffer)
    return printer.longScripts
  }

  private init(limit: Int) { self.limit = limit }

  private var buffer: TextBuffer {
    _read { yield shell.buffer }
    _modify { yield &shell.buffer }
  }

  private mutating func printRoot(_ document: YAMLDocument) {
    if document.count == 0 { return appendScalar(document, indent: 2) }
    switch document {
    case .commented(let comment, let document):
      buffer.appendComment(comment, indent: 0)
      endLine()
      printRoot(document)
    case .map(let entries): print(entries, indent: 0, isFirstIndented: true, isSpaced: true)
    case .words(let words): print(words, indent: 0, isFirstIndented: true)
    case .list, .joined, .maps: print(list: document, indent: 0)
    case .keyword, .number, .text, .script, .printed, .plain, .passed:
      appendScalar(document, indent: 2)
    }
  }

  private mutating func endLine() { buffer.append(byte: UInt8(ascii: "\n")) }
}

// MARK: - Collections

extension YAMLPrinter {
  /// `isFirstIndented` is false where the first key stands behind a dash, its comment above that.
  private mutating func print(
    _ entries: [YAMLEntry], indent: Int, isFirstIndented: Bool, isSpaced: Bool
  ) {
    checkUnique(entries)
    let noted = longScripts.count
    for index in entries.indices {
      if isSpaced, index > 0 { endLine() }
      if index > 0 || isFirstIndented {
        print(comments: entries[index].value.comments, indent: indent)
        buffer.appendBlanks(indent)
      }
      print(entries[index].key, entries[index].value, indent: indent)
    }
    if noted < longScripts.count { name(scriptsFrom: noted, by: entries) }
  }

  /// Gives what was noted from `first` on the title that stands among `entries`.
  private mutating func name(scriptsFrom first: Int, by entries: [YAMLEntry]) {
    let title =
      switch entries.first(where: { $0.key.text == "displayName" })?.value {
      case .text(let text), .passed(let text, _): text
      case .plain(let plain): plain.text
      case .keyword(let word): word.description
      case _: ""
      }
    for index in longScripts[first...].indices where longScripts[index].title == nil {
      longScripts[index].title = title
    }
  }

  private mutating func print(_ key: YAMLKey, _ value: YAMLDocument, indent: Int) {
    append(key)
    buffer.append(byte: UInt8(ascii: ":"))
    print(value, behind: .key, indent: indent)
  }

  private mutating func print(_ words: [StaticString], indent: Int, isFirstIndented: Bool) {
    for index in words.indices {
      if index > 0 || isFirstIndented { buffer.appendBlanks(indent) }
      buffer.append(words[index])
      endLine()
    }
  }

  private enum Mark {
    case key
    case dash
  }

  /// What stands behind a key at `indent` and its colon, or behind a dash there.
  private mutating func print(_ value: YAMLDocument, behind mark: Mark, indent: Int) {
    switch value {
    case .commented(_, let value): print(value, behind: mark, indent: indent)
    case .map(let entries) where !entries.isEmpty:
      openMap(behind: mark)
      print(entries, indent: indent + 2, isFirstIndented: mark == .key, isSpaced: false)
    case .words(let words) where !words.isEmpty:
      openMap(behind: mark)
      print(words, indent: indent + 2, isFirstIndented: mark == .key)
    case .list where value.count > 0, .joined where value.count > 0, .maps where value.count > 0:
      endLine()
      print(list: value, indent: mark == .key ? indent : indent + 2)
    case .keyword, .number, .text, .script, .printed, .plain, .passed, .map, .words, .list, .joined,
      .maps:
      buffer.append(byte: UInt8(ascii: " "))
      appendScalar(value, indent: indent + 2)
    }
  }

  private mutating func openMap(behind mark: Mark) {
    switch mark {
    case .key: endLine()
    case .dash: buffer.append(byte: UInt8(ascii: " "))
    }
  }

  private mutating func print(list: YAMLDocument, indent: Int) {
    var isFirst = true
    print(elementsOf: list, indent: indent, isSpaced: false, isFirst: &isFirst)
  }

  /// `isFirst` tells whether no element of the list stands before these.
  private mutating func print(
    elementsOf list: YAMLDocument, indent: Int, isSpaced: Bool, isFirst: inout Bool
  ) {
    switch list {
    case .list(let elements):
      for index in elements.indices {
        if isSpaced, !isFirst { endLine() }
        isFirst = false
        print(comments: elements[index].commentsOfElement, indent: indent)
        openElement(indent: indent)
        print(elements[index], behind: .dash, indent: indent)
      }
    case .joined(let lists):
      for index in lists.indices {
        print(elementsOf: lists[index], indent: indent, isSpaced: true, isFirst: &isFirst)
      }
    case .maps(_, let print):
      shared.removeAll()
      let outer = (maps, map)
      maps = (indent, isFirst)
      print(&self)
      isFirst = maps.isFirst
      (maps, map) = outer
    case .commented, .keyword, .number, .text, .script, .printed, .plain, .passed, .map, .words:
      preconditionFailure("no list")
    }
  }

  private mutating func openElement(indent: Int) {
    buffer.appendBlanks(indent)
    buffer.append(byte: UInt8(ascii: "-"))
  }

  private mutating func print(comments: [String], indent: Int) {
    for comment in comments { buffer.appendComment(comment, indent: indent) }
  }

  /// Azure refuses keys that are equal but for case.
  private func checkUnique(_ entries: [YAMLEntry]) {
    for index in entries.indices {
      for other in 0..<index where entries[index].key.folds(with: entries[other].key) {
        preconditionFailure("two keys '\(entries[index].key.text)' in a map")
      }
    }
  }
}

// MARK: - Entries of a map that is given entry by entry

extension YAMLPrinter {
  /// Begins the next map of the list at hand.
  mutating func beginMap() {
    if !maps.isFirst { endLine() }
    maps.isFirst = false
    openElement(indent: maps.indent)
    map = (maps.indent + 2, false)
  }

  /// Prints an entry.
  package mutating func entry(_ key: YAMLKey, _ value: YAMLDocument) {
    beginEntry()
    print(key, value, indent: map.indent)
  }

  /// Prints an entry whose value is the text that `write` appends, plain where every reader takes it
  /// for this very text.
  mutating func entry(_ key: YAMLKey, line write: (inout TextBuffer) -> Void) {
    beginEntry()
    append(key)
    buffer.append(": " as StaticString)
    let start = buffer.count
    write(&buffer)
    if buffer.span(from: start, { $0.isPlainEverywhere }) { return endLine() }
    let text = String(decoding: buffer.cut(from: start), as: UTF8.self)
    appendScalar(.passed(text, isPlain: false), indent: map.indent + 2)
  }

  /// Prints an entry whose value is a script, which stands in a map of this title.
  mutating func entry(
    _ key: YAMLKey, titled title: @autoclosure () -> String, script: (inout ShellPrinter) -> Void
  ) {
    let noted = longScripts.count
    beginEntry()
    append(key)
    buffer.append(": " as StaticString)
    append(script: script, indent: map.indent + 2)
    for index in longScripts[noted...].indices { longScripts[index].title = title() }
  }

  /// What tells entries of a list's maps from others.
  typealias SharedName = (Int, Int, Int)

  /// Prints entries behind others; those of the same name, which are alike, are made and printed
  /// once in a list and copied from then on.
  mutating func entries(named name: SharedName?, _ make: () -> [YAMLEntry]) {
    precondition(map.isBegun, "the first entry stands behind a dash")
    if let name {
      for index in shared.indices where shared[index].name == name {
        return buffer.append(copyOf: shared[index].text)
      }
    }
    let start = buffer.count
    for entry in make() { self.entry(entry.key, entry.value) }
    if let name { shared.append((name, start..<buffer.count)) }
  }

  private mutating func beginEntry() {
    if map.isBegun {
      buffer.appendBlanks(map.indent)
    } else {
      buffer.append(byte: UInt8(ascii: " "))
      map.isBegun = true
    }
  }
}

// MARK: - Scalars

extension YAMLPrinter {
  private mutating func append(_ key: YAMLKey) {
    switch key {
    case .keyword(let keyword): buffer.append(keyword.text)
    case .plain(let text): buffer.append(text)
    case .text(let text): buffer.appendDoubleQuoted(text)
    }
  }

  /// Appends a scalar or an empty collection and ends its line; a block's lines have `indent`.
  private mutating func appendScalar(_ value: YAMLDocument, indent: Int) {
    switch value {
    case .keyword(let keyword): buffer.append(keyword.text)
    case .number(let number): buffer.append(number)
    case .plain(let plain): buffer.append(plain.text)
    case .text(let text): buffer.appendDoubleQuoted(text)
    case .script(let print): return append(script: print, indent: indent)
    case .printed(let script): return append(printed: script, indent: indent)
    case .passed(let text, let isPlain):
      return append(passed: text, isPlain: isPlain, indent: indent)
    case .list, .joined, .maps: buffer.append("[]")
    case .map, .words: buffer.append("{}")
    case .commented(_, let value): return appendScalar(value, indent: indent)
    }
    endLine()
  }

  private mutating func append(passed text: String, isPlain: Bool, indent: Int) {
    note(scriptOf: text.utf8.count)
    if text.isPlainEverywhere || isPlain && text.isPlainValue {
      buffer.append(text)
    } else if text.utf8.contains(UInt8(ascii: "\n")) {
      let isWhole = text.utf8.last == UInt8(ascii: "\n")
      let bytes = Array(text.utf8) + (isWhole ? [] : [UInt8(ascii: "\n")])
      if buffer.appendLiteralBlock(bytes, indent: indent, isStripped: !isWhole) { return }
      buffer.appendDoubleQuoted(text)
    } else {
      buffer.appendDoubleQuoted(text)
    }
    endLine()
  }

  /// Prints a script where it belongs; only one that no literal block can hold is printed twice.
  private mutating func append(script: (inout ShellPrinter) -> Void, indent: Int) {
    let start = buffer.count
    buffer.append("|\n" as StaticString)
    let body = buffer.count
    buffer.isPrintable = true
    shell.margin = indent
    script(&shell)
    if buffer.count - body > limit { note(scriptOf: ShellPrinter.text(script).utf8.count) }
    if buffer.isLiteralBlock(from: body, indent: indent) { return }
    buffer.truncate(to: start)
    append(printed: ShellPrinter.text(script), indent: indent)
  }

  private mutating func note(scriptOf bytes: Int) {
    if bytes > limit { longScripts.append(LongScript(title: nil, bytes: bytes)) }
  }

  private mutating func append(printed script: String, indent: Int) {
    if buffer.appendLiteralBlock(Array(script.utf8), indent: indent) { return }
    buffer.appendDoubleQuoted(script)
    endLine()
  }
}
