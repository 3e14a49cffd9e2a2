import Execution
import Glibc
import PipelineSpec

/// A fault of the world, as text for the user.
struct SystemFault: Error {
  let message: String
  /// The system's number; nil for what pipegen itself refuses.
  let code: Int32?

  init(_ action: String, _ path: String, code: Int32 = errno) {
    self.code = code
    message = "\(action) '\(DisplayText.escaped(path))': \(FileSystem.text(of: code))"
  }

  init(message: String) {
    self.message = message
    code = nil
  }
}

/// Files, by system calls whose every result is checked.
enum Files {
  /// The bytes of `path`, or of standard input for `-`; at most `limit` and one more.
  static func read(_ path: String, limit: Int) throws(SystemFault) -> [UInt8] {
    do throws(ErrorCode) {
      return path == "-"
        ? try FileSystem.read(STDIN_FILENO, limit: limit) : try FileSystem.read(path, limit: limit)
    } catch {
      throw SystemFault("cannot read", path, code: error.number)
    }
  }

  /// Writes all of `bytes`.
  static func write(
    _ bytes: some Sequence<UInt8>, to descriptor: Int32, named name: String
  ) throws(SystemFault) {
    let fault = bytes.withContiguousStorageIfAvailable {
      unsafe self.fault(writing: $0, to: descriptor, named: name)
    }
    guard let fault else { return try write(Array(bytes), to: descriptor, named: name) }
    if let fault { throw fault }
  }

  private static func fault(
    writing bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32, named name: String
  ) -> SystemFault? {
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      let part = unsafe UnsafeBufferPointer(rebasing: rest)
      let written = unsafe Glibc.write(descriptor, part.baseAddress, part.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return SystemFault("cannot write", name) }
      unsafe rest = rest.dropFirst(written)
    }
    return nil
  }

  /// Finds out whether a file can be put at `path`, before the work of which it will tell.
  static func requireWritable(_ path: String) throws(SystemFault) {
    try requireFile(path)
    let place = isAnything(path) ? path : folder(of: path)
    guard unsafe access(place, W_OK) == 0 else { throw SystemFault("cannot write", path) }
  }

  /// Refuses a folder, and a link that leads nowhere.
  static func requireFile(_ path: String) throws(SystemFault) {
    guard !path.isEmpty else { throw SystemFault("cannot write", path, code: ENOENT) }
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw SystemFault("cannot write", path, code: EISDIR)
      }
    } else if isAnything(path) {
      throw SystemFault(
        message: "cannot write '\(DisplayText.escaped(path))': it is a link to nothing")
    }
  }

  /// Makes the folder `path` and those above it that are missing.
  static func makeFolder(_ path: String) throws(SystemFault) {
    guard !FileSystem.exists(path) else { return }
    let parent = folder(of: path)
    if parent != path { try makeFolder(parent) }
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw SystemFault("cannot make the folder", path)
    }
  }

  /// Whether anything is there, be it a link to nothing.
  static func isAnything(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Whether a regular file is there, by whatever links.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a folder is there, by whatever links.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether somebody may execute it.
  static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & 0o111 != 0
  }

  /// Whether both name one file, be it still to be made.
  static func areOne(_ path: String, _ other: String) -> Bool {
    if isAnything(path) || isAnything(other) { return areSame(path, other) }
    return name(of: path).elementsEqual(name(of: other))
      && areSame(folder(of: path), folder(of: other))
  }

  private static func name(of path: String) -> Substring.UTF8View {
    let slash = path.utf8.lastIndex(of: 0x2F)
    return Substring(path).utf8[(slash.map(path.utf8.index(after:)) ?? path.startIndex)...]
  }

  /// Whether both name one file, by whatever links.
  static func areSame(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard unsafe stat(path, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// The folder that `path` stands in; `.` for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path` as seen from `folder`.
  static func join(_ folder: String, _ path: String) -> String {
    folder == "." ? path : folder == "/" ? "/" + path : "\(folder)/\(path)"
  }
}
