import PipelinePlan
import PipelineSpec

/// Finds out keys, and images by them, as the runner does.
enum ShellKeys {
  /// Gives each of `keys` its value.
  @ShellBuilder static func statements(for keys: [Plan.ContentKey]) -> [ShellStatement] {
    for key in keys {
      if let reads = key.reads {
        ShellIf(.calls(conditions(of: key, reads))) {
          value(of: key)
        } else: {
          for variable in key.variables { ShellAssignment(ShellName(variable), "") }
        }
      } else {
        ShellCall("hash_files", ([key.context] + key.files).map { Word(literal: $0) })
        value(of: key)
      }
    }
  }

  @ShellBuilder private static func value(of key: Plan.ContentKey) -> [ShellStatement] {
    for line in key.lines {
      Lowering.only(
        with: line.optionalVariables, .simple(.call(ShellCall("add_input", line))))
    }
    ShellCapture(ShellName(key.variable), of: ShellCall("content_key", "16"))
    if let record = key.record {
      let limit = key.reads == nil ? longestArgument : Plan.ContentKey.Record.limit
      ShellCapture(
        ShellName(record.variable), of: ShellCall("key_inputs", Word(literal: String(limit))))
    }
  }

  /// What has to hold for a key that may not be known.
  private static func conditions(
    of key: Plan.ContentKey, _ reads: Plan.ContentKey.Reads
  ) -> [ShellCall] {
    let told = reads.told.map {
      ShellCall("is_as_told", Word(literal: $0.path), Word(literal: $0.digest ?? ""))
    }
    let files = reads.sources.filter(\.isFile).map(\.path)
    let others = reads.sources.filter { !$0.isFile }.map(\.path)
    let sources = (files + ["--"] + others).map { Word(literal: $0) }
    return told + [
      ShellCall("hash_files", ([key.context] + key.files).map { Word(literal: $0) }),
      ShellCall("hash_reads", [Word(literal: key.context)] + sources),
    ]
  }

  /// The functions that give `keys` their values.
  static func functions(for keys: [Plan.ContentKey]) -> Set<ShellLibrary.Function> {
    if keys.isEmpty { return [] }
    var used: Set<ShellLibrary.Function> = [.hashFiles, .contentKey]
    if keys.contains(where: { $0.reads != nil }) { used.formUnion([.isAsTold, .hashReads]) }
    for key in keys where key.record != nil {
      used.insert(.keyInputs)
    }
    return used
  }

  /// Looks for an image by its key: here, then in its registry by `words`.
  @ShellBuilder static func find(
    _ reference: Word, _ key: Variable, by engine: Engine, _ tries: [Word], _ bound: [Word],
    _ words: Command
  ) -> [ShellStatement] {
    let found = ShellName(key.found)
    let isFound = ShellAssignment(found, Word([.variable(key)]))
    let there = ShellIf(.call(ShellCall("is_there", tries + apart(engine) + bound + words.words))) {
      isFound
    } else: {
      ShellAssignment(found, "")
    }
    let search =
      engine.presence(of: reference).map { presence in
        ShellIf(.call(ShellCall("is_here", presence.words))) {
          isFound
        } else: {
          there
        }
      } ?? there
    if key.isOptional {
      ShellIf(.isEmpty(ShellName(key))) {
        ShellAssignment(found, "")
      } else: {
        search
      }
    } else {
      search
    }
  }

  /// The same where later steps are scripts of their own, and `words` may run in a subshell.
  @ShellBuilder static func findAndKeep(
    _ reference: Word, _ key: Variable, by engine: Engine, _ tries: [Word], _ bound: [Word],
    _ words: Command
  ) -> [ShellStatement] {
    let name = Word(literal: ShellName(key.found).text)
    let digits = Word([.variable(key)])
    let there = shell {
      ShellCall("keep", name, "")
      ShellRun(
        words, behind: ShellCall("keep_found", [name, digits] + tries + apart(engine) + bound))
    }
    let search =
      engine.presence(of: reference).map { presence in
        shell {
          ShellIf(.call(ShellCall("is_here", presence.words))) {
            ShellCall("keep", name, digits)
          } else: {
            there
          }
        }
      } ?? there
    if key.isOptional {
      ShellIf(.isEmpty(ShellName(key))) {
        ShellCall("keep", name, "")
      } else: {
        search
      }
    } else {
      search
    }
  }

  /// Hands on what a job has found.
  static func keep(_ found: Variable) -> [ShellStatement] {
    let name = Word(literal: ShellName(found).text)
    return [.simple(.call(ShellCall("keep", name, Word([.variable(found)]))))]
  }

  /// Functions of either.
  static func functions(
    for engine: Engine, at place: Lowering.Place
  ) -> Set<ShellLibrary.Function> {
    let presence: ShellLibrary.Function = engine.asksRegistries ? .quietly : .isHere
    return switch place {
    case .script: [.isThere, presence]
    case .job: [.isThere, .keep, presence]
    case .pipeline: [.keepFound, presence]
    }
  }

  private static func apart(_ engine: Engine) -> [Word] {
    engine.asksRegistries ? ["quietly"] : []
  }

