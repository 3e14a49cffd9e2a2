import PipelinePlan

/// Functions that try a command again, and tell what a registry said of it.
extension ShellLibrary {
  /// What docker's text says of the registry, by the same table as the runner's.
  @ShellBuilder static func registryFault(areBounded: Bool) -> [ShellStatement] {
    let arms = groupedPatterns.map { group in
      ShellCase.Arm(group.patterns.map(ShellCase.Pattern.wildcard)) {
        ShellAssignment("fault", Word(literal: group.name))
      }
    }
    let other = ShellCase.Arm([.syntax("*")]) { ShellAssignment("fault", "unknown") }
    ShellComment("registry_fault TEXT: what docker's text says of the registry, in $fault.")
    ShellFunction("registry_fault") {
      ShellCase(.syntax(#"$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')"#), arms + [other])
      if areBounded {
        ShellComment("Ended by `timeout`: GNU's status, and busybox's.")
        #"case $status in 124 | 143) fault=transient ;; esac"#
      }
    }
  }

  /// Neighbours in the table that mean the same.
  private static var groupedPatterns: [(name: String, patterns: [String])] {
    RegistryFault.patterns.reduce(into: []) { groups, pattern in
      let text = "*" + pattern.parts.joined(separator: "*") + "*"
      let name = name(of: pattern)
      if groups.last?.name == name {
        groups[groups.count - 1].patterns.append(text)
      } else {
        groups.append((name, [text]))
      }
    }
  }

  private static func name(of pattern: RegistryFault.Pattern) -> String {
    switch pattern.fault {
    case .missing: "missing"
    case .denied: "denied"
    case .hidden: "hidden"
    case .transient: pattern.isRateLimit ? "limited" : "transient"
    case .unknown: "unknown"
    }
  }

  @ShellBuilder static func attempt(
    in configuration: Configuration, areChildren: Bool
  ) -> [ShellStatement] {
    ShellComment("choose_pause: before another try, in $pause: seconds at random, so that clients")
    ShellComment("that failed together do not come back together. Fails where there were enough.")
    ShellFunction("choose_pause") {
      ShellCase(
        .value("fault"),
        [
          ShellCase.Arm([.text("limited")]) { seconds("least", Backoff.leastIfLimited) },
          ShellCase.Arm([.syntax("*")]) { seconds("least", Backoff.least) },
        ])
      seconds("longest", Backoff.most)
      seconds("bound", Backoff.bound)
      """
      most=$((least * growth)) growth=$((growth * 2))
      [ "$most" -le "$longest" ] || most=$longest
      random=$(od -An -N2 -tu2 /dev/urandom 2>/dev/null) || random=$$
      pause=$((least + $random % (most - least + 1)))
      waited=$((waited + pause))
      [ "$waited" -le "$bound" ]
      """
    }
    ShellBlank()
    """
    # attempt TRIES COMMAND...: what a later try may cure is tried again.
    # Leaves docker's text in $message and what it says of the registry in $fault.
    attempt() {
      tries=$1 growth=2 waited=0
      shift
    """
    if configuration != .agent { ShellKeepGoing.attempt }
    """
      while :; do
        status=0
    """
    areChildren ? ShellStatement.syntax(ShellJobs.tryOnce) : .syntax(tryOnce)
    """
        if [ "$status" -eq 0 ]; then
          [ -z "$message" ] || say "$message"
    """
    if configuration == .jobs { ShellJobs.notePushed }
    """
          return 0
        fi
        registry_fault "$message"
        tries=$((tries - 1))
        case $fault in
          transient | limited) ;;
          *) return "$status" ;;
        esac
        if [ "$tries" -le 0 ] || ! choose_pause; then return "$status"; fi
        say "$message"
        say "trying again in $pause s: $(quoted "$@")"
    """
    areChildren ? #"    child sleep "$pause""# as ShellSyntax : #"    sleep "$pause""#
    """
      done
    }
    """
  }

  private static func seconds(_ name: ShellName, _ count: Int) -> ShellAssignment {
    ShellAssignment(name, Word(literal: String(count)))
  }

  private static let tryOnce: ShellSyntax = """
        { message=$("$@" 2>&1 >&3) || status=$?; } 3>&1
    """

  /// Ctrl-C has to reach the command, which GNU's timeout keeps in a group of its own.
  static let bounded: ShellSyntax = """
    # bounded SECONDS COMMAND...: ends it after that time, where this machine has `timeout`.
    if timeout --foreground 9 true 2>/dev/null; then
      bounded() { timeout --foreground "$@"; }
    elif timeout 9 true 2>/dev/null; then
      bounded() { timeout "$@"; }
    else
      bounded() { shift && "$@"; }
    fi
    """

  static let tryCache: ShellSyntax = """
    # try_cache TRIES COMMAND...: a missing image is a cold cache, a broken registry is a failure.
    try_cache() {
      if attempt "$@"; then return 0; fi
      for image do :; done
      host=${image%%/*}
      case $fault in
        missing)
          say "cold cache: $image does not exist yet"
          return 0
          ;;
        hidden)
          say "$message"
          if ! can_log_in "$host"; then
            say "warning: cannot read $image without a login; building without it"
            return 0
          fi
          case "$logged_in " in
            *" $host "*)
              say "warning: taken for a cold cache: $image"
              return 0
              ;;
          esac
          ;;
        denied)
          say "$message"
          if ! can_log_in "$host"; then
            say "warning: cannot read $image without a login; building without it"
            return 0
          fi
          ;;
        limited)
          say "$message"
          say 'the registry limits how often it is asked: try again later'
          ;;
        *) say "$message" ;;
      esac
      shift
      give_up 'failed, and not for a missing image' "$@"
    }
    """

  static let retry: ShellSyntax = """
    # retry TRIES COMMAND...
    retry() {
      if attempt "$@"; then return 0; fi
      say "$message"
      shift
      give_up failed "$@"
    }
    """

  static let bestEffort: ShellSyntax = """
    # best_effort TRIES COMMAND...: a failure is a warning, the next run starts colder.
    best_effort() {
      if attempt "$@"; then return 0; fi
      say "$message"
      shift
      say "warning: failed, the next run starts with a colder cache: $(quoted "$@")"
    }
    """
}
