/// A platform as docker writes it: `linux/arm64/v8`.
struct ContainerPlatform: Equatable {
  var system: String
  var architecture: String
  var variant = ""
  var systemVersion = ""

  static let usual = ContainerPlatform(system: "linux", architecture: "amd64")

  /// In its usual form.
  var text: String {
    let version = systemVersion.isEmpty ? "" : "(\(systemVersion))"
    return "\(system)\(version)/\(architecture)" + (variant.isEmpty ? "" : "/\(variant)")
  }

  init(system: String, architecture: String) {
    self.system = system
    self.architecture = architecture
  }

  init(_ text: [UInt8]) throws(NodeFault) {
    let quoted = GoQuote.quoted(text)
    guard !text.contains(UInt8(ascii: "*")) else {
      throw NodeFault(message: "\(quoted): wildcards not yet supported: invalid argument")
    }
    let parts = text.split(
      separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
    let (system, version) = try Self.system(parts[0], in: quoted)
    for part in parts.dropFirst() where part.isEmpty || !part.allSatisfy(Self.isInPart) {
      throw NodeFault(
        message: "\(GoQuote.quoted(part)) is an invalid component of \(quoted): platform "
          + "specifier component must match \"^[A-Za-z0-9_-]+$\": invalid argument")
    }
    switch parts.count {
    case 1: try self.init(single: parts[0].lowercased.text, quoted)
    case 2, 3:
      self.init(system: system, architecture: parts[1].lowercased.text)
      setArchitecture(architecture, parts.count == 3 ? parts[2].lowercased.text : "")
      if parts.count == 2, architecture == "arm", variant == "v7" { variant = "" }
      if parts.count == 3, architecture == "arm64", variant.isEmpty { variant = "v8" }
    case _:
      throw NodeFault(
        message: "\(quoted): cannot parse platform specifier: invalid argument")
    }
    systemVersion = version
  }

  private init(single part: String, _ quoted: String) throws(NodeFault) {
    let name = part.split(separator: "(").first.map(String.init) ?? ""
    if Self.systems.contains(name) {
      self.init(system: Self.usualName(name), architecture: Self.usual.architecture)
      return
    }
    self.init(system: Self.usual.system, architecture: part)
    setArchitecture(part, "")
    if architecture == "arm", variant == "v7" { variant = "" }
    guard Self.architectures.contains(architecture) else {
      throw NodeFault(
        message: "\(quoted): unknown operating system or architecture: invalid argument")
    }
  }

  private static func system(
    _ part: ArraySlice<UInt8>, in quoted: String
  ) throws(NodeFault) -> (name: String, version: String) {
    var name = part
    var version: ArraySlice<UInt8> = []
    if let open = part.firstIndex(of: UInt8(ascii: "(")), part.last == UInt8(ascii: ")") {
      name = part[..<open]
      version = part[(open + 1)..<(part.endIndex - 1)]
    }
    let isRight =
      !name.isEmpty && name.allSatisfy(isInPart)
      && version.allSatisfy { isInPart($0) || $0 == UInt8(ascii: ".") }
    guard isRight else {
      throw NodeFault(
        message: "\(GoQuote.quoted(part)) is an invalid OS component of \(quoted): OSAndVersion "
          + "specifier component must match \"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$\""
          + ": invalid argument")
    }
    return (usualName(name.lowercased.text), version.text)
  }

  private static func usualName(_ system: String) -> String {
    system == "macos" ? "darwin" : system
  }

  private mutating func setArchitecture(_ name: String, _ given: String) {
    (architecture, variant) =
      switch name {
      case "i386": ("386", "")
      case "x86_64", "x86-64", "amd64": ("amd64", given == "v1" ? "" : given)
      case "aarch64", "arm64": ("arm64", given == "8" || given == "v8" ? "" : given)
      case "armhf": ("arm", "v7")
      case "armel": ("arm", "v6")
      case "arm":
        ("arm", given.isEmpty ? "v7" : ["5", "6", "7", "8"].contains(given) ? "v" + given : given)
      case _: (name, given)
      }
  }

  private static func isInPart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    case _: false
    }
  }

  static let systems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux",
    "macos", "nacl", "netbsd", "openbsd", "plan9", "solaris", "windows", "zos",
  ]
  static let architectures: Set<String> = [
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv",
    "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
  ]
}

extension ShellEnvironment {
  /// What every FROM may use without an ARG.
  static func automatic(
    build: ContainerPlatform, target: ContainerPlatform, stage: String
  ) -> ShellEnvironment {
    var environment = ShellEnvironment()
    for (prefix, platform) in [("BUILD", build), ("TARGET", target)] {
      environment.set(prefix + "PLATFORM", to: platform.text)
      environment.set(prefix + "OS", to: platform.system)
      environment.set(prefix + "OSVERSION", to: platform.systemVersion)
      environment.set(prefix + "ARCH", to: platform.architecture)
      environment.set(prefix + "VARIANT", to: platform.variant)
    }
    environment.set("TARGETSTAGE", to: stage)
    return environment
  }
}
