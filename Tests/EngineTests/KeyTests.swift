import TestSupport
import Testing

/// What is there by its content is neither built nor pushed again, on real engines.
enum KeyTests {
  fileprivate static func onlyWhatChanged(
    _ engine: Engine, _ way: RealWay, buildKit: String? = nil
  ) throws {
    let sample = try RealSample(
      "keys", on: engine, prefix: "content/\(way.rawValue)-\(buildKit ?? "own")")
    try engine.wipe()
    let cold = try sample.perform(way, buildKit: buildKit)
    try #require(cold.status == 0, "\(cold.log)")
    #expect(cold.cacheHits(of: "sleep 3").contains(false), "\(cold.log)")
    #expect(keyed(cold).count == 6, "\(cold.log)")

    try engine.wipe()
    let warm = try sample.perform(way, buildKit: buildKit)
    #expect(warm.status == 0, "\(warm.log)")
    #expect(warm.pushed == ["7", "7-dark", "7-light", "latest"], "\(warm.log)")
    expectOnlyTheApp(warm)

    // An agent that lives on fetches nothing.
    let again = try sample.perform(way, buildKit: buildKit)
    #expect(again.status == 0, "\(again.log)")
    #expect(again.lines(with: "is here already").count == 4, "\(again.log)")
    #expect(again.pushed == warm.pushed, "\(again.log)")
    expectOnlyTheApp(again)

    try engine.wipe()
    try sample.add("# more\n", to: "site/themes/dark.txt")
    let changed = try sample.perform(way, buildKit: buildKit)
    #expect(changed.status == 0, "\(changed.log)")
    #expect(changed.cacheHits(of: "sleep 3").contains(false), "\(changed.log)")
    #expect(changed.cacheHits(of: "sleep 2").allSatisfy { $0 }, "\(changed.log)")
    let dark = try #require(keyed(changed).first, "\(changed.log)")
    #expect(keyed(changed).count == 1 && dark.hasPrefix("site-dark-"), "\(changed.log)")
    #expect(!keyed(cold).contains(dark))
    #expect(changed.pushed.contains("site-dark"), "\(changed.log)")

    try engine.wipe()
    let ran = try engine.docker([
      "run", "--rm", "\(sample.address)/keys/site:7-dark", "cat", "/srv/index.txt",
    ])
    #expect(ran.text == "black\n# more\nA PAGE OF TEXT\n", "\(ran.errors)")
  }

  /// The same by engine buildx, which fetches nothing that is found.
  fileprivate static func onlyWhatChangedByBuildx(_ engine: Engine, _ way: RealWay) throws {
    let sample = try RealSample("keys", on: engine, prefix: "content/buildx-\(way.rawValue)") {
      $0.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: buildx\n")
    }
    try engine.wipe()
    let cold = try sample.perform(way)
    try #require(cold.status == 0, "\(cold.log)")
    #expect(Set(keyed(cold)).count == 6, "\(cold.log)")

    try engine.wipe()
    let warm = try sample.perform(way)
    #expect(warm.status == 0, "\(warm.log)")
    #expect(keyed(warm) == [], "\(warm.log)")
    expectOnlyTheApp(warm)

    try engine.wipe()
    try sample.add("# more\n", to: "site/themes/dark.txt")
    let changed = try sample.perform(way)
    #expect(changed.status == 0, "\(changed.log)")
    #expect(changed.cacheHits(of: "sleep 3").contains(false), "\(changed.log)")
    #expect(Set(keyed(changed)).count == 1, "\(changed.log)")

    try engine.wipe()
    for (theme, text) in [("dark", "black\n# more\n"), ("light", "white\n")] {
      let ran = try engine.docker([
        "run", "--rm", "\(sample.address)/keys/site:7-\(theme)", "cat", "/srv/index.txt",
      ])
      #expect(ran.text == text + "A PAGE OF TEXT\n", "\(ran.errors)")
    }
  }

  /// Its own key is of a stage alone, which it takes from there.
  private static func expectOnlyTheApp(_ outcome: RealSample.Outcome) {
    #expect(outcome.cacheHits(of: "sleep 3") == [], "\(outcome.log)")
    #expect(outcome.cacheHits(of: "sleep 1") == [], "\(outcome.log)")
    let hits = outcome.cacheHits(of: "sleep 2")
    #expect(!hits.isEmpty && hits.allSatisfy { $0 }, "\(outcome.log)")
  }

  /// Pushed tags that end in a key.
  private static func keyed(_ outcome: RealSample.Outcome) -> [String] {
    outcome.pushed.filter { $0.wholeMatch(of: /.+-[0-9a-f]{16}/) != nil }
  }
}

extension CacheTests.Engine12 {
  @Test(arguments: RealWay.allCases, ["0", "1"])
  func onlyWhatChanged(_ way: RealWay, _ buildKit: String) throws {
    guard let engine = try Engine.find("test-12") else { return }
    try KeyTests.onlyWhatChanged(engine, way, buildKit: buildKit)
  }
}

extension CacheTests.Engine13 {
  @Test(arguments: RealWay.allCases)
  func onlyWhatChanged(_ way: RealWay) throws {
    guard let engine = try Engine.find("test-13") else { return }
    try KeyTests.onlyWhatChanged(engine, way)
  }

  @Test(arguments: RealWay.allCases)
  func onlyWhatChangedByBuildx(_ way: RealWay) throws {
    guard let engine = try Engine.find("test-13") else { return }
    try KeyTests.onlyWhatChangedByBuildx(engine, way)
  }
}
