import PipelinePlan
import PipelineSpec

/// The functions that generated scripts call; a script holds those that it uses.
enum ShellLibrary {
  /// A function, in the order in which they are printed: each behind those that it calls.
  enum Function: CaseIterable {
    case say, fail, quoted, giveUp, registryFault, attempt, canLogIn, tryCache, retry, bestEffort,
      run, putBack, cleanUp, passwordIsSet, logIn, requireTag
    case require, quietly, extract, enterRoot, requireFolders
    case nameImage, takeSecret, withSecrets, requireAgent
    case addInput, hashFiles, isAsTold, hashReads, contentKey, keyInputs
    case isHere, isThere, keep, keepFound, pullCache, pushCache
    case bounded, jobs, summary

    /// The functions that it calls.
    fileprivate var callees: [Function] {
      switch self {
      case .say, .registryFault, .canLogIn, .quietly, .cleanUp, .withSecrets, .addInput, .keyInputs,
        .keep, .bounded, .summary, .quoted:
        []
      case .jobs: [.fail, .cleanUp]
      case .putBack, .isHere: [.say]
      case .isAsTold: [.fail]
      case .hashReads: [.say, .addInput]
      case .nameImage: [.putBack, .cleanUp, .say]
      case .takeSecret, .requireAgent, .contentKey: [.fail]
      case .hashFiles: [.fail, .addInput]
      case .isThere: [.tryCache]
      case .keepFound: [.tryCache, .keep]
      case .pullCache: [.tryCache]
      case .pushCache: [.pullCache, .bestEffort, .say]
      case .fail: [.say]
      case .giveUp: [.fail, .quoted]
      case .attempt: [.registryFault, .say, .quoted]
      case .tryCache: [.attempt, .canLogIn, .giveUp]
      case .retry: [.attempt, .giveUp]
      case .bestEffort: [.attempt]
      case .run: [.giveUp]
      case .logIn: [.fail, .quoted]
      case .require, .extract, .requireTag, .enterRoot, .requireFolders: [.fail]
      case .passwordIsSet: [.say, .cleanUp]
      }
    }
  }

  /// Where a private docker configuration is kept.
  enum Configuration {
    /// In a folder of this run, removed at its end.
    case temporary
    /// The same, beside what jobs tell of themselves.
    case jobs
    /// In the agent's temporary folder, for the job's later steps.
    case agent
  }

  /// `functions` and all that they call.
  static func all(for functions: Set<Function>) -> Set<Function> {
    var used = functions
    for function in Function.allCases.reversed() where used.contains(function) {
      used.formUnion(function.callees)
    }
    return used
  }

  /// `functions` and all that they call.
  static func statements(
    for functions: Set<Function>, of engine: Engine, configuration: Configuration
  ) -> [ShellStatement] {
    let used = all(for: functions)
    return Function.allCases.filter(used.contains).flatMap { function in
      if case (.cleanUp, .agent) = (function, configuration) { return [] as [ShellStatement] }
      if function == .cleanUp {
        return [.blank] + cleanUp(behind: used, areJobs: configuration == .jobs)
      }
      return [ShellStatement.blank] + statements(of: function, engine, configuration, used)
    }
  }

  private static func statements(
    of function: Function, _ engine: Engine, _ configuration: Configuration,
    _ used: Set<Function>
  ) -> [ShellStatement] {
    let areJobs = configuration == .jobs
    let areChildren = areJobs || configuration == .temporary && used.contains(.cleanUp)
    let areBounded = used.contains(.bounded)
    return switch function {
    case .say: [.syntax(say)]
    case .fail: [.syntax(fail)]
    case .giveUp:
      configuration == .agent ? [.syntax(giveUp)] : ShellKeepGoing.functions(areJobs: areJobs)
    case .registryFault: registryFault(areBounded: areBounded)
    case .attempt: attempt(in: configuration, areChildren: areChildren)
    case .canLogIn: [.syntax(canLogIn)]
    case .tryCache: [.syntax(tryCache)]
    case .retry: [.syntax(retry)]
    case .bestEffort: [.syntax(bestEffort)]
    case .run: [.syntax(run(in: configuration, areChildren: areChildren))]
    case .require: [.syntax(require)]
    case .quietly: areChildren ? ShellJobs.quietly(areBounded: areBounded) : [.syntax(quietly)]
    case .extract: extract
    case .passwordIsSet: passwordIsSet(by: engine, configuration)
    case .logIn: [.syntax(logIn)]
    case .requireTag: [.syntax(requireTag)]
    case .nameImage: nameImage(configuration)
    case .putBack: putBack(configuration)
    case .cleanUp: []
    case .takeSecret: takeSecret(configuration)
    case .withSecrets:
      areChildren ? ShellJobs.withSecrets(areBounded: areBounded) : withSecrets(configuration)
    case .requireAgent: [.syntax(requireAgent)]
    case .enterRoot: [.syntax(enterRoot)]
    case .requireFolders: [.syntax(requireFolders)]
    case .addInput: [.syntax(ShellKeys.addInput)]
    case .hashFiles: [.syntax(ShellKeys.hashFiles)]
    case .isAsTold: [.syntax(ShellKeys.isAsTold)]
    case .hashReads: [.syntax(ShellKeys.hashReads)]
    case .contentKey: [.syntax(ShellKeys.contentKey)]
    case .keyInputs: [.syntax(ShellKeys.keyInputs)]
    case .isHere: ShellKeys.isHere(canOmit: configuration != .agent)
    case .isThere: [.syntax(ShellKeys.isThere)]
    case .keep: [.syntax(areJobs ? ShellJobs.keep : keep)]
    case .keepFound: [.syntax(ShellKeys.keepFound)]
    case .pullCache: ShellPulled.pullCache(by: engine, in: configuration)
    case .pushCache: ShellPulled.pushCache(in: configuration)
    case .bounded: [.syntax(areChildren ? ShellJobs.bounded : bounded)]
    case .jobs:
      ShellJobs.functions(
        haveKeys: used.contains(.keep), hasSummary: used.contains(.summary))
    case .summary: [.syntax(ShellJobs.row)]
    case .quoted: ShellDryRun.quoted(behind: used)
    }
  }

