/// Masks secrets in a stream of bytes, wherever the stream is cut.
///
/// The second line of defence: nothing that pipegen starts is told a secret on its command line.
/// Each contiguous stretch that holds a secret, in any of its spellings, becomes `***`.
struct Redactor {
  /// Secrets in all their spellings.
  struct Patterns: Sendable {
    /// Shorter ones would mask ordinary words.
    static let minimum = 4

    /// By their first byte, the longest first.
    private let texts: [[[UInt8]]]
    /// Whether a secret begins with this byte, and whether with these two.
    private let firsts: [Bool]
    private let pairs: [Bool]
    let isEmpty: Bool

    init(_ secrets: [Secret]) {
      let all = secrets.flatMap { Spellings.all(of: $0.bytes) }.filter { $0.count >= Self.minimum }
      var texts = Array(repeating: [[UInt8]](), count: 256)
      for text in Set(all).sorted(by: { $0.count > $1.count }) { texts[Int(text[0])].append(text) }
      self.texts = texts
      firsts = texts.map { !$0.isEmpty }
      var pairs = Array(repeating: false, count: all.isEmpty ? 0 : 1 << 16)
      for text in all { pairs[Int(text[0]) << 8 | Int(text[1])] = true }
      self.pairs = pairs
      isEmpty = all.isEmpty
    }

    /// The first byte from `start` on with which a secret can begin; the end where none is.
    fileprivate func begin(in bytes: [UInt8], from start: Int) -> Int {
      unsafe pairs.withUnsafeBufferPointer { pairs in
        unsafe bytes.withUnsafeBufferPointer { bytes in
          let last = bytes.count &- 1
          var index = start
          while index < last {
            if unsafe pairs[Int(bytes[index]) &<< 8 | Int(bytes[index &+ 1])] { return index }
            index &+= 1
          }
          if index == last, unsafe !firsts[Int(bytes[last])] { return bytes.count }
          return index
        }
      }
    }

    /// The longest secret at the beginning of `bytes`, which are some, if any, and whether more bytes
    /// could make a longer one.
    fileprivate func match(_ bytes: ArraySlice<UInt8>) -> (length: Int, isUndecided: Bool) {
      var isUndecided = false
      for text in texts[Int(bytes[bytes.startIndex])] {
        if bytes.count >= text.count {
          if bytes.starts(with: text) { return (text.count, isUndecided) }
        } else if text.starts(with: bytes) {
          isUndecided = true
        }
      }
      return (0, isUndecided)
    }
  }

  private let patterns: Patterns
  /// The end of what has come, as it may be the beginning of a secret.
  private var held: [UInt8] = []
  /// So many of the held bytes belong to a secret already.
  private var masked = 0
  /// Whether the last byte that was dealt with belongs to one: its neighbour needs no second mask.
  private var endsInMask = false
  private static let mask = Array("***".utf8)

  init(_ patterns: Patterns) { self.patterns = patterns }

  /// What is known to be fit to be seen, now that `bytes` came.
  mutating func append(_ bytes: [UInt8]) -> [UInt8] {
    if patterns.isEmpty { return bytes }
    return scan(held.isEmpty ? bytes : held + bytes, isEnd: false)
  }

  /// The rest, at the end of the stream.
  mutating func finish() -> [UInt8] { scan(held, isEnd: true) }

  private mutating func scan(_ bytes: [UInt8], isEnd: Bool) -> [UInt8] {
    var shown: [UInt8] = []
    // Up to here all is secret and has its mask, if there is one.
    var end = masked
    var hasMask = endsInMask
    // Up to here all is shown or masked.
    var done = masked
    var position = 0
    while true {
      position = patterns.begin(in: bytes, from: position)
      guard position < bytes.count else { break }
      let match = patterns.match(bytes[position...])
      if match.isUndecided, !isEnd { break }
      if match.length > 0 {
        if position > end || !hasMask { shown += bytes[done..<position] + Self.mask }
        end = max(end, position + match.length)
        done = end
        hasMask = true
      }
      position += 1
    }
    if done < position { shown += bytes[done..<position] }
    held = Array(bytes[position...])
    masked = max(0, end - position)
    endsInMask = hasMask && end >= position
    return shown
  }
}

extension Redactor.Patterns {
  /// `text` without secrets.
  func masked(_ text: String) -> String {
    if isEmpty { return text }
    var redactor = Redactor(self)
    let shown = redactor.append(Array(text.utf8)) + redactor.finish()
    return String(decoding: shown, as: UTF8.self)
  }
}
