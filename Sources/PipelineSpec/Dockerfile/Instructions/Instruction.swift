extension Dockerfile {
  /// An ARG's name and default.
  public struct Argument: Sendable {
    /// As written.
    public let name: String
    /// As written, quotes and variables included; nil for none.
    public let defaultText: String?
    /// The line of its instruction, from 1.
    public let line: Int

    let key: [UInt8]
    let value: [UInt8]?
  }

  /// What an instruction reads files from.
  public enum Origin: Hashable, Sendable {
    /// The build context.
    case context
    /// The stage of this index.
    case stage(Int)
    /// An image of a registry, by the name written.
    case image(String)
    /// Nothing that a build is given: an empty file system, a secret, text in the Dockerfile.
    case none
  }

  /// COPY and ADD.
  public struct Copy: Sendable {
    /// Paths, patterns and, for ADD, addresses; as written.
    let paths: [ArraySlice<UInt8>]
    let destination: ArraySlice<UInt8>
    let heredocs: [DockerfileHeredoc]
    let flags: InstructionFlags
    /// Where the sources are.
    public internal(set) var origin = Origin.context
    /// The paths with the variables that the Dockerfile sets; as written where others are used.
    var files: [[UInt8]] = []

    /// What is copied, as written: paths, patterns and, for ADD, addresses.
    public var sources: [String] { paths.map(\.text) }

    /// Where to, as written.
    public var target: String { destination.text }

    /// `--from` as written; nil without one.
    public var from: String? { fromFlag?.text }

    var fromFlag: [UInt8]? { flags["from"].flatMap { $0.isEmpty ? nil : $0 } }

    /// Names of the heredocs among its sources.
    public var heredocNames: [String] { heredocs.map(\.name.text) }
  }

  /// RUN.
  public struct Run: Sendable {
    /// The command: the words of the JSON form, or one text for the shell.
    let words: [ArraySlice<UInt8>]
    /// Whether it was written as a JSON array.
    public let isJSON: Bool
    let heredocs: [DockerfileHeredoc]
    /// In order.
    public internal(set) var mounts: [Mount]

    /// The command: the words of the JSON form, or one text for the shell.
    public var command: [String] { words.map(\.text) }
  }

  /// One instruction of a stage.
  public struct Instruction: Sendable {
    /// What it says; the words of others than these are not looked into.
    public enum Content: Sendable {
      /// ADD or COPY.
      case copy(Copy)
      /// RUN.
      case run(Run)
      /// ARG.
      case arguments([Argument])
      /// ONBUILD, with the text of what it puts off.
      case trigger(String)
      /// Any other.
      case other
    }

    /// Its name.
    public let keyword: Keyword
    /// What it says.
    public internal(set) var content: Content
    /// Its lines, from 1, heredocs included.
    public let lines: ClosedRange<Int>
    /// Its place in the file's bytes, heredocs included; of a trigger, the place of the FROM that
    /// sets it off.
    public let bytes: Range<Int>
    /// Its flags in order, values without quotes.
    public var flags: [(name: String, value: String)] {
      checkedFlags.given.map { ($0.name, $0.value.text) }
    }

    let checkedFlags: InstructionFlags
    /// Its words; names and values in turn for ENV and LABEL.
    let arguments: [ArraySlice<UInt8>]
    let line: ArraySlice<UInt8>
    /// The text that ONBUILD puts off, heredocs included.
    let expression: [UInt8]

    /// Whether it may read from a stage or an image.
    var namesOrigins: Bool {
      switch content {
      case .copy(let copy): copy.fromFlag != nil
      case .run(let run): !run.mounts.isEmpty
      case .arguments, .trigger, .other: false
      }
    }

    /// The instruction on one line, comments and continuations taken out.
    public var text: String { line.trimmed.text }

    /// Its words as written; names and values in turn for ENV and LABEL.
    public var words: [String] { arguments.map(\.text) }
  }
}
