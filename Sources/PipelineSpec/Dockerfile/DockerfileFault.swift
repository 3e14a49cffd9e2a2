extension Dockerfile {
  /// Why BuildKit refuses a Dockerfile, in its words.
  public struct Fault: Error, Hashable, Sendable {
    /// How far BuildKit came.
    public enum Phase: String, Sendable {
      /// Lines were made into instructions.
      case parse
      /// Instructions were read.
      case instructions
      /// Stages were resolved and the target's instructions expanded.
      case convert
    }

    /// How far BuildKit came.
    public let phase: Phase
    /// BuildKit's message.
    public let message: String
    /// The first line that it is about, from 1; nil for the whole file.
    public let line: Int?
    /// The last line that it is about.
    public let endLine: Int?

    init(_ phase: Phase, _ message: String, at lines: ClosedRange<Int>?) {
      self.phase = phase
      self.message = message
      line = lines?.lowerBound
      endLine = lines?.upperBound
    }
  }
}
