import PipelineSpec
import TestSupport
import Testing

@testable import Emitters

/// The examples of the reference, and what `explain` finds.
@Suite struct ReferenceTests {
  /// Faults that no example has, whatever stands around it.
  private static let faults: Set<DiagnosticID> = [
    .syntax, .unknownKey, .wrongKind, .invalidValue, .interpolation, .version,
  ]

  @Test func everyExampleIsRead() {
    for key in RecordReference.all.flatMap(\.keys) {
      let compiled = Compiled(Self.spec(with: key))
      let found = compiled.diagnostics.all.filter { Self.faults.contains($0.id) }
      #expect(found.isEmpty, "\(key.name): \(compiled.faults)")
      #expect(!key.field.example.isEmpty, "\(key.name) has no example")
    }
  }

  /// The example where it belongs, below keys that lead there.
  private static func spec(with key: KeyReference) -> String {
    var text = key.path[0] == "pipegen" ? "" : "pipegen: 1\n"
    if key.path[0] == "images" { text += "registry: example.azurecr.io\n" }
    var indent = 0
    for part in key.path.dropLast() {
      let isElement = part.hasSuffix("[]")
      let name = part == "*" ? "some" : isElement ? String(part.dropLast(2)) : part
      text += String(repeating: " ", count: indent) + name + ":\n"
      indent += 2
      if isElement {
        text += String(repeating: " ", count: indent) + "-\n"
        indent += 2
      }
    }
    return text + String(repeating: " ", count: indent) + "\(key.field.key): \(key.field.example)\n"
  }

  @Test(
    arguments: [
      ("images.api.stages.deps.cache", ["images.*.stages.*.cache"]),
      ("stages.cache", ["images.*.stages.*.cache"]),
      ("lanes.*.events", ["lanes.*.events"]),
      ("pipegen", ["pipegen"]),
      ("nothing", []),
    ])
  func whatAQueryMeans(_ query: String, _ expected: [String]) {
    let found = KeyReference.keys(meantBy: query).map(\.name)
    #expect(found.filter { !$0.hasPrefix("templates") && !$0.hasPrefix("defaults") } == expected)
  }

  @Test func aNameAloneMeansEveryKeyOfIt() {
    let found = KeyReference.keys(meantBy: "cache").map(\.name)
    #expect(found.contains("cache") && found.contains("images.*.cache"))
    #expect(found.contains("images.*.stages.*.cache"))
  }
}
