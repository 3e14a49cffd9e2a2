/// Builds the tree of one document from libyaml's events.
///
/// Iterative, and every limit is checked as an event arrives: libyaml itself nests without limit,
/// in quadratic time, and a tree that was built deep could not even be freed.
struct YAMLTreeBuilder: ~Copyable {
  /// A list or mapping that is being read; small, since it is copied at each start and end.
  private struct Frame {
    let start: SourcePosition
    /// What was used before its first event.
    let usedBefore: Usage
    /// Where `anchors` keeps the node once it is whole, or -1.
    let anchor: Int32
    let isMapping: Bool
    /// Levels of lists and mappings below this one.
    var height: UInt8 = 0
    /// For a list, only says where its nodes begin on the stack.
    var mapping: YAMLMapping
  }

  /// What counts against the budgets, aliases expanded.
  private struct Usage {
    var nodes: Int32 = 0
    var bytes: Int32 = 0
  }

  /// A node that an alias may name.
  private struct Anchor {
    let range: SourceRange
    /// Nil while the node is being read.
    var node: NodeTree.Cell?
    var usage = Usage()
    var height: UInt8 = 0
  }

  /// More anchors than this are no spec, and would take more memory than a million nodes.
  private static let maximumAnchors = 100_000
  /// Text of all scalars; only aliases can make more of it than a file of the allowed size has.
  private static let maximumTextBytes = Int32(2 * YAML.maximumBytes)
  /// Text of so many bytes cannot break a rule; 30 combining marks take more.
  private static let shortTextLength = 60

  private let file: SourceFile.ID
  private let source: SourceFile
  private let initialBudget: Int32
  private var used = Usage()
  /// The innermost list or mapping. Outermost, a list that holds the root alone.
  private var top: Frame
  /// Those around it.
  private var outer: [Frame] = []
  private var parts: YAMLTreeParts
  private var anchors: [Anchor] = []
  private var anchorIndices: [String: Int] = [:]
  private var faults: YAMLFaults

  /// The diagnostics given, and those found since.
  var diagnostics: Diagnostics { faults.diagnostics }

  /// Nodes that may still be made.
  var nodeBudget: Int { Int(max(0, initialBudget - used.nodes)) }

  /// How many lists and mappings are being read.
  private var depth: Int { outer.count }

  init(
    file: SourceFile.ID, source: SourceFile, nodeBudget: Int, diagnostics: Diagnostics
  ) {
    self.file = file
    self.source = source
    initialBudget = Int32(max(0, min(nodeBudget, YAML.maximumNodes)))
    parts = YAMLTreeParts(fileLength: source.bytes.count)
    faults = YAMLFaults(in: file, after: diagnostics)
    let start = SourcePosition(line: 1, column: 1)
    top = Frame(
      start: start, usedBefore: Usage(), anchor: -1, isMapping: false,
      mapping: YAMLMapping(from: 0))
  }

  /// The root of the only document; nil if the tree would not be what was written.
  mutating func read(_ reader: inout YAMLEventReader) -> Node? {
    while !faults.isStopped {
      switch reader.next() {
      case .scalar: scalar(reader)
      case .alias: alias(reader)
      case .sequenceStart: start(reader, isMapping: false)
      case .mappingStart: start(reader, isMapping: true)
      case .collectionEnd: end(at: reader.end)
      case .documentEnd: documentEnd(reader)
      case .streamEnd: streamEnd()
      case .fault: faults.stop(at: reader.fault, in: source)
      case .documentStart, .other: break
      }
    }
    return faults.isTreeBroken ? nil : parts.finish()
  }
}

// MARK: - Events

extension YAMLTreeBuilder {
  private mutating func scalar(_ reader: borrowing YAMLEventReader) {
    let length = reader.textLength
    guard spend(Usage(nodes: 1, bytes: Int32(length)), at: reader) else { return }
    if reader.hasProperties || length > Self.shortTextLength { return rareScalar(reader, length) }
    if top.isMapping, top.mapping.expectsKey {
      let isMerge = length == 2 && reader.style == .plain && reader.text == "<<"
      addKey(scalar(reader, .plain), isMerge: isMerge)
    } else {
      add(scalar(reader, reader.style), height: 0)
    }
  }

