internal import CYaml

/// Reads YAML text into nodes.
///
/// Scalars stay text, anchors, aliases and merge keys are expanded, and what a reader of specs has
/// no use for (tags, several documents, keys that are no text) is refused in words.
public enum YAML {
  /// The longest file that is read, in bytes.
  public static let maximumBytes = 16 << 20
  /// How deep lists and mappings may nest, aliases expanded.
  public static let maximumDepth = 64
  /// How many nodes a spec may have, keys counted and aliases expanded.
  public static let maximumNodes = 1_000_000
  /// The longest scalar, in bytes.
  public static let maximumScalarBytes = 64 << 10

  /// The document of one file, as a tree.
  ///
  /// - Parameters:
  ///   - file: The file to read.
  ///   - sources: Where it is found.
  ///   - nodeBudget: How many nodes may still be made; `maximumNodes` for the first file of a
  ///     spec, and what is left of them for the others.
  ///   - diagnostics: Where faults are recorded.
  /// - Returns: The root. After a duplicate key, the tree that the first of them gives, so that
  ///   decoding finds further faults. After any other fault, nil.
  public static func parse(
    _ file: SourceFile.ID, in sources: Sources, nodeBudget: inout Int,
    into diagnostics: inout Diagnostics
  ) -> Node? {
    let source = sources[file]
    if let fault = YAMLScreening.fault(in: source) {
      fault.report(in: file, into: &diagnostics)
      return nil
    }
    var builder = YAMLTreeBuilder(
      file: file, source: source, nodeBudget: nodeBudget, diagnostics: diagnostics)
    let root = unsafe source.bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe YAMLEventReader(bytes.dropFirst(source.byteOrderMarkLength), of: file)
      return builder.read(&reader)
    }
    nodeBudget = builder.nodeBudget
    diagnostics = builder.diagnostics
    return root
  }
}

/// libyaml's events, one after the other, without its pointers.
///
/// The other files see only what this type gives. It borrows the bytes: it has to be gone before they
/// are.
@safe
struct YAMLEventReader: ~Copyable {
  /// What libyaml found.
  enum Event {
    case scalar, alias, sequenceStart, mappingStart, collectionEnd
    case documentStart, documentEnd, streamEnd, fault
    /// The start of the stream says nothing.
    case other
  }

  private let file: SourceFile.ID
  // On the heap, since libyaml keeps the parser's address in the parser.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  /// All of the text, where libyaml has nothing to check in it, and the buffer that lies idle then.
  private let wholeText: UnsafeMutablePointer<UInt8>?
  private let idleBuffer: UnsafeMutablePointer<UInt8>?

  /// Whether the event has something to free: the ends of lists and mappings have not.
  private var ownsMemory = false