  /// Asked once, as a shell's own "not found" would be taken for a missing image.
  static func requireProgram(of engine: Engine) -> ShellSyntax {
    switch engine {
    case .docker, .buildx:
      "command -v docker >/dev/null || fail 1 'docker is not on PATH: install it first'"
    case .buildah:
      "command -v buildah >/dev/null || fail 1 'buildah is not on PATH: install it first'"
    case .podman:
      "command -v podman >/dev/null || fail 1 'podman is not on PATH: install it first'"
    }
  }

  private static let say: ShellSyntax = """
    say() { printf '%s\\n' "$*" >&2; }
    """

  private static let fail: ShellSyntax = """
    # fail CODE TEXT
    fail() {
      code=$1
      shift
      say "error: $*"
      exit "$code"
    }
    """

  private static let giveUp: ShellSyntax = """
    # give_up TEXT COMMAND...
    give_up() {
      text=$1
      shift
      fail 1 "$text: $(quoted "$@")"
    }
    """

  private static func run(in configuration: Configuration, areChildren: Bool) -> ShellSyntax {
    switch configuration {
    case .temporary, .jobs: areChildren ? ShellJobs.run : run
    case .agent: runSurely
    }
  }

  private static let run: ShellSyntax = """
    # run COMMAND...
    run() { omit "$@" || "$@" || give_up failed "$@"; }
    """

  private static let runSurely: ShellSyntax = """
    # run COMMAND...
    run() { "$@" || give_up failed "$@"; }
    """

  private static let require: ShellSyntax = """
    # require TEXT COMMAND...: what the command writes is nobody's concern.
    require() {
      text=$1
      shift
      "$@" >/dev/null || fail 1 "$text"
    }
    """

  private static let quietly: ShellSyntax = """
    # quietly COMMAND...: only its success and its complaints count.
    quietly() { "$@" >/dev/null; }
    """

  /// The runner's own text.
  @ShellBuilder private static var extract: [ShellStatement] {
    "# extract ENGINE IMAGE PATH FOLDER: copies a file out of an image; the container never runs."
    ShellFunction("extract") { ShellStatement.syntax(ShellSyntax(Plan.Extraction.script)) }
  }

  private static let requireTag: ShellSyntax = """
    # require_tag TAG [TAKEN...]: a legal tag that nothing else has.
    require_tag() {
      tag=$1
      shift
      case $tag in
        '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*)
          fail 64 "'$tag' is not an image tag: letters, digits, '_', '.' and '-', at most 128"
          ;;
      esac
      [ "${#tag}" -le 128 ] || fail 64 "'$tag' is longer than the 128 characters of an image tag"
      for taken do
        [ "$tag" != "$taken" ] || fail 64 "tag '$tag' is taken by a cache, another image or another lane"
      done
    }
    """

  /// A folder that a link stands for is left by its own parent, as the script's own text has it.
  private static let enterRoot: ShellSyntax = """
    # enter_root PATH: all paths are relative to the spec's folder; PATH leads there from this script,
    # whatever link it was called by.
    enter_root() {
      script=$0
      while [ -L "$script" ]; do
        link=$(readlink -- "$script") || fail 1 "cannot read the link $script"
        case $link in
          /*) script=$link ;;
          *) script=$(dirname -- "$script")/$link ;;
        esac
      done
      root=${PIPEGEN_ROOT:-"$(dirname -- "$script")/$1"}
      cd -P -- "$root" || fail 1 "no folder '$root': set PIPEGEN_ROOT to the spec's folder"
    }
    """

  private static let requireFolders: ShellSyntax = """
    # require_folders PATH...
    require_folders() {
      for folder do
        [ -d "$folder" ] || fail 1 "no folder '$folder' in $PWD: set PIPEGEN_ROOT to the spec's folder"
      done
    }
    """

  private static let keep: ShellSyntax = #"""
    # keep VARIABLE VALUE: hands it on to the later steps.
    keep() {
      value=$(printf '%s.' "$2" | sed "s/'/'\\\\''/g")
      printf "%s='%s'\n" "$1" "${value%.}" >>"$AGENT_TEMPDIRECTORY/pipegen.sh"
    }
    """#
}
