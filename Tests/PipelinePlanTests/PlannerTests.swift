import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

@Suite struct PlannerTests {
  private let head = "pipegen: 1\nregistry: example.azurecr.io\n"

  @Test func theSmallestSpecIsTheTechnique() {
    let compiled = Compiled(
      head + """
        images:
          app:
            tags: ["${version}"]
            stages:
              builder: { cache: builder }
        parameters:
          version: latest
        """)
    #expect(compiled.faults.isEmpty)
    #expect(
      compiled.commands == [
        "docker pull example.azurecr.io/app:builder",
        "docker build --target builder --build-arg BUILDKIT_INLINE_CACHE=1"
          + " --cache-from example.azurecr.io/app:builder --tag example.azurecr.io/app:builder .",
        "docker build --cache-from example.azurecr.io/app:builder"
          + " --tag example.azurecr.io/app:${version} .",
        "docker push example.azurecr.io/app:${version}",
        "docker push example.azurecr.io/app:builder",
      ])
  }

  @Test func cacheSourcesAreTheMostSpecificFirst() {
    let compiled = Compiled(
      head + "images: { app: { stages: { deps: { cache: a }, build: { cache: b } } } }")
    let builds = compiled.commands.filter { $0.contains(" build ") }
    #expect(builds.count == 3)
    #expect(builds[0].contains("--cache-from example.azurecr.io/app:a --tag"))
    #expect(
      builds[1].contains(
        "--cache-from example.azurecr.io/app:b --cache-from example.azurecr.io/app:a --tag"))
    #expect(
      builds[2].contains(
        "--cache-from example.azurecr.io/app:b --cache-from example.azurecr.io/app:a --tag"))
  }

  /// Of a text in many pieces no more is kept than the text: all its beginnings would be 500 MB.
  @Test func aTextOfManyPiecesIsOneText() {
    let (dollars, names) = (20_000, 7_000)
    let compiled = Compiled(
      head + """
        images:
          app:
            args:
              DOLLARS: "\(String(repeating: "$$a", count: dollars))"
              NAMES: "\(String(repeating: "${image}-", count: names))"
        """)
    guard case .build(let build)? = compiled.plan?.steps.first?.operation else {
      Issue.record("no build")
      return
    }
    let texts = build.arguments.all.map { $0.value.head.string }
    #expect(texts[0] == String(repeating: "$a", count: dollars))
    #expect(texts[1] == String(repeating: "app-", count: names))
  }

  @Test func anImageIsBuiltBehindThoseThatItNames() throws {
    let compiled = Compiled(
      head + """
        images:
          web: { tags: [a], args: { API: "${images.api}" } }
          api: { tags: [b], args: { BASE: "${images.base}" } }
          base:
        """)
    let plan = try #require(compiled.plan)
    #expect(plan.images.map(\.name) == ["base", "api", "web"])
    #expect(plan.images.map(\.needs) == [[], [0], [1]])
    let builds = plan.steps.filter { $0.phase == .build }
    #expect(builds.map(\.needs) == [[], [builds[0].id], [builds[1].id]])
    #expect(compiled.commands[1].contains("BASE=example.azurecr.io/base:pipegen-local"))
    #expect(compiled.commands[2].contains("API=example.azurecr.io/api:b"))
  }

  @Test func anImageWithoutTagsIsNeverPushed() {
    let compiled = Compiled(head + "images: { base: }")
    #expect(
      compiled.commands == ["docker build --tag example.azurecr.io/base:pipegen-local ."])
  }

  @Test func aLoginComesFirstAndIsNeededByWhatReadsTheRegistry() throws {
    let compiled = Compiled(
      """
      pipegen: 1
      registries:
        main: { address: example.azurecr.io/shop, login: { username: ci, passwordEnv: PASSWORD } }
        other: { address: ghcr.io/shop, login: { username: ci, passwordEnv: OTHER } }
      images: { app: { tags: [a], stages: { s: { cache: c } } } }
      """)
    let plan = try #require(compiled.plan)
    #expect(
      compiled.commands[0] == "docker login --username ci --password-stdin example.azurecr.io")
    #expect(compiled.commands.count { $0.contains("login") } == 1)
    #expect(plan.command(of: plan.steps[0]).inputVariable == "PASSWORD")
    #expect(plan.steps[1].needs == [plan.steps[0].id])
  }

  @Test func labelsBelongToTheImageAloneAndArgumentsToEveryBuild() {
    let compiled = Compiled(
      head + "images: { app: { args: { A: x y }, labels: { l: v }, stages: { s: { cache: c } } } }")
    #expect(compiled.commands[1].contains("--build-arg A=x y"))
    #expect(!compiled.commands[1].contains("--label"))
    #expect(compiled.commands[2].contains("--build-arg A=x y --label l=v"))
  }

  @Test func pathsAreOperandsNeverOptionsOrURLs() {
    let compiled = Compiled(
      head + """
        images:
          a: { context: -x, dockerfile: D }
          b: { context: github.com/x }
          c: { context: sub, dockerfile: -D }
        """)
    #expect(
      compiled.commands == [
        "docker build --file ./-x/D --tag example.azurecr.io/a:pipegen-local ./-x",
        "docker build --tag example.azurecr.io/b:pipegen-local ./github.com/x",
        "docker build --file sub/-D --tag example.azurecr.io/c:pipegen-local sub",
      ])
  }

  @Test func namesAreReplacedWhereTheyAreKnown() {
    let compiled = Compiled(
      head + """
        images:
          team/app:
            context: "src/${image}"
            args: { REPOSITORY: "${repository}", PRICE: "$$5 ${image}" }
            stages: { build: { cache: "cache-${stage}" } }
        """)
    #expect(compiled.faults.isEmpty)
    #expect(compiled.commands[0] == "docker pull example.azurecr.io/team/app:cache-build")
    #expect(
      compiled.commands[2].hasPrefix(
        "docker build --build-arg REPOSITORY=example.azurecr.io/team/app"
          + " --build-arg PRICE=$5 team/app"))
    #expect(compiled.commands[2].hasSuffix(" src/team/app"))
  }

  @Test func aCycleIsNamedWithItsWholePath() {
    let compiled = Compiled(
      head + """
        images:
          a: { args: { X: "${images.b}" } }
          b: { args: { X: "${images.c}" } }
          c: { args: { X: "${images.a}" } }
        """)
    #expect(
      compiled.faults == ["6:20 cycle: images need each other: 'a' needs 'b' needs 'c' needs 'a'"])
  }

  @Test func aChainOfTenThousandImagesIsOrdered() throws {
    let images = (0..<10_000).map { index in
      index == 9_999 ? "  i\(index):" : "  i\(index): { args: { X: \"${images.i\(index + 1)}\" } }"
    }
    let plan = try #require(
      Compiled(head + "images:\n" + images.joined(separator: "\n")).plan)
    #expect(plan.images.first?.name == "i9999")
    #expect(plan.images.last?.name == "i0")
  }

  @Test func faultsOfDecodingAndPlanningComeInOneRun() {
    let compiled = Compiled(head + "images: { app: { tags: [\"${verson}\"], tagz: [] } }")
    #expect(
      compiled.faults == [
        "3:26 unknown-variable: unknown name 'verson'",
        "3:39 unknown-key: unknown key 'tagz' in image",
      ])
    #expect(compiled.plan == nil)
  }

  @Test func aTagKnownOnlyLaterIsARuleForTheRun() throws {
    let plan = try #require(
      Compiled(
        head + """
          parameters: { version: x }
          images: { app: { tags: [stable, "v${version}"], stages: { s: { cache: c } } } }
          """
      ).plan)
    #expect(plan.tagRules.map(\.tag.description) == ["v${version}"])
    #expect(plan.tagRules.map(\.taken) == [["c"]])
  }

  /// What may become the same tag, told by the words alone.
  @Test(arguments: [
    ("${a}", "${b}", true), ("${a}", "${a}-x", false), ("x-${a}", "y-${b}", false),
    ("${a}-x", "${b}-y", false), ("${a}-1.23", "${a}-1.24", false), ("${a}${b}", "${a}", true),
    ("v${a}", "v${b}-x", true), ("v${a}-x", "${b}", true),
  ])
  func tagsThatMayBecomeOne(_ first: String, _ second: String, _ may: Bool) throws {
    let plan = try #require(
      Compiled(
        head + """
          parameters: { a: {}, b: {} }
          images:
            one: { repository: shop, tags: ["\(first)"] }
            two: { repository: shop, tags: ["\(second)"] }
          """
      ).plan)
    #expect(plan.tagRules.map(\.taken).map { $0.map(\.description) } == [[], may ? [first] : []])
  }

  /// Also where only one of several registries is the same.
  @Test func tagsOfASecondRegistry() {
    let spec = """
      pipegen: 1
      registries: { a: a.example.com, b: b.example.com }
      parameters: { v: {}, w: {} }
      images:
        one: { repository: shop, registries: [a, b], tags: [TAG], context: one }
        two: { repository: shop, registries: [b], tags: [OTHER] }
      """
    let clash = Compiled(spec.replacing("TAG", with: "x").replacing("OTHER", with: "x"))
    #expect(clash.faults == ["6:52 clash: 'b.example.com/shop:x' is written twice"])
    let open = Compiled(
      spec.replacing("TAG", with: "\"${v}\"").replacing("OTHER", with: "\"${w}\""))
    #expect(open.plan?.tagRules.map(\.taken).map { $0.map(\.description) } == [[], ["${v}"]])
  }

  /// One image may have a tag twice: `${git.describe}` is `${git.tag}` where there is one.
  @Test func tagsOfOneImageThatMayBecomeOne() throws {
    let plan = try #require(
      Compiled(
        head + """
          parameters: { a: {}, b: {}, c: {} }
          lanes: { main: { events: [push], push: [images] } }
          images: { app: { tags: ["${a}", "${b}", { tag: "${c}", lanes: [main] }] } }
          """
      ).plan)
    let taken = plan.tagRules.map { $0.taken.map(\.description) }
    #expect(taken == [[], [], []])
  }
}
