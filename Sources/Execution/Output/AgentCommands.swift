public import PipelinePlan

/// What an agent of a CI service obeys in a log: what a child writes must be none of it.
public struct AgentCommands: Sendable {
  private enum Dialect {
    case azure, github
  }

  private let dialect: Dialect

  /// Those of `host`; nil where its agent reads no commands from a log.
  public init?(of host: CIHost?) {
    switch host?.marker {
    case CIHost.azure.marker: dialect = .azure
    case CIHost.github.marker: dialect = .github
    default: return nil
    }
  }

  /// Begins a part of the log that a reader folds away; a line.
  func beginning(ofGroup title: String) -> [UInt8] {
    let title = defused(Array(title.utf8))
    return Array((dialect == .azure ? "##[group]" : "::group::").utf8) + title + [Self.lineFeed]
  }

  /// Ends it; a line.
  var endOfGroup: [UInt8] {
    Array((dialect == .azure ? "##[endgroup]\n" : "::endgroup::\n").utf8)
  }

  /// `lines`, whole ones, in which nothing commands the agent any more.
  ///
  /// Both find `##[` anywhere in a line, Azure's `##vso[` in any case; GitHub's also `::` behind the
  /// blanks at a line's beginning. A carriage return ends a line for them. `##` becomes `**`, as
  /// Azure's agent does it itself, and `::` gets a blank.
  public func defused(_ lines: [UInt8]) -> [UInt8] {
    var shown = lines
    var index = 0
    while index < shown.count {
      if shown[index] == Self.hash, index + 1 < shown.count, shown[index + 1] == Self.hash {
        if Self.isCommand(shown[(index + 2)...]) {
          shown[index] = Self.star
          shown[index + 1] = Self.star
        }
      }
      index += 1
    }
    return dialect == .github ? Self.withoutColons(shown) : shown
  }

  private static func isCommand(_ rest: ArraySlice<UInt8>) -> Bool {
    if rest.first == bracket { return true }
    return rest.prefix(4).map { $0 | 0x20 } == Array("vso{".utf8) && rest.prefix(4).last == bracket
  }

  private static func withoutColons(_ lines: [UInt8]) -> [UInt8] {
    var shown: [UInt8] = []
    shown.reserveCapacity(lines.count)
    var isAtStart = true
    for index in lines.indices {
      let byte = lines[index]
      shown.append(byte)
      if isAtStart, byte == colon, index + 1 < lines.endIndex, lines[index + 1] == colon {
        shown.append(UInt8(ascii: " "))
      }
      let isEnd = byte == lineFeed || byte == carriageReturn
      // Bytes over ASCII may be blanks of Unicode.
      let isBlank = byte <= UInt8(ascii: " ") || byte >= 0x7F
      isAtStart = isEnd || (isAtStart && isBlank)
    }
    return shown
  }

  private static let hash = UInt8(ascii: "#")
  private static let star = UInt8(ascii: "*")
  private static let bracket = UInt8(ascii: "[")
  private static let colon = UInt8(ascii: ":")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
