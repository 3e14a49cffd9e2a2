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

  @Test func itHasOnlyTheValuesThatAreGiven() {
    let even = KeptList(upTo: 10) { $0.isMultiple(of: 2) ? $0 : nil }
    #expect(even == [0, 2, 4, 6, 8])
    #expect(KeptList<Int>(upTo: 10) { _ in nil }.isEmpty)
    #expect(KeptList<Int>(upTo: 0) { $0 } == KeptList())
    #expect(KeptList(only: 7) == [7])
  }

  @Test func aBuilderMakesOneListAfterAnother() {
    var builder = KeptListBuilder<Int>()
    var lists: [KeptList<Int>] = []
    for count in [3, 0, 1, 5, 2] {
      #expect(!builder.contains(0))
      builder.append(contentsOf: 0..<count)
      #expect(builder.contains(4) == (count == 5))
      lists.append(builder.finish())
    }
    #expect(lists == [[0, 1, 2], [], [0], [0, 1, 2, 3, 4], [0, 1]])
  }

  @Test func wordsOfOneListAreTheirOwn() {
    let words: KeptList<Word> = ["a", Word([.variable(Variable(name: "v"))]), "b"]
    #expect(words.map(\.description) == ["a", "${v}", "b"])
  }
}