  /// Keeps the text of a scalar.
  private mutating func scalar(
    _ reader: borrowing YAMLEventReader, _ style: Node.Style
  ) -> NodeTree.Cell {
    NodeTree.Cell(.scalar(style), reader.add(to: &parts), at: reader.range)
  }

  /// A scalar with an anchor or a tag, or one that is long enough to be at fault.
  private mutating func rareScalar(_ reader: borrowing YAMLEventReader, _ length: Int) {
    let range = reader.range
    if let tag = reader.tag { faults.refuse(tag: tag, at: range) }
    guard length <= YAML.maximumScalarBytes else {
      faults.fail(
        .tooLarge, "text of \(length) bytes; at most \(YAML.maximumScalarBytes) are allowed",
        at: range)
      return addHole(at: range)
    }
    guard reader.text.isStreamSafe else {
      faults.fail(.encoding, "text with more than 30 combining marks in a row", at: range)
      return addHole(at: range)
    }
    let node = scalar(reader, reader.style)
    if let anchor = openAnchor(reader) {
      anchors[anchor].node = node
      anchors[anchor].usage = Usage(nodes: 1, bytes: Int32(length))
    }
    add(node, height: 0)
  }

  private mutating func start(_ reader: borrowing YAMLEventReader, isMapping: Bool) {
    guard depth < YAML.maximumDepth else { return faults.stopTooDeep(at: reader.start) }
    let usedBefore = used
    guard spend(Usage(nodes: 1, bytes: 0), at: reader) else { return }
    if reader.hasProperties, let tag = reader.tag { faults.refuse(tag: tag, at: reader.range) }
    outer.append(top)
    top = Frame(
      start: reader.start, usedBefore: usedBefore,
      anchor: reader.hasProperties ? Int32(openAnchor(reader) ?? -1) : -1, isMapping: isMapping,
      mapping: YAMLMapping(from: parts.stack.count))
  }

  private mutating func end(at end: SourcePosition) {
    guard var frame = outer.popLast() else { return }
    swap(&frame, &top)
    let range = SourceRange(file: file, start: frame.start, end: end)
    let node = NodeTree.Cell(
      frame.isMapping ? .mapping : .sequence, moveChildren(of: frame), at: range)
    let height = frame.height + 1
    if frame.anchor >= 0 {
      let anchor = Int(frame.anchor)
      anchors[anchor].node = node
      anchors[anchor].height = height
      anchors[anchor].usage = Usage(
        nodes: used.nodes - frame.usedBefore.nodes, bytes: used.bytes - frame.usedBefore.bytes)
    }
    add(node, height: height)
  }

  /// From the stack to where they stay.
  private mutating func moveChildren(of frame: Frame) -> Range<Int> {
    guard frame.isMapping else { return parts.settle(from: frame.mapping.first) }
    var lookAlikes: [YAMLMapping.DuplicateKey] = []
    let place = frame.mapping.finish(&parts) { lookAlikes.append($0) }
    for pair in lookAlikes { faults.refuse(pair) }
    return place
  }

  private mutating func alias(_ reader: borrowing YAMLEventReader) {
    let range = reader.range
    let name = DisplayText.shortened(reader.aliasName)
    guard let anchor = anchorIndices[reader.aliasName].map({ anchors[$0] }) else {
      faults.fail(
        .undefinedAlias, "no anchor '&\(name)' stands before this alias", at: range,
        help: "quote a value that begins with '*'")
      return addHole(at: range)
    }
    guard var node = anchor.node else {
      faults.fail(
        .aliasCycle, "alias '*\(name)' stands inside the node that it names", at: range,
        notes: [Diagnostic.Note(message: "the node begins here", range: anchor.range)])
      return addHole(at: range)
    }
    guard depth + Int(anchor.height) <= YAML.maximumDepth else {
      return faults.stopTooDeep(at: range.start)
    }
    guard spend(anchor.usage, at: reader) else { return }
    node.range = range
    add(node, height: anchor.height)
  }

