import Foundation
import TestSupport
import Testing

/// What `pipegen init` makes of a sample caches as well as the spec made by hand.
enum InitTests {
  /// As the sample does by its own spec: see `CacheTests`.
  static func secondRunIsCached(_ engine: Engine?, _ way: RealWay) throws {
    guard let engine else { return }
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
    try engine.wipe()
    try CacheTests.secondRunIsCached(
      engine, way, buildKit: nil, prefix: "begun/\(way.rawValue)", edit: { _ in pushing })
  }
}
