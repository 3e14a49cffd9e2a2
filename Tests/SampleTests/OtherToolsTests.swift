import Foundation
import TestSupport
import Testing

/// What other programs make of samples and of what pipegen makes of them.
@Suite struct OtherToolsTests {
  @Test(arguments: Sample.few.few(2))
  func shellcheckOfTheScript(_ sample: Sample) throws {
    guard let shellcheck = Program.find("shellcheck") else {
      return try Skip.report("the script by shellcheck", because: "shellcheck is not on PATH")
    }
    let generated = try GeneratedSample.shared(sample)
    let result = try shellcheck.run(
      ["-s", "sh", "-S", "warning", generated.scriptPath], in: generated.folder, input: Data())
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }

  @Test(arguments: Sample.few.few(2))
  func shellcheckOfTheStepsOfAPipeline(_ sample: Sample) throws {
    guard let shellcheck = Program.find("shellcheck") else {
      return try Skip.report("the steps by shellcheck", because: "shellcheck is not on PATH")
    }
    let generated = try GeneratedSample.shared(sample)
    let document = try AzureDocument(Data(contentsOf: generated.azure))
    let folder = try TemporaryFolder()
    let scripts = try document.steps.compactMap { step -> String? in
      guard case .bash(let script) = step.kind else { return nil }
      let count = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count
      return try folder.file("step-\(count).sh", Data(script.utf8)).lastPathComponent
    }
    #expect(scripts.count > 3)
    let result = try shellcheck.run(
      ["-s", "bash", "-S", "warning"] + scripts, in: folder.url, input: Data())
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }

  /// Editors and pipegen agree: what `schema` prints takes every sample, and not just anything.
  @Test(arguments: Sample.few.few(2))
  func theSchemaTakesEverySample(_ sample: Sample) throws {
    let spec = try String(contentsOf: sample.specification, encoding: .utf8)
    guard let result = try validate(spec) else { return }
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }

  @Test(arguments: ["unknown-key", "wrong-kind", "missing-key", "not-a-spec-list"].few(1))
  func theSchemaRefusesWrongSpecs(_ name: String) throws {
    let file = Repository.fixtures.appendingPathComponent("wrong/\(name).yml")
    guard let result = try validate(String(contentsOf: file, encoding: .utf8)) else { return }
    #expect(result.status == 1, "\(result.text)\(result.errors)")
    #expect(result.errors.contains("ValidationError"))
  }

  /// The spec as pipegen reads it, with numbers and booleans as any YAML reader has them.
  private static let validator = """
    import json, re, sys, jsonschema
    def guessed(node):
        if isinstance(node, dict): return {key: guessed(value) for key, value in node.items()}
        if isinstance(node, list): return [guessed(value) for value in node]
        if node in ("true", "false"): return node == "true"
        return int(node) if isinstance(node, str) and re.fullmatch("[0-9]{1,9}", node) else node
    schema, spec = json.load(open("schema.json")), guessed(json.load(open("spec.json")))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(spec)
    """

  /// A python that validates, and what `schema` prints; found out once.
  private static let tools = Result<(python: Program, schema: Data)?, any Error> {
    guard let python = Program.find("python3"),
      try python.run(
        ["-c", "import jsonschema; jsonschema.Draft202012Validator"], in: Repository.root,
        input: Data()
      ).status == 0
    else { return nil }
    let schema = try Repository.pipegen.run(["schema"], in: Repository.root, input: Data())
    #expect(schema.status == 0)
    return (python, schema.output)
  }

  private func validate(_ spec: String) throws -> Program.Result? {
    guard let (python, schema) = try Self.tools.get() else {
      try Skip.report(
        "the JSON Schema", because: "python3 with jsonschema 4 is not on this machine")
      return nil
    }
    let folder = try TemporaryFolder()
    let file = try folder.file("spec.yml", Data(spec.utf8))
    let json = try Repository.pipegen.run(
      ["debug", "yaml-json", file.path], in: folder.url, input: Data())
    #expect(json.status == 0)
    _ = try folder.file("schema.json", schema)
    _ = try folder.file("spec.json", json.output)
    return try python.run(["-c", Self.validator], in: folder.url, input: Data())
  }
}
