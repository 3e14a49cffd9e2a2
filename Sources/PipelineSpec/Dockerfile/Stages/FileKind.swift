/// What a file's name tells of it.
enum FileKind {
  /// Whether the file names dependencies of a program; a pattern counts as the name without it.
  static func isManifest(_ name: ArraySlice<UInt8>) -> Bool {
    let plain = withoutWildcards(name)
    if names.contains(plain) { return true }
    if endings.contains(where: plain.hasSuffix) { return true }
    return plain.hasSuffix(".txt") && starts.contains(where: plain.holds)
  }

  /// Whether it is one file, neither program text nor a product of a build.
  static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
    guard !name.contains(where: { "*?[$".utf8.contains($0) }) else { return false }
    let text = name.lowercased.text
    if plainNames.contains(text) { return true }
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
      return plainDotNames.contains { text.hasPrefix($0) }
    }
    let ending = name[(dot + 1)...].lowercased.text
    return !ending.isEmpty && !programEndings.contains(ending) && !productEndings.contains(ending)
  }

  /// `package*.json` is `package.json`, `go.su[m]` is `go.sum`; all in small letters.
  private static func withoutWildcards(_ name: ArraySlice<UInt8>) -> String {
    name.filter { !"*?[]".utf8.contains($0) }.lowercased.text
  }

  private static let names: Set<String> = [
    // JavaScript
    "package.json", "package-lock.json", "package", "npm-shrinkwrap.json", "yarn.lock",
    "pnpm-lock.yaml", "pnpm-workspace.yaml", "pnpm-.yaml", "pnpm.yaml", ".npmrc", ".yarnrc",
    ".yarnrc.yml", ".pnpmfile.cjs", "lerna.json", "bun.lock", "bun.lockb", "bunfig.toml",
    "bower.json", "deno.json", "deno.jsonc", "deno.lock", "turbo.json", "nx.json", "rush.json",
    // Go, Rust, Swift
    "go.mod", "go.sum", "go.work", "go.work.sum", "go.", "cargo.toml", "cargo.lock", "cargo.",
    "rust-toolchain", "rust-toolchain.toml", "package.swift", "package.resolved", "package.",
    // Python
    "pyproject.toml", "setup.cfg", "pipfile", "pipfile.lock", "poetry.lock", "poetry.toml",
    "uv.lock", "pdm.lock", "pixi.toml", "pixi.lock", "environment.yml", "environment.yaml",
    "conda-lock.yml", "requirements.in", ".python-version",
    // Ruby, PHP
    "gemfile", "gemfile.lock", ".ruby-version", "composer.json", "composer.lock", "composer.",
    "symfony.lock",
    // Java and its kin
    "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts",
    "gradle.properties", "gradle.lockfile", "libs.versions.toml", "gradle-wrapper.properties",
    "gradle-wrapper.jar", ".gradle", "gradle", ".gradle.kts", "gradlew", "mvnw", "build.sbt",
    "build.properties", "plugins.sbt", "deps.edn", "project.clj", "ivy.xml",
    // .NET
    "nuget.config", "directory.build.props", "directory.build.targets",
    "directory.packages.props", "packages.config", "packages.lock.json", "global.json",
    "paket.dependencies", "paket.lock",
    // Others
    "mix.exs", "mix.lock", "mix.", "rebar.config", "rebar.lock", "pubspec.yaml", "pubspec.lock",
    "pubspec.", "stack.yaml", "stack.yaml.lock", "cabal.project", "cabal.project.freeze",
    "elm.json", "spago.dhall", "packages.dhall", "dune-project", "shard.yml", "shard.lock",
    "conanfile.txt", "conanfile.py", "vcpkg.json", "flake.nix", "flake.lock", "project.toml",
    "manifest.toml", "renv.lock", "cpanfile", "cpanfile.snapshot", "makefile.pl", "build.pl",
    "podfile", "podfile.lock", "rockspec", "module.bazel", "module.bazel.lock",
    ".tool-versions", ".nvmrc", ".node-version", "foundry.toml", "gleam.toml", "build.zig.zon",
  ]

  private static let endings = [
    ".csproj", ".fsproj", ".vbproj", ".sln", ".slnx", ".esproj", ".gemspec", ".cabal", ".opam",
    ".rockspec", ".nuspec", ".podspec",
  ]

  private static let starts = ["requirements", "constraints"]

  private static let plainNames: Set<String> = [
    "makefile", "dockerfile", "license", "licence", "readme", "version", "notice", "procfile",
    "caddyfile", "crontab",
  ]

  private static let plainDotNames = [".env", ".bash", ".profile", ".vimrc", ".gitconfig"]

  private static let programEndings: Set<String> = [
    "asm", "astro", "bash", "bat", "c", "cc", "cjs", "clj", "cljs", "cmd", "coffee", "cpp", "cr",
    "cs", "css", "cts", "cxx", "d", "dart", "el", "elm", "erl", "ex", "exs", "fish", "fs", "fsx",
    "go", "gql", "graphql", "groovy", "h", "hh", "hpp", "hrl", "hs", "htm", "html", "inc", "java",
    "jl", "js", "jsx", "kt", "kts", "less", "lisp", "lua", "m", "mjs", "ml", "mli", "mm", "mts",
    "nim", "pas", "php", "pl", "pm", "proto", "ps1", "psm1", "py", "pyi", "pyx", "r", "rb", "rs",
    "s", "sass", "scala", "scm", "scss", "sh", "sol", "sql", "svelte", "swift", "tcl", "ts",
    "tsx", "v", "vb", "vue", "wat", "zig", "zsh",
  ]

  private static let productEndings: Set<String> = [
    "7z", "a", "apk", "bin", "br", "bz2", "class", "deb", "dll", "dylib", "ear", "egg", "exe",
    "gem", "gz", "img", "iso", "jar", "lib", "msi", "nupkg", "o", "out", "pyc", "rpm", "so",
    "tar", "tbz2", "tgz", "txz", "war", "wasm", "whl", "xz", "zip", "zst",
  ]
}