  /// `statements`, done only where `conditions` hold.
  static func only(
    when conditions: KeptList<Step.Condition>, _ statements: [ShellStatement]
  ) -> [ShellStatement] {
    if conditions.isEmpty { return statements }
    let states = conditions.map { (name: ShellName($0.key.found), isEmpty: !$0.isFound) }
    return [.condition(ShellIf(.areAll(states)) { statements })]
  }

  static let addInput: ShellSyntax = """
    # add_input LINE: to what a key is made of, in $inputs.
    add_input() {
      inputs="$inputs$1
    "
    }
    """

  static let hashFiles: ShellSyntax = """
    # hash_files FOLDER FILE...: begins a key with a digest of each file.
    hash_files() {
      folder=$1 inputs=''
      shift
      for file do
        if [ ! -f "$folder/$file" ] || [ -L "$folder/$file" ]; then
          fail 1 "a key needs the file '$folder/$file': it is no regular file"
        fi
        digest=$(sha256sum <"$folder/$file") || fail 1 "a key needs sha256sum of '$folder/$file'"
        add_input "${digest%% *}  $file"
      done
    }
    """

  static let isAsTold: ShellSyntax = """
    # is_as_told FILE DIGEST: a key that was made of FILE still holds; without a digest there was none.
    is_as_told() {
      digest=
      if [ -e "$1" ]; then digest=$(sha256sum <"$1") || fail 1 "a key needs sha256sum of '$1'"; fi
      [ "${digest%% *}" != "$2" ] || return 0
      say "'$1' has changed, and with it what a key is made of: built without a key; run pipegen generate"
      return 1
    }
    """

  static let hashReads: ShellSyntax = """
    # hash_reads FOLDER FILE... -- PATH...: to a key, a line for all that a build may read there.
    hash_reads() {
      lines=$(list_reads "$@") || {
        say "a build in '$1' reads what no key can tell: built without a key"
        return 1
      }
      add_input "$lines"
    }
    list_reads() (
      LC_ALL=C
      cd -- "$1" || exit
      shift
      while [ "$1" != -- ]; do
        [ ! -d "$1" ] || exit
        list_path "$1" || exit
        shift
      done
      shift
      for source do
        case $source in
          *'*'*) list_matches "$source" || exit ;;
          *) list_path "$source" || exit ;;
        esac
      done
    )
    # list_matches PATTERN: a '*' in its last part is any text.
    list_matches() {
      folder=${1%"${1##*/}"}
      for match in "$folder".* "$folder"*; do
        # shellcheck disable=SC2254 # the last part is a pattern
        case ${match##*/} in
          . | ..) ;;
          ${1##*/}) list_path "$match" || return ;;
        esac
      done
    }
    # list_path PATH: its line, and those of what is in it; fails at what is no file and no folder.
    list_path() {
      mode=$(ls -ld "./$1" 2>/dev/null) || return
      mode=${mode%"${mode#??????????}"}
      case $mode in
        -*)
          digest=$(sha256sum <"$1") || return
          printf '%s %s  %s\\n' "$mode" "${digest%% *}" "$1"
          ;;
        d*)
          printf '%s %s\\n' "$mode" "$1"
          for entry in "$1"/.* "$1"/*; do
            case $entry in
              */. | */..) ;;
              *) if [ -e "$entry" ] || [ -L "$entry" ]; then list_path "$entry" || return; fi ;;
            esac
          done
          ;;
        *) return 1 ;;
      esac
    }
    """

  /// No command takes more, so that nothing is lost.
  private static let longestArgument = 131_071

  /// Called with a word, as Azure takes a name alone in `$(…)` for a variable of its own.
  static let contentKey: ShellSyntax = """
    # content_key DIGITS: of all inputs.
    content_key() {
      digest=$(printf '%s' "$inputs" | sha256sum) || fail 1 'sha256sum is not on PATH: install it first'
      printf "%.${1}s" "$digest"
    }
    """

  static let keyInputs: ShellSyntax = """
    # key_inputs BYTES: for a label, so that later runs can tell what has changed; nothing of more.
    key_inputs() {
      LC_ALL=C
      [ "${#inputs}" -gt "$1" ] || printf '%s' "$inputs"
    }
    """

  @ShellBuilder static func isHere(canOmit: Bool) -> [ShellStatement] {
    """
    # is_here COMMAND...: an image of this content need not be fetched again.
    is_here() {
    """
    if canOmit { ShellKeepGoing.isHere }
    """
      for image do :; done
      "$@" >/dev/null 2>&1 || return 1
      say "$image is here already"
    }
    """
  }

  static let isThere: ShellSyntax = """
    # is_there TRIES COMMAND...: by try_cache, to which a missing image is no failure.
    is_there() {
      try_cache "$@"
      [ "$status" -eq 0 ]
    }
    """

  static let keepFound: ShellSyntax = """
    # keep_found VARIABLE VALUE TRIES COMMAND...: by try_cache, to which a missing image is no failure.
    keep_found() {
      found=$1 digits=$2
      shift 2
      try_cache "$@"
      [ "$status" -ne 0 ] || keep "$found" "$digits"
    }
    """
}
