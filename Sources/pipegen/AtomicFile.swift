import Glibc

/// Writes a file so that readers see the old one or the new one, whole.
enum AtomicFile {
  /// A file that is written, and not yet called what it will be called.
  struct Staged {
    /// Nil where nothing has to change.
    fileprivate let change: Change?

    /// Whether there is anything to change.
    var isChange: Bool { change != nil }

    /// Puts it in its place.
    func commit() throws(SystemFault) {
      switch change {
      case nil: break
      case .through(let bytes, let path): try AtomicFile.writeThrough(bytes, to: path)
      case .rename(let temporary, let path):
        guard unsafe rename(temporary, path) == 0 else { throw SystemFault("cannot write", path) }
        AtomicFile.syncFolder(of: path)
      }
    }

    /// Leaves nothing of it, unless it has its place already.
    func discard() {
      if case .rename(let temporary, _) = change { unsafe unlink(temporary) }
    }
  }

  fileprivate enum Change {
    case through([UInt8], path: String)
    case rename(String, path: String)
  }

  /// Puts `bytes` at `path`: a file beside it, then a rename.
  /// - Returns: Whether the file changed.
  static func write(
    _ bytes: [UInt8], to path: String, isExecutable: Bool
  ) throws(SystemFault) -> Bool {
    let staged = try stage(bytes, for: path, isExecutable: isExecutable)
    do throws(SystemFault) {
      try staged.commit()
    } catch {
      staged.discard()
      throw error
    }
    return staged.isChange
  }

  /// Writes `bytes` beside `path`.
  ///
  /// A file with the same content is not touched; the mode of an existing one is kept, but that a
  /// script is made executable again; a link keeps pointing where it did; what is no regular file,
  /// such as /dev/null, is written to; a folder and a link to nothing are refused.
  static func stage(
    _ bytes: [UInt8], for path: String, isExecutable: Bool
  ) throws(SystemFault) -> Staged {
    try Files.requireFile(path)
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      return Staged(change: .through(bytes, path: path))
    }
    let mode = exists ? kept(status.st_mode & 0o7777, isExecutable) : newMode(isExecutable)
    if exists, mode == status.st_mode & 0o7777,
      try Files.read(path, limit: bytes.count) == bytes
    {
      return Staged(change: nil)
    }
    let target = exists ? try resolved(path) : path
    return Staged(
      change: .rename(try written(bytes, beside: target, mode: mode), path: target))
  }

  private static func writeThrough(_ bytes: [UInt8], to path: String) throws(SystemFault) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFault("cannot write", path) }
    defer { close(descriptor) }
    try Files.write(bytes, to: descriptor, named: path)
  }

  /// The name of a file beside `path`.
  private static func written(
    _ bytes: [UInt8], beside path: String, mode: mode_t
  ) throws(SystemFault) -> String {
    let temporary = "\(path).pipegen-\(getpid())"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe open(temporary, flags, 0o600)
    guard descriptor >= 0 else { throw SystemFault("cannot write", path) }
    do throws(SystemFault) {
      try fill(descriptor, with: bytes, mode: mode, named: path)
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    return temporary
  }

  private static func fill(
    _ descriptor: Int32, with bytes: [UInt8], mode: mode_t, named name: String
  ) throws(SystemFault) {
    defer { close(descriptor) }
    try Files.write(bytes, to: descriptor, named: name)
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw SystemFault("cannot write", name)
    }
  }

  /// Makes the rename itself last; where a file system cannot, nothing is lost but that.
  private static func syncFolder(of path: String) {
    let folder = Files.folder(of: path)
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func resolved(_ path: String) throws(SystemFault) -> String {
    guard let real = unsafe realpath(path, nil) else { throw SystemFault("cannot write", path) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Whoever may read what nobody may execute may execute it.
  private static func kept(_ mode: mode_t, _ isExecutable: Bool) -> mode_t {
    isExecutable && mode & 0o111 == 0 ? mode | (mode & 0o444) >> 2 : mode
  }

  private static func newMode(_ isExecutable: Bool) -> mode_t {
    let mask = umask(0)
    umask(mask)
    return (isExecutable ? 0o755 : 0o644) & ~mask
  }
}
