import Emitters
import Execution

/// The Dockerfiles below a folder, and what is beside them.
struct DockerfileTree: StarterTree {
  private static let maximumDepth = 8
  private static let maximumFolders = 20_000
  /// Folders of things that others have made.
  private static let foreign: Set<String> = ["node_modules", "vendor", "testdata"]

  /// Their paths, sorted by their bytes; hidden folders and links to folders are left out.
  static func paths(below root: String) -> [String] {
    var found: [String] = []
    var folders: [(path: String, depth: Int)] = [(".", 0)]
    var next = 0
    while next < folders.count, next < maximumFolders {
      let (folder, depth) = folders[next]
      next += 1
      for name in FileSystem.names(in: Files.join(root, folder)) {
        let path = Files.join(folder, name)
        // No spec can name what is called so.
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { continue }
        if isDockerfile(name), Files.isRegular(Files.join(root, path)) {
          found.append(path)
        } else if depth < maximumDepth, !name.utf8.starts(with: ".".utf8), !foreign.contains(name),
          FileSystem.isFolder(Files.join(root, path))
        {
          folders.append((path, depth + 1))
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func exists(_ path: String) -> Bool { FileSystem.exists(path) }

  func hasContent(_ folder: String, isOwn: Bool) -> Bool {
    FileSystem.names(in: folder).contains { name in
      !Self.isAboutImages(name) && (isOwn || Files.isRegular(Files.join(folder, name)))
    }
  }

  private static func isAboutImages(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix(".") || name.hasPrefix("readme") || name.hasPrefix("compose.")
      || name.hasPrefix("docker-compose") || name.hasPrefix("dockerfile")
      || name.hasPrefix("containerfile") || name.hasSuffix(".dockerfile")
  }

  private static func isDockerfile(_ name: String) -> Bool {
    let name = name.lowercased()
    if name == "dockerfile" || name == "containerfile" { return true }
    guard name.hasPrefix("dockerfile.") || name.hasPrefix("containerfile.") else {
      return name.hasSuffix(".dockerfile") && !name.hasPrefix(".")
    }
    return !others.contains { name.hasSuffix($0) }
  }

  /// Endings of what is made into a Dockerfile, or stands beside one.
  private static let others = [
    ".dockerignore", ".in", ".j2", ".jinja", ".jinja2", ".template", ".tmpl", ".tpl", ".erb", ".m4",
    ".bak", ".orig", ".swp", ".md", "~",
  ]
}
