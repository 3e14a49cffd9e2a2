import Foundation
import TestSupport
import Testing

/// What `pipegen init` makes of a sample caches as well as the spec made by hand, on real engines.
@Suite(.serialized) struct InitTests {
  @Test(arguments: ["test-12", "test-13"], [RealWay.script, .run])
  func secondRunIsCached(_ name: String, _ way: RealWay) throws {
    guard let engine = try Engine.find(name) else { return }
    let made = try TemporaryFolder()
    let folder = made.url.appendingPathComponent("hello")
    try FileManager.default.copyItem(at: Sample("hello").folder, to: folder)
    try FileManager.default.removeItem(at: folder.appendingPathComponent("pipegen.yml"))
    let result = try Repository.pipegen.run(
      ["init", "--registry", "localhost:5000/shop"], in: folder, input: Data())
    try #require(result.status == 0, "\(result.errors)")
    let spec = try String(
      contentsOf: folder.appendingPathComponent("pipegen.yml"), encoding: .utf8)
    // This machine stands for an agent of a CI, which pushes.
    let pushing = spec.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("  local:")
    }.joined(separator: "\n").replacing("[push, tag,", with: "[local, push, tag,")
    try #require(pushing != spec)
    try CacheTests.secondRunIsCached(
      engine, way, buildKit: nil, prefix: "begun/\(way.rawValue)", edit: { _ in pushing })
  }
}
