import PipelinePlan

/// Finds out what git, the clock and a CI's variables tell of a run, as the runner does.
enum ShellFacts {
  /// What the functions of `facts` read, and these functions.
  ///
  /// `host` is the service on which the script surely runs; nil for anywhere.
  @ShellBuilder static func declarations(
    of facts: [Fact], on host: CIHost? = nil
  ) -> [ShellStatement] {
    let parts = Part.all(for: facts)
    if parts.contains(.repository) {
      ShellComment("What the service tells of the commit that is built.")
      if parts.contains(.commit) { "source_commit='' merge_ref='' merge_commit=''" }
      if parts.contains(.branch) { "source_branch=''" }
      if parts.contains(.tag) { "source_tag=''" }
      if Part.askWhere(parts) { "in_ci=no" }
      if let host { sources(of: parts, on: host) } else { sources(of: parts, in: CIHost.all[...]) }
    }
    if parts.contains(.time) { "PIPEGEN_TIME=" }
    for part in parts {
      ShellBlank()
      ShellStatement.syntax(part.function)
    }
  }

  /// Finds out `facts`: each variable has its value behind it.
  static func calls(for facts: [Fact]) -> [ShellStatement] {
    facts.map { fact in
      if fact == .lane { return .syntax("PIPEGEN_LANE=$lane") }
      return .syntax(Part(of: fact).call)
    }
  }

  /// Gives `name` the value of `word`, whose facts are found out first but for those `known`;
  /// nothing where it names one that is not set.
  @ShellBuilder static func assignment(
    of word: Word, to name: ShellName, known: [Fact]
  ) -> [ShellStatement] {
    calls(for: word.facts.filter { !known.contains($0) })
    Lowering.only(
      with: word.optionalVariables, .simple(.assignment(ShellAssignment(name, word))))
  }
}

// MARK: - Sources

extension ShellFacts {
  @ShellBuilder private static func sources(
    of parts: [Part], in hosts: ArraySlice<CIHost>
  ) -> [ShellStatement] {
    if let host = hosts.first {
      ShellIf(.isSet(ShellName(checked: host.marker))) {
        sources(of: parts, on: host)
      } else: {
        sources(of: parts, in: hosts.dropFirst())
      }
    }
  }

  @ShellBuilder private static func sources(
    of parts: [Part], on host: CIHost
  ) -> [ShellStatement] {
    if Part.askWhere(parts) { "in_ci=yes" }
    ShellCase(
      .optionalValue(ShellName(checked: host.reason)),
      [
        ShellCase.Arm(host.pullRequestReasons.map(ShellCase.Pattern.text)) {
          if parts.contains(.commit) {
            taken("source_commit", from: host.commit.source)
            if let merge = host.merge {
              taken("merge_ref", from: [merge.ref])
              taken("merge_commit", from: [merge.commit])
            }
          }
          if parts.contains(.branch) { taken("source_branch", from: host.source) }
        },
        ShellCase.Arm([.syntax("*")]) {
          if parts.contains(.commit) { taken("source_commit", from: host.commit.run) }
          if parts.contains(.branch) { taken("source_branch", from: [host.branch]) }
          if parts.contains(.tag) { taken("source_tag", from: [host.tag.variable]) }
        },
      ])
  }

  /// The first of `variables` that is not empty.
  @ShellBuilder private static func taken(
    _ name: ShellName, from variables: [String]
  ) -> [ShellStatement] {
    for (index, variable) in variables.enumerated() {
      let taken = ShellTaken(
        name, argument: nil, environment: ShellName(checked: variable), fallback: "")
      if index == 0 { taken } else { ShellIf(.isEmpty(name)) { taken } }
    }
  }
}

// MARK: - Functions

extension ShellFacts {
  /// A function, in the order in which they are printed: each behind those that it calls.
  private enum Part: CaseIterable {
    case repository, slug, commit, shortCommit, branch, tag, describe, time, date, compactDate

    init(of fact: Fact) {
      switch fact {
      case .commit, .lane: self = .commit
      case .shortCommit: self = .shortCommit
      case .branch: self = .branch
      case .tag: self = .tag
      case .describe: self = .describe
      case .time: self = .time
      case .date: self = .date
      case .compactDate: self = .compactDate
      }
    }

    /// The functions for `facts` and all that they call.
    static func all(for facts: [Fact]) -> [Part] {
      var used = Set(facts.filter { $0 != .lane }.map(Part.init))
      for part in allCases.reversed() where used.contains(part) { used.formUnion(part.callees) }
      return allCases.filter(used.contains)
    }

    /// Whether some of `parts` ask git only outside of a service.
    static func askWhere(_ parts: [Part]) -> Bool {
      parts.contains(.branch) || parts.contains(.tag)
    }

    private var callees: [Part] {
      switch self {
      case .repository, .slug, .time: []
      case .commit, .tag: [.repository]
      case .shortCommit, .describe: [.commit, .repository]
      case .branch: [.repository, .slug]
      case .date, .compactDate: [.time]
      }
    }

    var call: ShellSyntax {
      switch self {
      case .repository, .slug: ":"
      case .commit: "find_commit git.commit"
      case .shortCommit: "find_short_commit"
      case .branch: "find_branch"
      case .tag: "find_tag"
      case .describe: "find_describe"
      case .time: "find_time"
      case .date: "find_date"
      case .compactDate: "find_compact_date"
      }
    }

