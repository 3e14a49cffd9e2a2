import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

@Suite struct SuggestionTests {
  private let keys = ["context", "dockerfile", "target", "args", "tags"]

  @Test(arguments: [
    ("contxt", "context"), ("dockerFile", "dockerfile"), ("tag", "tags"), ("tagret", "target"),
    ("arg", "args"), ("TAGS", "tags"),
  ])
  func aSlipIsRecognised(word: String, meant: String) {
    #expect(Suggestion.nearest(to: word, in: keys) == meant)
  }

  @Test(arguments: ["version", "", "x", "dockerfilecontext"])
  func somethingElseIsNot(word: String) {
    #expect(Suggestion.nearest(to: word, in: keys) == nil)
  }
}

@Suite struct GrammarTests {
  @Test(arguments: [
    ("latest", true), ("v1.2.3-rc_1", true), ("_x", true),
    (String(repeating: "a", count: 128), true),
    (String(repeating: "a", count: 129), false), ("", false), (".x", false), ("-x", false),
    ("a/b", false), ("é", false), ("e\u{301}", false), ("a\n", false), ("1٣", false),
    ("a+b", false),
  ])
  func tags(text: String, isLegal: Bool) {
    #expect((Grammar.tag.fault(in: text) == nil) == isLegal)
  }

  @Test(arguments: [
    ("app", true), ("team/app", true), ("a-b.c_d/e__f", true), ("App", false), ("a//b", false),
    ("/a", false), ("a/", false), ("-a", false), ("a-", false), ("a/.b", false), ("ä", false),
  ])
  func repositories(text: String, isLegal: Bool) {
    #expect((Grammar.repository.fault(in: text) == nil) == isLegal)
  }

  @Test(arguments: [
    ("example.azurecr.io", true), ("localhost", true), ("localhost:5000", true),
    ("127.0.0.1:5000/shop/x", true), ("docker.io/library", true), ("registry:5000", true),
    ("shop", false), ("shop/app", false), ("https://example.com", false), ("example.com/", false),
    ("example.com:", false), ("example.com:65536", false), ("example.com:5000:1", false),
    ("example..com", false), ("-a.com", false), ("example.com/Shop", false), ("a.b@c", false),
  ])
  func registryAddresses(text: String, isLegal: Bool) {
    #expect((Grammar.registryAddress.fault(in: text) == nil) == isLegal)
  }
}

@Suite struct ScalarTests {
  private func azure(timeout: String) -> Compiled {
    Compiled(
      """
      pipegen: 1
      registry: example.azurecr.io
      images: { app: }
      outputs: { azure: { timeout: \(timeout) } }
      """)
  }

  @Test(arguments: [
    ("90s", 90), ("30m", 1800), ("1h30m", 5400), ("1h1s", 3601), ("168h", 604_800), ("\"5m\"", 300),
  ])
  func durations(text: String, seconds: Int) {
    #expect(azure(timeout: text).pipeline?.outputs.azure.first?.timeout == .seconds(seconds))
  }

  @Test(arguments: [
    "90", "1.5h", "-1m", "0s", "m", "30m1h", "1m1m", "169h", "1e3s", "٣m", "1h ", "999999999999h",
  ])
  func noDurations(text: String) {
    let quoted = "\"\(text)\""
    #expect(
      azure(timeout: quoted).faults == ["4:30 invalid-value: '\(text)' is not a duration"])
  }

  @Test(arguments: ["1.10", "0755", "no", "12:30:45", "1e3", "~", "null", "0x1F", "true"])
  func aScalarIsTheTextThatWasWritten(text: String) {
    let compiled = Compiled(
      """
      pipegen: 1
      registry: example.azurecr.io
      images: { app: { args: { A: \(text) } } }
      """)
    #expect(compiled.pipeline?.images.first?.args.first?.value.literal == text)
  }

  @Test func aTextMayNotHoldNUL() {
    let compiled = Compiled(
      """
      pipegen: 1
      registry: example.azurecr.io
      images: { app: { args: { A: "a\\0b" } } }
      """)
    #expect(
      compiled.faults == ["3:29 invalid-value: the text holds NUL, which no program can be given"])
  }
}

@Suite struct InterpolationTests {
  private func faults(_ value: String) -> [String] {
    Compiled(
      """
      pipegen: 1
      registry: example.azurecr.io
      images: { app: { args: { A: \(value) } } }
      """
    ).faults
  }

  /// The value begins in column 29.
  @Test(arguments: [
    (#""x ${foo}""#, "3:32"), ("'日本 ${foo}'", "3:33"), (#""é e\#u{301} ${foo}""#, "3:35"),
    (#""\t${foo}""#, "3:29"),
  ])
  func aNameIsFoundAtItsVeryColumn(value: String, place: String) {
    #expect(faults(value) == ["\(place) unknown-variable: unknown name 'foo'"])
  }

  @Test(arguments: [
    ("$$", "$"), ("$${x}", "${x}"), ("$", "$"), ("a$b", "a$b"), ("$$$$", "$$"), ("$$$", "$$"),
    ("$x ${image}", "$x app"), ("{}", "{}"), ("}", "}"),
  ])
  func aDollarIsADollar(text: String, meaning: String) throws {
    let compiled = Compiled(
      """
      pipegen: 1
      registry: example.azurecr.io
      images: { app: { args: { A: "\(text)" } } }
      """)
    let plan = try #require(compiled.plan)
    let words = plan.command(of: plan.steps[0]).words.map(\.description)
    #expect(words.contains("A=\(meaning)"))
  }
}
