import PipelineSpec
import Synchronization

/// Where a build got the layers of one stage from.
public struct LayerUse: Hashable, Sendable {
  /// As in the Dockerfile; empty for a last one without a name.
  public let stage: String
  /// The builder had them.
  public internal(set) var found = 0
  /// They came out of a registry's cache.
  public internal(set) var fetched = 0
  /// They were made anew.
  public internal(set) var built = 0
}

/// A builder's output, as it comes.
final class LayerReader: Sendable {
  private let output = Mutex(BuilderOutput())

  /// Takes whole lines.
  func read(_ lines: [UInt8]) { output.withLock { $0.read(lines) } }

  /// By stages; `isDone` where the build has succeeded.
  func use(isDone: Bool) -> [LayerUse] { output.withLock { $0.use(isDone: isDone) } }
}

/// Reads off a builder's output what became of each instruction: BuildKit's plain output, that of
/// docker's classic builder, and buildah's.
struct BuilderOutput {
  private enum Fate {
    case open, found, fetched, built
  }

  private struct Layer {
    let stage: String
    var fate = Fate.open
  }

  private var layers: [Layer] = []
  /// BuildKit's numbers of steps, and their layers.
  private var numbers: [Substring: Int] = [:]
  /// Of a builder that does one after the other.
  private var stage: String?
  private var current: Int?
  /// What is longer is a line of a command's.
  private static let limit = 512

  /// Takes whole lines.
  mutating func read(_ lines: [UInt8]) {
    lines.forEachLine { range in
      let line = lines[range].prefix(Self.limit)
      guard Self.mayTell(line) else { return }
      let text = Substring(String(decoding: line, as: UTF8.self))
      if text.hasPrefix("#") { readBuildKit(text.dropFirst()) } else { readSerial(text) }
    }
  }

  /// By stages, in the order in which they come; `isDone` where the build has succeeded.
  func use(isDone: Bool) -> [LayerUse] {
    var uses: [LayerUse] = []
    for (index, layer) in layers.enumerated() {
      var fate = layer.fate
      // The classic builder does not say that it made a layer.
      if fate == .open, numbers.isEmpty, isDone || index != current { fate = .built }
      guard fate != .open else { continue }
      let position = uses.firstIndex { $0.stage == layer.stage } ?? uses.count
      if position == uses.count { uses.append(LayerUse(stage: layer.stage)) }
      switch fate {
      case .open: break
      case .found: uses[position].found += 1
      case .fetched: uses[position].fetched += 1
      case .built: uses[position].built += 1
      }
    }
    return uses
  }

  /// Whether the line is not just what a command wrote: most are, and no text is made of those.
  private static func mayTell(_ line: ArraySlice<UInt8>) -> Bool {
    switch line.first {
    case UInt8(ascii: "#"):
      guard let blank = line.prefix(16).firstIndex(of: UInt8(ascii: " ")) else { return false }
      switch line[blank...].dropFirst().first {
      case UInt8(ascii: "["), UInt8(ascii: "C"), UInt8(ascii: "D"), UInt8(ascii: "e"),
        UInt8(ascii: "s"):
        return true
      case _: return false
      }
    case UInt8(ascii: "S"), UInt8(ascii: "["), UInt8(ascii: " "), UInt8(ascii: "-"): return true
    case _: return false
    }
  }
}

extension BuilderOutput {
  /// `8 [builder 2/3] RUN make`, then `8 CACHED`, or `8 DONE 0.1s`, behind `8 sha256:… 1MB / 3MB` and
  /// `8 extracting …` of a layer that is fetched.
  private mutating func readBuildKit(_ line: Substring) {
    guard let blank = line.firstIndex(of: " ") else { return }
    let number = line[..<blank]
    let text = line[line.index(after: blank)...]
    guard let layer = numbers[number] else {
      guard let stage = Self.stage(of: text) else { return }
      numbers[number] = layers.count
      layers.append(Layer(stage: stage))
      return
    }
    guard layers[layer].fate == .open else { return }
    if text.hasPrefix("CACHED") {
      layers[layer].fate = .found
    } else if text.hasPrefix("extracting ") || (text.hasPrefix("sha256:") && text.holds(" / ")) {
      layers[layer].fate = .fetched
    } else if text.hasPrefix("DONE ") {
      layers[layer].fate = .built
    }
  }

  /// The stage of `[linux/amd64 builder 2/3] RUN make`; nil for anything else, such as a base.
  private static func stage(of text: Substring) -> String? {
    guard text.hasPrefix("["), let end = text.firstIndex(of: "]") else { return nil }
    let words = text[text.index(after: text.startIndex)..<end].split(separator: " ")
    guard let count = words.last, count.contains("/"), count.first?.isNumber == true else {
      return nil
    }
    let instruction = text[text.index(after: end)...].split(separator: " ").first ?? ""
    guard instruction.uppercased() != "FROM" else { return nil }
    let name = words.dropLast().last { !$0.contains("/") } ?? ""
    return name.hasPrefix("stage-") && name.dropFirst(6).allSatisfy(\.isNumber) ? "" : String(name)
  }

  /// `Step 2/3 : RUN make`, then ` ---> Using cache`; or `[1/2] STEP 2/3: RUN make`, then
  /// `--> Using cache …` or `--> Cache pulled from remote …`.
  private mutating func readSerial(_ line: Substring) {
    if let instruction = Self.instruction(in: line) {
      let words = instruction.split(separator: " ")
      guard words.first?.uppercased() != "FROM" else {
        let isNamed = words.count > 3 && words[words.count - 2].uppercased() == "AS"
        stage = isNamed ? String(words[words.count - 1]) : ""
        current = nil
        return
      }
      guard let stage else { return }
      current = layers.count
      layers.append(Layer(stage: stage))
      return
    }
    guard let current, line.holds("--> ") else { return }
    if line.holds("--> Using cache") {
      layers[current].fate = .found
    } else if line.holds("--> Cache pulled from remote") {
      layers[current].fate = .fetched
    }
  }

  private static func instruction(in line: Substring) -> Substring? {
    let text =
      line.hasPrefix("[") ? line.drop { $0 != "]" }.dropFirst(2) : line
    guard text.hasPrefix("Step ") || text.hasPrefix("STEP "),
      let colon = text.firstIndex(of: ":"), text[..<colon].contains("/")
    else { return nil }
    return text[text.index(after: colon)...].drop { $0 == " " }
  }
}
