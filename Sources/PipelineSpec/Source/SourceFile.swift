/// The text of one input file and the name by which messages speak of it.
public struct SourceFile: Sendable, Hashable {
  /// A file within one compilation: an index into `Sources`.
  public struct ID: Hashable, Sendable, BitwiseCopyable {
    /// Position in `Sources.files`.
    public let index: UInt16

    /// The file at `index` of `Sources.files`.
    public init(index: UInt16) { self.index = index }

    /// The spec that was named first; includes follow it.
    public static let root = ID(index: 0)
  }

  /// As the user wrote it, or relative to the working directory; `-` for standard input.
  public let name: String
  /// The bytes as read, without any repair.
  public let bytes: [UInt8]

  /// A file called `name` that holds `bytes`.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// Every file that took part in one compilation, the spec first.
public struct Sources: Sendable {
  /// In the order of their ids.
  public private(set) var files: [SourceFile] = []

  /// No file yet.
  public init() {}

  /// Adds a file and returns its id.
  public mutating func add(_ file: SourceFile) -> SourceFile.ID {
    files.append(file)
    return SourceFile.ID(index: UInt16(files.count - 1))
  }

  /// Where a range begins, as `FILE:LINE:COLUMN`.
  package func place(of range: SourceRange) -> String {
    "\(DisplayText.escaped(self[range.file].name)):\(range.start.line):\(range.start.column)"
  }

  /// The file with this id.
  public subscript(_ id: SourceFile.ID) -> SourceFile { files[Int(id.index)] }
}
