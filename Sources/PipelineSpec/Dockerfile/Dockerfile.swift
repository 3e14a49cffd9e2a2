/// A Dockerfile as BuildKit understands it: its stages, and what each of them needs.
///
/// Whatever BuildKit's front end refuses is a `Fault` with BuildKit's words; images are not looked
/// at, so what only they could tell (a variable that an image sets, its ONBUILD) is not known.
public struct Dockerfile: Sendable {
  /// For whom a Dockerfile is read.
  public struct Options: Sendable {
    /// Build arguments; they win over what the Dockerfile says.
    public var arguments: [String: String]
    /// What is built for and on, as docker writes platforms.
    public var platform: String
    /// The stage to build, in any case; nil for the last.
    public var target: String?

    /// Options of a build without any, on an ordinary machine.
    public init(
      arguments: [String: String] = [:], platform: String = "linux/amd64", target: String? = nil
    ) {
      self.arguments = arguments
      self.platform = platform
      self.target = target
    }
  }

  /// The ARGs before the first FROM, in order.
  public let globalArguments: [Argument]
  /// In order.
  public let stages: [Stage]
  /// What escapes a character: `\`, or `` ` `` by a directive.
  public let escape: Unicode.Scalar

  /// A larger file is not read; the largest of thousands of real ones has a tenth of it.
  public static let maximumBytes = 1 << 20

  /// What came of reading a Dockerfile.
  public struct Reading: Sendable {
    /// nil where there are no instructions to speak of.
    public let dockerfile: Dockerfile?
    /// Why a build of the target fails before it begins; nil if it does not.
    public let fault: Fault?

    /// Variables without a value in the FROM that the fault is about.
    public var unsetVariables: [String] {
      guard let fault, fault.phase == .convert, let line = fault.line else { return [] }
      let stage = dockerfile?.stages.first { $0.lines.contains(line) }
      return stage?.unsetVariables ?? []
    }
  }

  /// Reads `bytes`, whatever they are.
  public static func reading(_ bytes: [UInt8], options: Options = Options()) -> Reading {
    do throws(Fault) {
      guard !bytes.isEmpty else {
        throw Fault(.parse, "the Dockerfile cannot be empty", at: 1...1)
      }
      guard bytes.count <= maximumBytes else {
        throw Fault(.parse, "the Dockerfile is larger than 1 MiB", at: nil)
      }
      let (nodes, escape) = try DockerfileParser.parse(bytes)
      let parts = try StageReader.parts(of: nodes)
      guard !parts.stages.isEmpty else {
        throw Fault(.convert, "dockerfile contains no stages to build", at: nil)
      }
      var resolver = StageResolver(parts, escape: escape, options: options)
      let stages = resolver.resolve()
      let dockerfile = Dockerfile(
        globalArguments: parts.globalArguments, stages: stages,
        escape: Unicode.Scalar(escape))
      return Reading(dockerfile: dockerfile, fault: resolver.fault)
    } catch {
      return Reading(dockerfile: nil, fault: error)
    }
  }

  /// Reads a file and says where and why BuildKit refuses it; nil where it has no stages.
  public static func read(
    _ file: SourceFile.ID, in sources: Sources, options: Options = Options(),
    into diagnostics: inout Diagnostics
  ) -> Dockerfile? {
    let source = sources[file]
    let reading = reading(source.bytes, options: options)
    if let fault = reading.fault {
      let place = source.range(of: fault, in: file)
      let message = place == nil ? "'\(source.name)': \(fault.message)" : fault.message
      diagnostics.error(
        .syntax, message, at: place,
        help: reading.unsetVariables.first.map {
          "'\($0)' has no value: give it one, 'ARG \($0)=…' before the first FROM"
        })
    }
    return reading.dockerfile
  }
}

extension SourceFile {
  /// The place of a fault: its first line without the blanks around.
  package func range(of fault: Dockerfile.Fault, in file: ID) -> SourceRange? {
    guard let number = fault.line else { return nil }
    var lines = DockerfileLines(bytes)
    var line: ArraySlice<UInt8> = []
    while lines.count < number, let next = lines.next() { line = next }
    let start = line.startIndex == 0 ? line.dropFirst(byteOrderMarkLength) : line
    let text = start.trimmed.isEmpty ? start.withoutLineEnd : start.trimmed
    return range(ofBytes: text.startIndex..<text.endIndex, in: file)
  }

  /// A stretch of bytes as a place for messages.
  public func range(ofBytes bytes: Range<Int>, in file: ID) -> SourceRange {
    SourceRange(
      file: file, start: position(ofByte: bytes.lowerBound), end: position(ofByte: bytes.upperBound)
    )
  }
}
