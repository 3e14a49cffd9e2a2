import PipelinePlan
import PipelineSpec
import Testing

@Suite struct KeptListTests {
  @Test func itIsWhatItWasMadeOf() {
    for count in 0..<20 {
      let list = KeptList(Array(0..<count))
      #expect(Array(list) == Array(0..<count))
      #expect(list.count == count)
      #expect(list.isEmpty == (count == 0))
      #expect(list == KeptList(Array(0..<count)))
      #expect(list != KeptList(Array(0...count)))
    }
    #expect(KeptList([1, 2]) != [2, 1])
    #expect(Set([KeptList([1, 2]), [1, 2], [1]]).count == 2)
  }

  @Test func wordsOfOneListAreTheirOwn() {
    let words: KeptList<Word> = ["a", Word([.variable(Variable(name: "v"))]), "b"]
    #expect(words.map(\.description) == ["a", "${v}", "b"])
  }
}
