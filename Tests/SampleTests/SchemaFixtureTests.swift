import Emitters
import Foundation
import PipelineSpec
import TestSupport
import Testing

/// Editors see what pipegen sees, as far as a JSON Schema can say it.
@Suite struct SchemaFixtureTests {
  private static let folder = Repository.fixtures.appendingPathComponent("wrong")

  /// What no schema tells: a limit of numbers in a text, that one of two keys has to be there or a
  /// mapping not empty, and that a number is no text of that pattern (`tags: [1.10]` has to pass).
  private static let unseen: Set<String> = [
    "azure-stages-empty",  // that something is somewhere in there
    "azure-hole",  // that something is nowhere in there
    "registry-address-port", "missing-registry", "empty-images", "azure-timeout", "image-target",
  ]

  /// Every wrong spec of which one key is at fault is refused by the schema too.
  @Test func theSchemaSeesWhatDecodingSees() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    var specs: [String: Any] = [:]
    for name in files.filter({ $0.hasSuffix(".yml") }) {
      let bytes = try Data(contentsOf: Self.folder.appendingPathComponent(name))
      if let root = Self.visible(Array(bytes)) { specs[String(name.dropLast(4))] = root.plain }
    }
    #expect(specs.count > 100)
    guard let accepted = try accepted(specs) else { return }
    #expect(Set(accepted).symmetricDifference(Self.unseen) == [])
  }

  /// The tree of a spec with a fault that decoding reports; nil for any other.
  private static func visible(_ bytes: [UInt8]) -> Node? {
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: "spec.yml", bytes: bytes))
    guard let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics),
      !diagnostics.hasErrors
    else { return nil }
    _ = Pipeline.decode(root, sources: &sources, nodeBudget: &nodes, into: &diagnostics)
    let ids: [DiagnosticID] = [.unknownKey, .missingKey, .wrongKind, .invalidValue, .notASpec]
    return diagnostics.all.contains { ids.contains($0.id) } ? root : nil
  }

  private static let validator = """
    import json, sys, jsonschema
    schema, specs = json.load(open("schema.json")), json.load(open("specs.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    print("\\n".join(sorted(name for name in specs if validator.is_valid(specs[name]))))
    """

  /// Names of those of `specs` that the schema takes; nil where this machine cannot tell.
  private func accepted(_ specs: [String: Any]) throws -> [String]? {
    guard let python = Program.find("python3"),
      try python.run(
        ["-c", "import jsonschema; jsonschema.Draft202012Validator"], in: Repository.root
      ).status == 0
    else {
      try Skip.report("the JSON Schema", because: "there is no python3 with jsonschema 4")
      return nil
    }
    let folder = try TemporaryFolder()
    let schema = try Repository.pipegen.run(["schema"], in: folder.url)
    _ = try folder.file("schema.json", schema.output)
    _ = try folder.file("specs.json", JSONSerialization.data(withJSONObject: specs))
    let result = try python.run(["-c", Self.validator], in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    return result.text.split(separator: "\n").map(String.init)
  }
}

extension Node {
  /// As any reader of YAML has it.
  fileprivate var plain: Any {
    switch content {
    case .scalar("", .plain): NSNull()
    case .scalar("true", .plain): true
    case .scalar("false", .plain): false
    case .scalar(let text, .plain) where text.wholeMatch(of: /0|[1-9][0-9]{0,8}/) != nil:
      Int(text) ?? 0
    case .scalar(let text, _): text
    case .sequence(let items): items.map(\.plain)
    case .mapping(let entries):
      entries.reduce(into: [String: Any]()) { $0[$1.key.value] = $1.value.plain }
    }
  }
}
