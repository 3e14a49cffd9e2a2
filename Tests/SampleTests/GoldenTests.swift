import Foundation
import PipelineSpec
import TestSupport
import Testing

/// What pipegen makes of every sample, to the byte.
@Suite struct GoldenTests {
  private static let backends = ["shell", "azure"]

  @Test(arguments: Sample.all, backends)
  func emitted(_ sample: Sample, _ backend: String) throws {
    let outputs = try #require(
      Compiled(String(contentsOf: sample.specification, encoding: .utf8)).pipeline?.outputs)
    let path = try #require(
      backend == "shell" ? outputs.shell.first?.path : outputs.azure.first?.path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let emitted = try emit(backend, in: sample.folder)
    try Golden.check(emitted, against: sample.expected(name))
  }

  @Test(arguments: Sample.all)
  func planned(_ sample: Sample) throws {
    let result = try Repository.pipegen.run(["plan"], in: sample.folder, input: Data())
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    try Golden.check(result.output, against: sample.expected("plan.txt"))
  }

  /// `emit` prints the very bytes that `generate` writes, and a second `generate` leaves them.
  @Test(arguments: Sample.all)
  func generated(_ sample: Sample) throws {
    let generated = try GeneratedSample(sample)
    #expect(try Data(contentsOf: generated.script) == emit("shell", in: sample.folder))
    #expect(try Data(contentsOf: generated.azure) == emit("azure", in: sample.folder))
    let mode = try FileManager.default.attributesOfItem(atPath: generated.script.path)
    #expect(mode[.posixPermissions] as? Int == 0o755)
    let again = try Repository.pipegen.run(["generate"], in: generated.folder, input: Data())
    #expect(again.status == 0)
    #expect(
      again.errors == "unchanged \(generated.scriptPath)\nunchanged \(generated.azurePath)\n")
  }

  /// The same bytes whatever the machine: time zone, locale, home, working directory, hash seed.
  @Test(arguments: crossed(Sample.few, backends))
  func onOtherMachines(_ sample: Sample, _ backend: String) throws {
    let expected = try emit(backend, in: sample.folder)
    let elsewhere = try TemporaryFolder()
    for (seed, locale) in ["C", "tr_TR.UTF-8", "ja_JP.eucJP"].enumerated() {
      let result = try Repository.pipegen.run(
        ["emit", backend, sample.specification.path], in: elsewhere.url,
        environment: [
          "PATH": "/nonexistent", "LC_ALL": locale, "LANG": locale, "TZ": "Asia/Kathmandu",
          "HOME": "/nonexistent", "TF_BUILD": "True", "COLUMNS": "20", "TERM": "xterm",
          "SWIFT_DETERMINISTIC_HASHING": "\(seed)",
        ], input: Data())
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output == expected)
    }
  }

  /// ASCII only, no absolute path of this machine.
  @Test(arguments: crossed(Sample.few, backends))
  func plain(_ sample: Sample, _ backend: String) throws {
    let emitted = try emit(backend, in: sample.folder)
    #expect(emitted.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
    #expect(!String(decoding: emitted, as: UTF8.self).contains(Repository.root.path))
  }

  @Test func schema() throws {
    let result = try Repository.pipegen.run(["schema"], in: Repository.root, input: Data())
    #expect(result.status == 0)
    try Golden.check(
      result.output,
      against: Repository.root.appendingPathComponent("docs/pipegen.schema.json"))
  }

  private func emit(_ backend: String, in folder: URL) throws -> Data {
    let result = try Repository.pipegen.run(["emit", backend], in: folder, input: Data())
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    return result.output
  }
}
