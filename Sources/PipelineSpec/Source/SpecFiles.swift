/// Files beside a spec on which its meaning depends: those that it includes, and Dockerfiles.
public protocol SpecFiles: Sendable {
  /// What is at `path`, which is relative to the spec's folder.
  func content(of path: String) -> SpecFileContent
  /// SHA-256 of what is at `path`, as hexadecimal digits; nil where nothing can be read.
  func digest(of path: String) -> String?
  /// How messages speak of `path`.
  func name(of path: String) -> String
  /// Paths of files that `pattern` stands for, sorted by their bytes; `*` stands for any text without
  /// a `/`.
  func paths(matching pattern: String) -> [String]
}

/// What is at a path.
public enum SpecFileContent: Sendable {
  case bytes([UInt8])
  case missing
  /// It cannot be read, for this reason.
  case unreadable(String)
  /// Nobody looked.
  case unknown
}

/// For a spec of which only its own text is there.
public struct NoFiles: SpecFiles {
  /// Nothing is known.
  public init() {}

  /// Unknown, whatever `path` is.
  public func content(of path: String) -> SpecFileContent { .unknown }

  /// Unknown, whatever `path` is.
  public func digest(of path: String) -> String? { nil }

  /// The path itself.
  public func name(of path: String) -> String { path }

  /// None.
  public func paths(matching pattern: String) -> [String] { [] }
}
