import PipelinePlan
import PipelineSpec

/// Finds out keys, and images by them, as the runner does.
enum ShellKeys {
  /// Gives each of `keys` its value.
  @ShellBuilder static func statements(for keys: [Plan.ContentKey]) -> [ShellStatement] {
    for key in keys {
      ShellCall("hash_files", ([key.context] + key.files).map { Word(literal: $0) })
      for line in key.lines {
        Lowering.only(
          with: line.optionalVariables, .simple(.call(ShellCall("add_input", line))))
      }
      ShellCapture(ShellName(key.variable), of: ShellCall("content_key"))
    }
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
    if let presence = engine.presence(of: reference) {
      ShellIf(.call(ShellCall("is_here", presence.words))) {
        isFound
      } else: {
        there
      }
    } else {
      there
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
    if let presence = engine.presence(of: reference) {
      ShellIf(.call(ShellCall("is_here", presence.words))) {
        ShellCall("keep", name, digits)
      } else: {
        there
      }
    } else {
      there
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
    when conditions: [Step.Condition], _ statements: [ShellStatement]
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

  static let contentKey: ShellSyntax = """
    # content_key: of all inputs.
    content_key() {
      digest=$(printf '%s' "$inputs" | sha256sum) || fail 1 'sha256sum is not on PATH: install it first'
      printf '%.16s' "$digest"
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
