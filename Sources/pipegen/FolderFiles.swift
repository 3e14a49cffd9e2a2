import Execution
import Glibc
import PipelineSpec

/// Files below a spec's folder.
struct FolderFiles: SpecFiles {
  /// Relative to the working directory.
  let folder: String
  /// Bytes that a file may have.
  let limit: Int
  /// What stands before a path that is seen from the working directory.
  private let prefix: String

  init(folder: String, limit: Int) {
    self.folder = folder
    self.limit = limit
    prefix = folder == "." ? "" : Files.join(folder, "")
  }

  func content(of path: String) -> SpecFileContent {
    let place = prefix + path
    guard FileSystem.exists(place) else { return .missing }
    // A pipe would be waited for.
    guard Files.isRegular(place) || Files.isFolder(place) else {
      return .unreadable("'\(path)' is neither a file nor a link to one")
    }
    do {
      let bytes = try Files.read(place, limit: limit)
      guard bytes.count <= limit else {
        return .unreadable("'\(path)' has more than \(limit) bytes")
      }
      return .bytes(bytes)
    } catch {
      return .unreadable(error.message)
    }
  }

  func digest(of path: String) -> String? {
    if case .bytes(let bytes) = content(of: path) { ContentDigest.of(bytes) } else { nil }
  }

  func name(of path: String) -> String { Files.join(folder, path) }

  func paths(matching pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    let whole = Files.join(Self.quoted(folder), Self.quoted(pattern, isPattern: true))
    guard unsafe glob(whole, 0, nil, &found) == 0 else { return [] }
    let beginning = prefix.utf8.count
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe found.gl_pathv[index].map { path in
        unsafe String(decoding: String(cString: path).utf8.dropFirst(beginning), as: UTF8.self)
      }
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Of the characters that mean something to glob(3) only `*` keeps its meaning, in a pattern.
  private static func quoted(_ text: String, isPattern: Bool = false) -> String {
    let special = isPattern ? "?[]\\" : "*?[]\\"
    return text.reduce(into: "") { quoted, character in
      if special.contains(character) { quoted += "\\" }
      quoted.append(character)
    }
  }
}
