import Glibc

/// Files and folders, by system calls.
package enum FileSystem {
  /// Why `path` is no folder in which a program can run; nil where it is one.
  static func faultOfFolder(_ path: String) -> Int32? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return errno }
    guard status.st_mode & S_IFMT == S_IFDIR else { return ENOTDIR }
    return unsafe access(path, X_OK) == 0 ? nil : errno
  }

  /// Whether anything is there.
  package static func exists(_ path: String) -> Bool {
    // Handed over as it is, the path would be copied into an array first.
    unsafe path.withCString { unsafe access($0, F_OK) == 0 }
  }

  /// Whether `path` is a file, and no link to one.
  static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether `path` is a folder, and no link to one.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Kind and permissions as `ls -l` writes them, such as `-rw-r--r--`; nil where nothing is there.
  static func mode(of path: String) -> String? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    let bits = status.st_mode
    var text =
      switch bits & S_IFMT {
      case S_IFREG: "-"
      case S_IFDIR: "d"
      case S_IFLNK: "l"
      case _: "?"
      }
    for (shift, special, letter) in [(6, S_ISUID, "s"), (3, S_ISGID, "s"), (0, S_ISVTX, "t")] {
      let (read, write, run) = (bits >> shift & 4, bits >> shift & 2, bits >> shift & 1)
      text += (read == 0 ? "-" : "r") + (write == 0 ? "-" : "w")
      let isSpecial = bits & special != 0
      text += isSpecial ? (run == 0 ? letter.uppercased() : letter) : run == 0 ? "-" : "x"
    }
    return text
  }

  /// The number of this user.
  static var userID: UInt32 { getuid() }

  /// Whether `path` is a file that this user may run.
  static func isProgram(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return unsafe access(path, X_OK) == 0
  }

  /// A new folder in `parent` that only this user can look into.
  static func makePrivateFolder(in parent: String) throws(ErrorCode) -> String {
    var template = Array("\(parent)/pipegen-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    guard isMade else { throw ErrorCode(number: errno) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The content of a file; of one that is longer than `limit`, that much and some more.
  package static func read(_ path: String, limit: Int = .max) throws(ErrorCode) -> [UInt8] {
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw ErrorCode(number: errno) }
    let file = Descriptor(number)
    return try read(file.number, limit: limit)
  }

  /// What an open file still holds; where that is more than `limit`, that much and some more.
  package static func read(_ number: Int32, limit: Int) throws(ErrorCode) -> [UInt8] {
    var bytes: [UInt8] = []
    // Of a file that does not grow all is read at once, and that it ends is seen as well.
    var status = stat()
    var size = 64 * 1024
    if unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      size = min(max(Int(status.st_size), 0), limit, Self.largestChunk) + 1
    }
    while bytes.count <= limit {
      var code: Int32 = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        let got = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
        if got < 0 { code = errno }
        count = max(got, 0)
      }
      if code == EINTR { continue }
      guard code == 0 else { throw ErrorCode(number: code) }
      guard !chunk.isEmpty else { break }
      if chunk.count == size { size = min(max(size, 64 * 1024) * 2, Self.largestChunk) }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
    return bytes
  }

  private static let largestChunk = 16 * 1024 * 1024

  /// Writes a new file that only this user can read.
  static func write(_ bytes: [UInt8], toNew path: String) throws(ErrorCode) {
    let number = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw ErrorCode(number: errno) }
    let file = Descriptor(number)
    var rest = bytes[...]
    while !rest.isEmpty {
      switch file.write(rest) {
      case .bytes(let count): rest = rest.dropFirst(count)
      case .wouldBlock: continue
      case .broken: throw ErrorCode(number: errno)
      }
    }
  }

  /// Makes a symbolic link.
  static func link(_ path: String, to target: String) throws(ErrorCode) {
    guard unsafe symlink(target, path) == 0 else { throw ErrorCode(number: errno) }
  }

  /// `path` from the root of the file system, without links; nil where nothing is there.
  package static func absolute(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Removes a folder and all in it; links are removed, not followed.
  static func removeTree(_ path: String) {
    for name in names(in: path) {
      let entry = "\(path)/\(name)"
      var status = stat()
      guard unsafe lstat(entry, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR { removeTree(entry) } else { unsafe unlink(entry) }
    }
    unsafe rmdir(path)
  }

  /// What is in a folder.
  package static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// The system's words for `code`.
  package static func text(of code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}

/// The system's reason for a failure.
package struct ErrorCode: Error {
  package let number: Int32
}
