import PipelineSpec

/// A name of ASCII letters, digits and `_`, which needs no quotes anywhere.
struct Identifier: Sendable, BitwiseCopyable {
  let text: Text
}

/// Identifiers none of which is used twice.
struct Identifiers {
  /// In small letters.
  private var taken: Set<Text>
  /// The last number that was put behind a name, which is in small letters.
  private var numbers: [Text: Int] = [:]
  /// Those of the name at hand.
  private var bytes: [UInt8] = []

  /// About so many names.
  init(count: Int) { taken = Set(minimumCapacity: count) }

  /// Names beside those of `taken`, which are small letters.
  init(beside taken: Set<String>) { self.taken = Set(taken.map { Text($0) }) }

  /// A name like `prefix` and `text` that nothing else has, not even by other letters' case.
  mutating func take(_ text: Text, behind prefix: Text = "") -> Identifier {
    spell(text, behind: prefix)
    let base = Text(utf8: bytes[...])
    let folded = folded(base)
    if taken.insert(folded).inserted { return Identifier(text: base) }
    var number = numbers[folded] ?? 1
    repeat { number += 1 } while !taken.insert(folded + Text("_\(number)")).inserted
    numbers[folded] = number
    return Identifier(text: base + Text("_\(number)"))
  }

  /// `base`, which was just spelled, in small letters.
  private mutating func folded(_ base: Text) -> Text {
    guard bytes.contains(where: \.isCapital) else { return base }
    for index in bytes.indices where bytes[index].isCapital { bytes[index] |= 0x20 }
    return Text(utf8: bytes[...])
  }

  /// Makes `bytes` those of both with `_` for what no name may hold; what is long is cut off.
  private mutating func spell(_ text: Text, behind prefix: Text) {
    let line = UInt8(ascii: "_")
    bytes.removeAll(keepingCapacity: true)
    var rest = 80
    let pieces: InlineArray<2, Text> = [prefix, text]
    for index in pieces.indices {
      let piece = pieces[index]
      for position in 0..<min(piece.count, rest) {
        let byte = piece.utf8[position]
        if byte.isInShellName, byte != line {
          bytes.append(byte)
        } else if bytes.last ?? line != line {
          bytes.append(line)
        }
      }
      rest -= min(piece.count, rest)
    }
    if bytes.last == line { bytes.removeLast() }
    guard let first = bytes.first else { return bytes += "image".utf8 }
    if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
      bytes.insert(contentsOf: "image_".utf8, at: 0)
    }
  }
}

extension UInt8 {
  fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
