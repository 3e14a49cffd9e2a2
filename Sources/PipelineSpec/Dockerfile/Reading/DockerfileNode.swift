extension Dockerfile {
  /// An instruction's name.
  public enum Keyword: String, Sendable, CaseIterable {
    case add, arg, cmd, copy, entrypoint, env, expose, from, healthcheck, label, maintainer
    case onbuild, run, shell, stopsignal, user, volume, workdir

    /// In capitals, as messages have it.
    var capitals: String { rawValue.uppercased() }

    /// The instruction that `word` names, in any case.
    init?(_ word: ArraySlice<UInt8>) {
      let name = word.isASCII ? word : word.lowercased[...]
      guard name.count < Self.byLength.count else { return nil }
      let found = Self.byLength[name.count].first { entry in
        // Only letters are compared, so that the bit makes them small and nothing else equal.
        entry.name.elementsEqual(name) { $0 == $1 | 0x20 && $1 >= 0x41 }
      }
      guard let found else { return nil }
      self = found.keyword
    }

    /// The longest are of 11 letters.
    private static let byLength = allCases.reduce(
      into: [[(name: [UInt8], keyword: Keyword)]](repeating: [], count: 12)
    ) { table, keyword in
      let name = Array(keyword.rawValue.utf8)
      table[name.count].append((name, keyword))
    }
  }
}

/// A heredoc that an instruction opens.
struct DockerfileHeredoc {
  /// What closes it.
  let name: [UInt8]
  /// Whether variables in it are expanded: no part of its name was quoted.
  let isExpanded: Bool
  /// Whether tabs before its lines do not count (`<<-`).
  let isChomped: Bool
  /// Its lines.
  var content: ArraySlice<UInt8> = []
}

/// One instruction as the lines give it, before its meaning is looked at.
struct DockerfileNode {
  /// nil: no such instruction.
  let keyword: Dockerfile.Keyword?
  /// Its name as written.
  let word: ArraySlice<UInt8>
  /// The joined line.
  let line: ArraySlice<UInt8>
  var flags: [[UInt8]] = []
  /// Its words; names and values in turn for ENV and LABEL.
  var arguments: [ArraySlice<UInt8>] = []
  /// Whether the arguments were written as a JSON array.
  var isJSON = false
  /// What ONBUILD puts off; one at most.
  var trigger: [DockerfileNode] = []
  var heredocs: [DockerfileHeredoc] = []
  /// From 1, heredocs included.
  var lines = 1...1
  /// The same as indices into the file.
  var bytes = 0..<0

  /// Whether `<<` opens a heredoc here.
  var takesHeredocs: Bool {
    let node = keyword == .onbuild ? trigger.first ?? self : self
    switch node.keyword {
    case .add, .copy, .run: return !node.isJSON
    case _: return false
    }
  }
}
