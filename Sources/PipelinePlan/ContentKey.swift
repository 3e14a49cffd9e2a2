public import PipelineSpec

extension Plan {
  /// What an image, or a stage of it, is made of: a digest of it names what was built from it once.
  ///
  /// SHA-256 over lines: `<hex>  <path>` for each file, as `sha256sum` writes it, then those of what
  /// the Dockerfile reads, then `lines`.
  public struct ContentKey: Hashable, Sendable {
    /// The hole that the first digits of the digest fill; it may stay empty where `reads` are known.
    public let variable: Variable
    /// The folder that the files are in.
    public let context: String
    /// The Dockerfile and the files that the spec names, relative to the context, in the order of
    /// their bytes.
    public let files: [String]
    /// What the Dockerfile reads of the context, where that makes the key: without it `files` are
    /// all.
    public let reads: Reads?
    /// Lines behind those of the files; one that names an optional value that is not set is left out.
    public let lines: [Word]
    /// What keeps all lines, those of the files among them; nil where nothing does.
    public let record: Record?

    /// Lines of a key as a label of the cache image that is built of them, so that a later run can
    /// tell what has changed since.
    public struct Record: Hashable, Sendable {
      /// The hole that the lines fill, without the last line feed; where `reads` are known it stays
      /// empty for more than `limit` bytes.
      public let variable: Variable
      /// The cache image that was built last, whatever its key.
      public let image: Word

      /// The label's name.
      public static let name: Text = "dev.pipegen.inputs"

      /// The label.
      public var label: Plan.Build.Pair {
        Plan.Build.Pair(name: Self.name, value: Word([.variable(variable)]))
      }

      /// More lines would be too much for an argument of a program; in bytes.
      public static let limit = 64 * 1024
    }

    /// How many hexadecimal digits of a digest are kept.
    public static let length = 16
  }
}

extension Plan.ContentKey {
  /// What a Dockerfile reads of its context.
  ///
  /// A line for each file, `<mode> <hex>  <path>`, and for each folder, `<mode> <path>`, where the
  /// mode is that of `ls -l`: a folder's own line stands before those of what is in it, names that
  /// begin with a dot first, each in the order of their bytes. Where that cannot be told, for a
  /// symbolic link, or where what told `sources` has changed since, the key is not known.
  public struct Reads: Hashable, Sendable {
    /// Files below the spec's folder that told `sources`, each with its SHA-256; nil where there was
    /// none.
    public let told: [Told]
    /// What is read, in order.
    public let sources: [Source]
  }

  /// A file that tells what is read, and its SHA-256; nil where there was none.
  public struct Told: Hashable, Sendable {
    /// Relative to the spec's folder.
    public let path: String
    /// Hexadecimal digits.
    public let digest: String?
  }

  /// Files and folders that are read, relative to the context.
  public struct Source: Hashable, Sendable {
    /// A path, `.` for all of the context, or a pattern: `*` in its last part is any text.
    public let path: String
    /// Whether it has to be a file: of a folder some of its content may not be sent to a builder.
    public let isFile: Bool
  }

  /// Those of `keys` that `steps` and `rules` name, and those that these are made of.
  static func used(by steps: [Step], _ rules: [Plan.TagRule], of keys: [Self]) -> [Self] {
    if keys.isEmpty { return [] }
    var used: Set<Variable> = []
    for step in steps { step.operation.eachVariable { used.insert($0) } }
    for rule in rules { for word in rule.taken { used.formUnion(word.variables) } }
    for key in keys.reversed() where key.variables.contains(where: used.contains) {
      for line in key.lines { used.formUnion(line.variables) }
    }
    return keys.filter { $0.variables.contains(where: used.contains) }
  }

  /// The holes that it fills.
  public var variables: [Variable] { [variable] + (record.map { [$0.variable] } ?? []) }

  fileprivate static let prefix = "key."

  /// The hole of the key called `name`, such as `2.1`.
  static func variable(called name: String, isOptional: Bool = false) -> Variable {
    Variable(name: prefix + name, isOptional: isOptional)
  }

  /// The hole of its lines.
  static func variable(ofLinesOf name: String, isOptional: Bool = false) -> Variable {
    Variable(name: "inputs." + name, isOptional: isOptional)
  }

  /// Whether `variable` could be that of a key, of its lines, or of what is found by it.
  static func isTaken(_ variable: Variable) -> Bool {
    let name = variable.environmentName
    return ["PIPEGEN_KEY_", "PIPEGEN_INPUTS_", "PIPEGEN_FOUND_"].contains { prefix in
      name.hasPrefix(prefix)
        && name.utf8.dropFirst(prefix.utf8.count).allSatisfy {
          (0x30...0x39).contains($0) || $0 == 0x5F
        }
    }
  }
}

extension Variable {
  /// Of a key: what has its value where an image of the content was found, else none.
  public var found: Variable {
    let name = name.utf8.dropFirst(Plan.ContentKey.prefix.utf8.count)
    return Variable(
      name: Self.foundPrefix + String(decoding: name, as: UTF8.self), isOptional: true)
  }

  private static let foundPrefix = "found."

  fileprivate var isOfKey: Bool {
    name.hasPrefix(Plan.ContentKey.prefix) || name.hasPrefix(Self.foundPrefix)
  }
}

extension Word {
  /// The same with one hole for all keys: as a reference, whatever the content is.
  var withAnyKey: Word {
    guard variables.contains(where: \.isOfKey) else { return self }
    return Word(
      fragments.map { fragment in
        if case .variable(let variable) = fragment, variable.isOfKey {
          .variable(Plan.ContentKey.variable(called: "*"))
        } else {
          fragment
        }
      })
  }
}

extension Plan.Operation {
  /// The key by which it looks for an image.
  public var key: Variable? {
    guard case .find(let reference) = self else { return nil }
    return reference.variables.first(where: \.isOfKey)
  }
}

extension Step {
  /// What a step has found by a key, and another one asks for.
  public struct Condition: Hashable, Sendable, BitwiseCopyable {
    /// The key's hole.
    public let key: Variable
    /// Whether the image was there.
    public let isFound: Bool
  }
}
