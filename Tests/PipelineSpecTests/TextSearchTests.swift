import PipelineSpec
import Testing

@Suite struct TextSearchTests {
  @Test(
    arguments: [
      ("sha256:ab", "sha256:", 0), ("x sha256:ab", "sha256:", 2), ("aab", "ab", 1), ("é/", "/", 2),
      ("a", "", 0),
      ("ab", "abc", nil), ("", "a", nil), ("abab", "ba ", nil),
    ] as [(String, String, Int?)])
  func aPartIsFoundByItsBytes(_ text: String, _ part: String, _ offset: Int?) {
    let place = text[...].place(of: part)
    let start = place?.lowerBound
    #expect(start.map { text.utf8.distance(from: text.startIndex, to: $0) } == offset)
    #expect(place.map { text[$0].utf8.elementsEqual(part.utf8) } ?? true)
    #expect(text.holds(part) == (offset != nil))
    #expect(
      text.dropFirst().holds(part)
        == text.utf8.dropFirst(text.first?.utf8.count ?? 0).holds(part.utf8))
  }
}

extension Sequence<UInt8> {
  /// As slow as it is plain.
  fileprivate func holds(_ part: String.UTF8View) -> Bool {
    let bytes = Array(self)
    return (0...bytes.count).contains { bytes[$0...].starts(with: part) }
  }
}
