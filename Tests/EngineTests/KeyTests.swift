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

  /// One input after the other is changed, and a run says which; the first cache image is made by
  /// `first`.
  fileprivate static func saysWhatChanged(
    _ engine: Engine, first way: RealWay, buildKit: String? = nil,
    edit: (String) -> String = { $0 }
  ) throws {
    let name = "reason/\(way.rawValue)-\(buildKit ?? "own")"
    let sample = try RealSample("keys", on: engine, prefix: name, edit: edit)
    try engine.wipe()
    let cold = try sample.perform(way, buildKit: buildKit)
    try #require(cold.status == 0, "\(cold.log)")
    var variables: [String: String] = way == .azure ? ["BUILD_FLAGS": "-O2 -g"] : [:]
    func expect(_ reason: String?, rebuilt: Bool) throws {
      try engine.wipe()
      let outcome = try sample.perform(
        .run, buildKit: buildKit, variables: variables, images: ["base", "app"])
      #expect(outcome.status == 0, "\(outcome.log)")
      let told = outcome.lines(with: "missed its cache")
      #expect(told.count == (reason == nil ? 0 : 1), "\(outcome.log)")
      #expect(
        reason.map { told.first?.hasSuffix(" was made \($0)") ?? false } ?? true,
        "\(told)")
      // The label costs no layer: what was built once, the later builds take from there.
      let hits = outcome.cacheHits(of: "sleep 2")
      #expect(hits.count > 1 && hits.count { !$0 } == (rebuilt ? 1 : 0), "\(outcome.log)")
    }
    try expect(nil, rebuilt: false)
    try sample.add("# more\n", to: "app/deps.txt")
    try expect("deps.txt changed", rebuilt: true)
    try sample.add("# more\n", to: "app/lock/deps.lock")
    try expect("lock/deps.lock changed", rebuilt: true)
    try sample.replace("sleep 2 &&", in: "app/Dockerfile", with: "sleep 2 && true &&")
    try expect("Dockerfile changed", rebuilt: true)
    variables["BUILD_FLAGS"] = "-O1"
    // Another stage takes it: a key does not know that, the builder does.
    try expect(
      way == .azure ? "ARG FLAGS it's -O2 -g -> it's -O1" : "ARG FLAGS is new", rebuilt: false)
    variables["BUILD_FLAGS"] = "-O3"
    try expect("ARG FLAGS it's -O1 -> it's -O3", rebuilt: false)
    try sample.add("# more\n", to: "base/packages.txt")
    try expect("base image \(sample.address)/keys/base moved", rebuilt: true)
    try expect(nil, rebuilt: false)
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

  @Test(arguments: [(RealWay.script, "0"), (.azure, "1")])
  func saysWhatChanged(_ first: (way: RealWay, buildKit: String)) throws {
    guard let engine = try Engine.find("test-12") else { return }
    try KeyTests.saysWhatChanged(engine, first: first.way, buildKit: first.buildKit)
  }
}

extension CacheTests.Engine13 {
  @Test(arguments: RealWay.allCases)
  func onlyWhatChanged(_ way: RealWay) throws {
    guard let engine = try Engine.find("test-13") else { return }
    try KeyTests.onlyWhatChanged(engine, way)
  }

  @Test func saysWhatChanged() throws {
    guard let engine = try Engine.find("test-13") else { return }
    try KeyTests.saysWhatChanged(engine, first: .run)
  }

  @Test func saysWhatChangedByBuildx() throws {
    guard let engine = try Engine.find("test-13") else { return }
    try KeyTests.saysWhatChanged(engine, first: .script) {
      $0.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: buildx\n")
    }
  }

  @Test(arguments: RealWay.allCases)
  func onlyWhatChangedByBuildx(_ way: RealWay) throws {
    guard let engine = try Engine.find("test-13") else { return }
    try KeyTests.onlyWhatChangedByBuildx(engine, way)
  }
}
