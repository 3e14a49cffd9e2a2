import TestSupport
import Testing

/// The technique itself: a wiped engine gets its slow stage from the registry.
enum CacheTests {
  private static let slowStep = "sleep 3"

  /// Runs hello cold, wipes the engine, runs it again: the slow step has to be cached.
  static func secondRunIsCached(
    _ engine: Engine, _ way: RealWay, buildKit: String?, prefix: String,
    edit: (String) -> String = { $0 }
  ) throws {
    let hello = try RealSample("hello", on: engine, prefix: prefix, edit: edit)
    let cold = try hello.perform(way, buildKit: buildKit)
    try #require(cold.status == 0, "\(cold.log)")
    #expect(cold.cacheHits(of: slowStep).first == false, "\(cold.log)")
    try engine.wipe()
    let warm = try hello.perform(way, buildKit: buildKit)
    #expect(warm.status == 0, "\(warm.log)")
    let hits = warm.cacheHits(of: slowStep)
    #expect(!hits.isEmpty && hits.allSatisfy { $0 }, "\(warm.log)")
    if engine.rebuildsAlike {
      #expect(warm.log.contains("deps is as it was pulled"), "\(warm.log)")
    }
    try engine.wipe()
    let ran = try engine.docker(["run", "--rm", "\(hello.address)/hello:7"])
    #expect(ran.status == 0 && ran.text.contains("hello"), "\(ran.text)\(ran.errors)")
  }

  /// Debian 12's engine: the classic builder and the BuildKit that is built in.
  @Suite(.serialized) struct Engine12 {
    @Test(arguments: RealWay.allCases, ["0", "1"])
    func secondRunIsCached(_ way: RealWay, _ buildKit: String) throws {
      guard let engine = try Engine.find("test-12") else { return }
      try CacheTests.secondRunIsCached(
        engine, way, buildKit: buildKit, prefix: "cache/\(way.rawValue)-\(buildKit)")
    }

    @Test(arguments: [RealWay.script, .run])
    func begun(_ way: RealWay) throws {
      try InitTests.secondRunIsCached(Engine.find("test-12"), way)
    }

    @Test(arguments: RealWay.allCases, ["0", "1"])
    func names(_ way: RealWay, _ buildKit: String) throws {
      try FamilyTests.namesAreLent(Engine.find("test-12"), way, buildKit: buildKit)
    }

    @Test(arguments: RealWay.allCases)
    func secrets(_ way: RealWay) throws {
      try FamilyTests.secretIsNowhere(Engine.find("test-12"), way)
    }

    @Test func buildsAtOnce() throws {
      try LayerSharingTests.buildsAtOnce(Engine.find("test-12"), buildKit: "1")
    }

    @Test func noEngine() throws {
      try FaultTests.noEngine(Engine.find("test-12"))
    }

    @Test(arguments: RealWay.allCases)
    func deadRegistry(_ way: RealWay) throws {
      try FaultTests.deadRegistry(Engine.find("test-12"), way)
    }
  }

  /// Debian 13's engine: what people run today, with the containerd image store.
  @Suite(.serialized) struct Engine13 {
    @Test(arguments: RealWay.allCases)
    func secondRunIsCached(_ way: RealWay) throws {
      guard let engine = try Engine.find("test-13") else { return }
      try CacheTests.secondRunIsCached(
        engine, way, buildKit: nil, prefix: "cache/\(way.rawValue)")
    }

    @Test(arguments: [RealWay.script, .run])
    func begun(_ way: RealWay) throws {
      try InitTests.secondRunIsCached(Engine.find("test-13"), way)
    }

    @Test(arguments: RealWay.allCases)
    func names(_ way: RealWay) throws {
      try FamilyTests.namesAreLent(Engine.find("test-13"), way, buildKit: "1")
    }

    @Test(arguments: RealWay.allCases)
    func secrets(_ way: RealWay) throws {
      try FamilyTests.secretIsNowhere(Engine.find("test-13"), way)
    }

    @Test(arguments: RealWay.allCases)
    func agent(_ way: RealWay) throws {
      try AgentTests.isMounted(Engine.find("test-13"), way)
    }

    @Test(arguments: RealWay.allCases)
    func contexts(_ way: RealWay) throws {
      try FamilyTests.contexts(Engine.find("test-13"), "buildx", way)
    }

    @Test func monorepo() throws {
      guard let engine = try Engine.find("test-13") else { return }
      try MonorepoTests.secondRunIsCached(engine, buildKit: nil, prefix: "shop13", password: nil)
    }

    @Test func buildsAtOnce() throws {
      try LayerSharingTests.buildsAtOnce(Engine.find("test-13"), buildKit: nil)
    }
  }

  /// A registry that wants a login.
  @Suite(.serialized) struct EngineWithLogin {
    @Test(arguments: ["0", "1"])
    func monorepo(_ buildKit: String) throws {
      guard let engine = try Engine.find("test-login") else { return }
      try MonorepoTests.secondRunIsCached(
        engine, buildKit: buildKit, prefix: "shop\(buildKit)", password: engine.password)
    }

    @Test(arguments: RealWay.allCases)
    func wrongPassword(_ way: RealWay) throws {
      try FaultTests.wrongPassword(Engine.find("test-login"), way)
    }

    @Test(arguments: RealWay.allCases)
    func noPassword(_ way: RealWay) throws {
      try FaultTests.noPassword(Engine.find("test-login"), way)
    }
  }
}

/// Six images, one built from another, with a login.
enum MonorepoTests {
  static let variable = "SHOP_REGISTRY_PASSWORD"

  /// Each run by another way, each on a wiped engine: all three share one cache.
  static func secondRunIsCached(
    _ engine: Engine, buildKit: String?, prefix: String, password: String?,
    edit: (String) -> String = { $0 }
  ) throws {
    let shop = try RealSample("monorepo", on: engine, prefix: prefix, edit: edit)
    var variables: [String: String] = [:]
    variables[variable] = password
    let cold = try shop.perform(.script, buildKit: buildKit, variables: variables)
    try #require(cold.status == 0, "\(cold.log)")
    #expect(cold.cacheHits(of: "sleep 1").contains(false), "\(cold.log)")
    for way in [RealWay.run, .azure] {
      try engine.wipe()
      let warm = try shop.perform(way, buildKit: buildKit, variables: variables)
      #expect(warm.status == 0, "\(warm.log)")
      let hits = warm.cacheHits(of: "sleep 1")
      #expect(hits.count >= 3 && hits.allSatisfy { $0 }, "\(way): \(warm.log)")
      #expect(!warm.log.contains(password ?? "no password"))
    }
  }
}
