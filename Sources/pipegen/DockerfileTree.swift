import Execution

/// The Dockerfiles below a folder.
enum DockerfileTree {
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