    var function: ShellSyntax {
      switch self {
      case .repository: ShellFacts.requireRepository
      case .slug: ShellFacts.slug
      case .commit: ShellFacts.commit
      case .shortCommit: ShellFacts.shortCommit
      case .branch: ShellFacts.branch
      case .tag: ShellFacts.tag
      case .describe: ShellFacts.describe
      case .time: ShellFacts.time
      case .date: ShellFacts.date
      case .compactDate: ShellFacts.compactDate
      }
    }
  }

  private static let requireRepository: ShellSyntax = """
    # require_repository NAME
    require_repository() {
      command -v git >/dev/null || fail 1 "\\${$1} needs git, which is not on PATH"
      answer=$(git rev-parse --git-dir 2>&1) || fail 1 "\\${$1} needs a git repository: $answer"
    }
    """

  private static let slug: ShellSyntax = """
    # slug NAME: a part of a tag, in $slug; what differs from NAME ends in a digest of it.
    slug() {
      slug=$(printf '%s' "$1" | tr -c 'A-Za-z0-9_.-' '-' | cut -b 1-100)
      case $slug in
        [-.]*) slug=_${slug#?} ;;
      esac
      if [ "$slug" != "$1" ]; then
        digest=$(printf '%s' "$1" | sha256sum) || fail 1 'sha256sum is not on PATH: install it first'
        slug=$slug-$(printf '%.8s' "$digest")
      fi
    }
    """

  private static let commit: ShellSyntax = """
    # find_commit NAME: of a pull request the one that it asks to merge.
    find_commit() {
      PIPEGEN_GIT_COMMIT=$source_commit
      [ -z "$PIPEGEN_GIT_COMMIT" ] || return 0
      require_repository "$1"
      PIPEGEN_GIT_COMMIT=$(git rev-parse --verify --quiet HEAD) ||
        fail 1 "\\${$1} needs a commit, and the repository has none"
      case $merge_ref in
        refs/pull/*/merge) ;;
        *) return 0 ;;
      esac
      if [ "$PIPEGEN_GIT_COMMIT" = "$merge_commit" ]; then
        parent=$(git cat-file commit HEAD | sed -n -e '/^$/q' -e 's/^parent //p' | sed -n 2p)
        PIPEGEN_GIT_COMMIT=${parent:-$PIPEGEN_GIT_COMMIT}
      fi
    }
    """

  private static let shortCommit: ShellSyntax = """
    find_short_commit() {
      find_commit git.shortCommit
      PIPEGEN_GIT_SHORT_COMMIT=$(printf '%.7s' "$PIPEGEN_GIT_COMMIT")
    }
    """

  private static let branch: ShellSyntax = """
    # find_branch: of a pull request its own; empty on a tag.
    find_branch() {
      if [ "$in_ci" = no ]; then
        require_repository git.branch
        source_branch=$(git symbolic-ref --quiet HEAD) || source_branch=
      fi
      case $source_branch in
        refs/heads/*) slug "${source_branch#refs/heads/}" ;;
        refs/*) slug= ;;
        *) slug "$source_branch" ;;
      esac
      PIPEGEN_GIT_BRANCH=$slug
    }
    """

  private static let tag: ShellSyntax = """
    # find_tag: empty outside of one.
    find_tag() {
      if [ "$in_ci" = no ]; then
        require_repository git.tag
        source_tag=$(git describe --tags --exact-match HEAD 2>/dev/null) || source_tag=
      fi
      case $source_tag in
        refs/tags/*) PIPEGEN_GIT_TAG=${source_tag#refs/tags/} ;;
        refs/*) PIPEGEN_GIT_TAG= ;;
        *) PIPEGEN_GIT_TAG=$source_tag ;;
      esac
    }
    """

  private static let describe: ShellSyntax = """
    find_describe() {
      find_commit git.describe
      require_repository git.describe
      PIPEGEN_GIT_DESCRIBE=$(git describe --tags --always "$PIPEGEN_GIT_COMMIT" 2>/dev/null) ||
        fail 1 "\\${git.describe} needs commit '$PIPEGEN_GIT_COMMIT', which git does not describe"
    }
    """

  private static let time: ShellSyntax = """
    # find_time: asked once, so that a run has one instant.
    find_time() {
      [ -z "$PIPEGEN_TIME" ] || return 0
      seconds=${SOURCE_DATE_EPOCH:-} format=+%Y-%m-%dT%H:%M:%SZ
      case $seconds in
        '') PIPEGEN_TIME=${PIPEGEN_START_TIME:-$(date -u "$format")} ;;
        *[!0-9]* | ????????????*)
          fail 64 "SOURCE_DATE_EPOCH is '$seconds', not a number of seconds"
          ;;
        *)
          PIPEGEN_TIME=$(date -u -d "@$seconds" "$format" 2>/dev/null) ||
            PIPEGEN_TIME=$(date -u -r "$seconds" "$format") # BSD
          ;;
      esac
    }
    """

  private static let date: ShellSyntax = """
    find_date() {
      find_time
      PIPEGEN_DATE=${PIPEGEN_TIME%T*}
    }
    """

  private static let compactDate: ShellSyntax = """
    find_compact_date() {
      find_time
      PIPEGEN_DATE_COMPACT=$(printf '%s' "${PIPEGEN_TIME%T*}" | tr -d -)
    }
    """
}
