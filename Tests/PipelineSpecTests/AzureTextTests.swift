import PipelineSpec
import Testing

/// What an agent finds in a text: by its bytes, never by what a reader sees as one character.
@Suite struct AzureTextTests {
  @Test(arguments: [
    ("a$(b)", "$("), ("${{ x }}", "${{"), ("$[x]", "$["), ("##vso[x]", "##vso["),
    ("x ##VSO[task.complete]", "##vso["), ("##Vso[x]", "##vso["), ("##[error]x", "##["),
    ("$(\u{301}x)", "$("), ("e\u{301}$(", "$("), ("日本$(", "$("), ("##vso[\u{20E3}", "##vso["),
    ("a\r\n##[x]", "##["), ("$$(x)", "$("), ("$(", "$("),
  ])
  func whatIsLive(_ text: String, _ opening: String) {
    let all = AzureText.expressions + AzureText.commands
    #expect(AzureText.first(of: all, in: text) == opening)
  }

  @Test(arguments: [
    "", "$", "$ (x)", "$\u{301}(x)", "${x}", "{{x}}", "#vso[", "##vsо[", "##vso", "＄(x)", "##ＶＳＯ[",
  ])
  func whatIsNot(_ text: String) {
    let all = AzureText.expressions + AzureText.commands
    #expect(AzureText.first(of: all, in: text) == nil)
  }
}

/// The one search behind docker's texts and Azure's.
@Suite struct CaselessTextTests {
  @Test(arguments: [
    ("Manifest for X not found", ["manifest for ", " not found"], true),
    (" not found manifest for ", ["manifest for ", " not found"], false),
    ("aab", ["ab"], true), ("aa", ["a", "a"], true), ("a", ["a", "a"], false), ("", [], true),
    ("", ["a"], false), ("É", ["é"], false), ("x", ["X"], true),
  ])
  func partsInOrder(_ text: String, _ parts: [String], _ isHeld: Bool) {
    #expect(CaselessText(text.utf8).holds(parts) == isHeld)
  }

  @Test func bytesThatAreNoText() {
    #expect(CaselessText([0xFF, 0x44, 0xC3]).holds(["d"]))
  }
}