  private mutating func documentEnd(_ reader: borrowing YAMLEventReader) {
    faults.stop()
    let next =
      reader.documentEndIsExplicit ? source.content(behind: reader.end) : reader.nextDocument
    guard let next else { return }
    faults.fail(
      .severalDocuments, "a second YAML document begins here; a spec is one document",
      at: SourceRange(file: file, start: next, length: 1),
      help: "put the second document into a file of its own")
  }

  private mutating func streamEnd() {
    faults.stop()
    faults.fail(
      .notASpec, "the file is empty",
      at: SourceRange(file: file, start: SourcePosition(line: 1, column: 1), length: 0),
      help: "a spec is a mapping that begins with 'pipegen: 1'")
  }
}

// MARK: - Tree

extension YAMLTreeBuilder {
  /// Adds a finished node to the list or mapping that is being read.
  private mutating func add(_ node: NodeTree.Cell, height: UInt8) {
    // What `<<` merges is no level of its own.
    let isMerged = height > 0 && top.isMapping && top.mapping.expectsMerge
    top.height = max(top.height, isMerged ? height - 1 : height)
    guard top.isMapping else { return parts.stack.append(node) }
    guard !top.mapping.expectsKey else { return addKey(node) }
    if !top.mapping.addValue(node, to: &parts) {
      faults.fail(
        .mergeKey, "'<<' merges a mapping or a list of mappings", at: node.range,
        help: "name an anchor of a mapping, as in '<<: *name'")
    }
  }

  /// Stands in for a node that was reported.
  private mutating func addHole(at range: SourceRange) {
    if top.isMapping, top.mapping.expectsKey { return top.mapping.ignoreKey() }
    add(NodeTree.Cell(.scalar(.quoted), 0..<0, at: range), height: 0)
  }

  private mutating func addKey(_ node: NodeTree.Cell) {
    guard case .scalar(let style) = node.kind else {
      top.mapping.ignoreKey()
      let found = node.kind == .mapping ? "a mapping" : "a list"
      faults.fail(.keyKind, "a key has to be text, found \(found)", at: node.range)
      return
    }
    addKey(
      NodeTree.Cell(.scalar(.plain), node.place, at: node.range),
      isMerge: style == .plain && parts.text.holds("<<", at: node.place))
  }

  private mutating func addKey(_ key: NodeTree.Cell, isMerge: Bool) {
    if let pair = top.mapping.addKey(key, isMerge: isMerge, to: &parts) { faults.refuse(pair) }
  }

  /// The place in `anchors` for the node that the event begins, if it has an anchor.
  private mutating func openAnchor(_ reader: borrowing YAMLEventReader) -> Int? {
    guard let name = reader.anchor else { return nil }
    guard anchors.count < Self.maximumAnchors else {
      faults.stopOverLimit(
        .tooManyNodes, "the file has more than \(Self.maximumAnchors) anchors", at: reader.range)
      return nil
    }
    anchors.append(Anchor(range: reader.range))
    anchorIndices[name] = anchors.count - 1
    return anchors.count - 1
  }

  /// Counts against the budgets; false once one is used up.
  @inline(__always)
  private mutating func spend(_ usage: Usage, at reader: borrowing YAMLEventReader) -> Bool {
    used.nodes += usage.nodes
    used.bytes += usage.bytes
    if used.nodes <= initialBudget, used.bytes <= Self.maximumTextBytes { return true }
    stopOverBudget(at: reader.range)
    return false
  }

  private mutating func stopOverBudget(at range: SourceRange) {
    if used.nodes > initialBudget {
      faults.stopOverLimit(
        .tooManyNodes, "the spec has more than \(YAML.maximumNodes) nodes", at: range)
    } else {
      faults.stopOverLimit(
        .tooLarge, "the file has more than \(Self.maximumTextBytes) bytes of text", at: range)
    }
  }
}
