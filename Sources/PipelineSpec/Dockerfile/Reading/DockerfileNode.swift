extension Dockerfile {
  /// An instruction's name.
  public enum Keyword: String, Sendable, CaseIterable {
    case add, arg, cmd, copy, entrypoint, env, expose, from, healthcheck, label, maintainer
    case onbuild, run, shell, stopsignal, user, volume, workdir

    /// In capitals, as messages have it.
    var capitals: String { rawValue.uppercased() }

    /// The instruction that `word` names, in any case.
    init?(_ word: ArraySlice<UInt8>) {
      guard let keyword = Self.table[Array(word).lowercased] else { return nil }
      self = keyword
    }

    private static let table = Dictionary(
      uniqueKeysWithValues: allCases.map { (Array($0.rawValue.utf8), $0) })
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