  /// Reads `bytes`, UTF-8 without a byte order mark, of `file`.
  init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, of file: SourceFile.ID) {
    self.file = file
    unsafe parser = .allocate(capacity: 1)
    unsafe event = .allocate(capacity: 1)
    unsafe event.initialize(to: yaml_event_t())
    precondition(unsafe yaml_parser_initialize(parser) == 1, "out of memory")
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let input = unsafe UnsafeBufferPointer(rebasing: bytes)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    unsafe idleBuffer = parser.pointee.buffer.start
    unsafe wholeText = Self.isPlain(input) ? Self.fill(parser, with: input) : nil
  }

  /// Whether `bytes` are printable ASCII and line feeds alone: libyaml would find nothing in them to
  /// refuse or to convert.
  private static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
    // Without a way out of the loop, so that it takes many bytes at a time.
    var others: UInt8 = 0
    for byte in bytes { others |= (byte &- 0x20 < 0x5F ? 0 : 1) & (byte == 0x0A ? 0 : 1) }
    return others == 0
  }

  /// Makes libyaml find all of the text in its buffer, as if it had read it to the end: decoding and
  /// checking it by the character is a sixth of its work.
  ///
  /// It counts on this of libyaml: with `eof` set and nothing in the raw buffer it reads no more, and
  /// `unread` counts the characters from `pointer` on.
  private static func fill(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, with input: UnsafeBufferPointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    // NUL ends the text; libyaml looks a few bytes further.
    let capacity = input.count + 16
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    if let first = input.baseAddress { unsafe text.initialize(from: first, count: input.count) }
    unsafe (text + input.count).initialize(repeating: 0, count: 16)
    unsafe parser.pointee.buffer.start = text
    unsafe parser.pointee.buffer.pointer = text
    unsafe parser.pointee.buffer.last = text + input.count + 1
    unsafe parser.pointee.buffer.end = text + capacity
    unsafe parser.pointee.unread = input.count + 1
    unsafe parser.pointee.eof = 1
    return unsafe text
  }

  deinit {
    if ownsMemory { unsafe yaml_event_delete(event) }
    // libyaml frees what it allocated.
    unsafe parser.pointee.buffer.start = idleBuffer
    unsafe yaml_parser_delete(parser)
    unsafe wholeText?.deallocate()
    unsafe event.deallocate()
    unsafe parser.deallocate()
  }

  /// Reads the next event; every property below speaks of it. None may follow `fault`.
  mutating func next() -> Event {
    if ownsMemory { unsafe yaml_event_delete(event) }
    guard unsafe yaml_parser_parse(parser, event) == 1 else {
      ownsMemory = false
      return .fault
    }
    let kind = kind
    ownsMemory = kind != .collectionEnd
    return kind
  }

  private var kind: Event {
    switch unsafe event.pointee.type {
    case YAML_SCALAR_EVENT: .scalar
    case YAML_MAPPING_START_EVENT: .mappingStart
    case YAML_SEQUENCE_START_EVENT: .sequenceStart
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: .collectionEnd
    case YAML_ALIAS_EVENT: .alias
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_DOCUMENT_END_EVENT: .documentEnd
    case YAML_STREAM_END_EVENT: .streamEnd
    default: .other
    }
  }

  /// Where the event stands.
  var range: SourceRange {
    @inline(__always) get { SourceRange(file: file, start: start, end: end) }
  }

  /// Its first character.
  var start: SourcePosition {
    @inline(__always) get { unsafe SourcePosition(event.pointee.start_mark) }
  }

  /// The character behind its last.
  var end: SourcePosition {
    @inline(__always) get { unsafe SourcePosition(event.pointee.end_mark) }
  }

  /// Bytes in a scalar's text.
  var textLength: Int { unsafe event.pointee.data.scalar.length }

  /// A scalar's text.
  var text: String {
    let scalar = unsafe event.pointee.data.scalar
    // libyaml has checked that it is UTF-8.
    return unsafe String(
      decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
  }

  /// Adds a scalar's text; gives where it lies.
  func add(to parts: inout YAMLTreeParts) -> Range<Int> {
    let scalar = unsafe event.pointee.data.scalar
    let bytes = unsafe UnsafeBufferPointer<UInt8>(start: scalar.value, count: scalar.length)
    return unsafe parts.recent.place(of: bytes, in: &parts.text)
  }

  /// How a scalar is written.
  var style: Node.Style {
    switch unsafe event.pointee.data.scalar.style {
    case YAML_PLAIN_SCALAR_STYLE: .plain
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
    default: .quoted
    }
  }

  /// Whether the scalar or the start of a collection has an anchor or a tag.
  var hasProperties: Bool {
    // Scalars and starts of collections begin with the same two members.
    let scalar = unsafe event.pointee.data.scalar
    return unsafe scalar.anchor != nil || scalar.tag != nil
  }

  /// The anchor of a scalar or of a collection that starts.
  var anchor: String? { unsafe Self.string(event.pointee.data.scalar.anchor) }

  /// The tag of a scalar or of a collection that starts.
  var tag: String? { unsafe Self.string(event.pointee.data.scalar.tag) }

  /// The anchor that an alias names.
  var aliasName: String { unsafe Self.string(event.pointee.data.alias.anchor) ?? "" }

  /// Whether a document ended at a line `...`.
  var documentEndIsExplicit: Bool { unsafe event.pointee.data.document_end.implicit == 0 }

  /// Where the token stands that ended a document without `...`; nil at the end of the stream.
  var nextDocument: SourcePosition? {
    guard unsafe parser.pointee.tokens.head != parser.pointee.tokens.tail,
      let token = unsafe parser.pointee.tokens.head,
      unsafe token.pointee.type != YAML_STREAM_END_TOKEN
    else { return nil }
    return unsafe SourcePosition(token.pointee.start_mark)
  }

  /// What libyaml says about the text that it could not read.
  var fault: YAMLSyntaxFault {
    let error = unsafe parser.pointee.error
    let place = unsafe SourcePosition(parser.pointee.problem_mark)
    let hasContext = unsafe parser.pointee.context != nil
    return unsafe YAMLSyntaxFault(
      problem: parser.pointee.problem.map { unsafe String(cString: $0) } ?? "out of memory",
      isEncoding: error == YAML_READER_ERROR, place: place,
      context: hasContext ? SourcePosition(parser.pointee.context_mark) : nil)
  }

  private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe text.map { unsafe String(cString: $0) }
  }
}

extension SourcePosition {
  @inline(__always)
  fileprivate init(_ mark: yaml_mark_t) {
    // Both fit: they count characters of a file of limited size.
    line = UInt32(truncatingIfNeeded: mark.line) &+ 1
    column = UInt32(truncatingIfNeeded: mark.column) &+ 1
  }
}
