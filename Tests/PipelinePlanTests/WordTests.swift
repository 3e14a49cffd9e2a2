import PipelinePlan
import PipelineSpec
import Testing

@Suite struct WordTests {
  private let version = Variable(name: "version")

  @Test func neighbouringLiteralsBecomeOne() {
    let word = Word([.literal("a"), .literal(""), .literal("b"), .variable(version)])
    #expect(word.fragments == [.literal("ab"), .variable(version)])
    #expect(Word([Word.Fragment]()) == Word(literal: ""))
    #expect(Word([.literal("a")]) == "a")
    #expect(
      ("a:" as Word) + Word([.variable(version)]) == Word([.literal("a:"), .variable(version)]))
  }

  @Test func holesAreFilledOrTheWordIsNotKnown() {
    let word = Word([.literal("a:"), .variable(version)])
    #expect(word.resolved([version: "1 2"]) == "a:1 2")
    #expect(word.resolved([:]) == nil)
    #expect(word.literal == nil)
    #expect(word.description == "a:${version}")
  }

  @Test(arguments: [
    ("version", "PIPEGEN_VERSION"), ("imageVersion", "PIPEGEN_IMAGE_VERSION"),
    ("snake_case", "PIPEGEN_SNAKE_CASE"), ("go2Version", "PIPEGEN_GO2_VERSION"),
    ("URL", "PIPEGEN_URL"), ("git.shortCommit", "PIPEGEN_GIT_SHORT_COMMIT"),
  ])
  func aVariableHasOneNameInEveryBackEnd(name: String, environment: String) {
    #expect(Variable(name: name).environmentName == environment)
  }
}
