/// What Azure Pipelines and its agent act on wherever it stands in a text.
package enum AzureText {
  /// Openings of macros and expressions.
  package static let expressions = ["$(", "${{", "$["]
  /// Openings of logging commands.
  package static let commands = ["##vso[", "##["]

  /// The first of `openings` that stands in `text`; compared as the agent does, byte by byte and
  /// whatever the case of ASCII letters.
  package static func first(of openings: [String], in text: String) -> String? {
    let bytes = text.utf8.map(folded)
    return openings.first { opening in
      let part = opening.utf8.map(folded)
      return bytes.indices.contains { bytes[$0...].starts(with: part) }
    }
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
