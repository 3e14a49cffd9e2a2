/// Looks at the bytes of a file before libyaml does: for what is no YAML at all, and for what
/// would cost libyaml quadratic time.
///
/// It reads few of the bytes, so that it costs next to nothing.
enum YAMLScreening {
  /// Why a file is not read.
  struct Fault: Equatable {
    let id: DiagnosticID
    let message: String
    var help: String?
    var start = SourcePosition(line: 1, column: 1)
    /// Characters of the line that are at fault.
    var length = 0

    /// Records the fault for `file`.
    func report(in file: SourceFile.ID, into diagnostics: inout Diagnostics) {
      let range = SourceRange(file: file, start: start, length: length)
      diagnostics.error(id, message, at: range, help: help)
    }
  }

  /// What is wrong with `file`; nil if libyaml may read it.
  static func fault(in file: SourceFile) -> Fault? {
    guard file.bytes.count <= YAML.maximumBytes else {
      return Fault(
        id: .tooLarge, message: "the file is larger than \(YAML.maximumBytes >> 20) MiB")
    }
    return encoding(of: file.bytes) ?? kind(of: file.bytes) ?? directive(in: file)
      ?? conflictMarker(in: file) ?? blanks(in: file)
  }

  // MARK: Encodings

  private static func encoding(of bytes: [UInt8]) -> Fault? {
    let marks: [(name: String, bytes: [UInt8])] = [
      ("UTF-32", [0xFF, 0xFE, 0, 0]), ("UTF-32", [0, 0, 0xFE, 0xFF]),
      ("UTF-16", [0xFF, 0xFE]), ("UTF-16", [0xFE, 0xFF]),
    ]
    let name = marks.first { bytes.starts(with: $0.bytes) }?.name ?? encodingByZeros(of: bytes)
    return name.map {
      Fault(id: .encoding, message: "the file is \($0), not UTF-8", help: "save it as UTF-8")
    }
  }

  /// YAML begins with a character of ASCII: in UTF-16 and UTF-32 zeros stand beside it.
  private static func encodingByZeros(of bytes: [UInt8]) -> String? {
    guard bytes.count >= 4 else { return nil }
    return switch bytes.prefix(4).map({ $0 == 0 }) {
    case [false, true, true, true], [true, true, true, false]: "UTF-32"
    case [false, true, false, true], [true, false, true, false]: "UTF-16"
    default: nil
    }
  }

  // MARK: Other kinds of files

  private static let kinds: [(name: String, start: [UInt8])] = [
    ("gzip data", [0x1F, 0x8B]),
    ("zstd data", [0x28, 0xB5, 0x2F, 0xFD]),
    ("xz data", [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
    ("bzip2 data", Array("BZh9".utf8)),
    ("a zip archive", [0x50, 0x4B, 0x03, 0x04]),
    ("a program", [0x7F, 0x45, 0x4C, 0x46]),
    ("a picture", [0x89, 0x50, 0x4E, 0x47]),
    ("PDF", Array("%PDF-".utf8)),
  ]

  private static let markup: [(name: String, start: String)] = [
    ("HTML", "<!doctype"), ("HTML", "<html"), ("HTML", "<head"), ("HTML", "<!--"),
    ("XML", "<?xml"),
  ]

  private static func kind(of bytes: [UInt8]) -> Fault? {
    let text = bytes.prefix(256).drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let name =
      kinds.first { bytes.starts(with: $0.start) }?.name
      ?? markup.first { text.starts(with: $0.start.utf8) }?.name
    return name.map {
      Fault(id: .notASpec, message: "this is not a pipegen spec: it looks like \($0)")
    }
  }

  // MARK: Merge conflicts

  /// Seven times the same character at the start of a line; every seventh byte hits one of them.
  private static func conflictMarker(in file: SourceFile) -> Fault? {
    let bytes = file.bytes
    var index = 6
    while index < bytes.count {
      if (0x3C...0x3E).contains(bytes[index]), let start = conflictMarker(in: bytes, at: index) {
        return Fault(
          id: .notASpec, message: "the file has an unresolved merge conflict",
          help: "keep one side and remove the lines of <<<<<<<, ======= and >>>>>>>",
          start: file.position(ofByte: start), length: 7)
      }
      index += 7
    }
    return nil
  }

  /// Where the marker begins that the byte at `index` is part of.
  private static func conflictMarker(in bytes: [UInt8], at index: Int) -> Int? {
    let character = bytes[index]
    var start = index
    while start > 0, index - start < 7, bytes[start - 1] == character { start -= 1 }
    let end = start + 7
    guard index - start < 7, end <= bytes.count, bytes[start..<end].allSatisfy({ $0 == character })
    else { return nil }
    let isAtLineStart = start == 0 || bytes[start - 1] == 0x0A
    let following = end < bytes.count ? bytes[end] : 0x0A
    let isWhole = following == 0x0A || following == 0x0D
    return isAtLineStart && (isWhole || (following == 0x20 && character != 0x3D)) ? start : nil
  }

  // MARK: What libyaml reads in quadratic time

  /// Each `%TAG` is compared with all others; where no tag is allowed, none is needed.
  private static func directive(in file: SourceFile) -> Fault? {
    var lines = SourceLines(of: file)
    var number = 0
    while let line = lines.nextLine() {
      number += 1
      let text = file.bytes[line]
      if text.starts(with: "%TAG".utf8) {
        return Fault(
          id: .yamlTag, message: "YAML tags have no meaning in a spec", help: "remove the line",
          start: SourcePosition(line: number, column: 1), length: 4)
      }
      let first = text.first { $0 != 0x20 && $0 != 0x09 }
      guard first == nil || first == 0x23 || text.first == 0x25 else { return nil }
    }
    return nil
  }

  /// libyaml keeps a run of blanks inside a scalar and clears that much memory at each later blank.
  ///
  /// A file of the allowed size may have a run of 512 blanks, a smaller one longer runs.
  private static func blanks(in file: SourceFile) -> Fault? {
    let bytes = file.bytes
    let limit = (1 << 33) / max(bytes.count, 1)
    var index = limit - 1
    while index < bytes.count {
      var start = index
      while start >= 0, index - start < limit, isBlank(bytes[start]) { start -= 1 }
      var end = index
      while end < bytes.count, end - start <= limit, isBlank(bytes[end]) { end += 1 }
      if end - start - 1 >= limit {
        return Fault(
          id: .tooLarge, message: "more than \(limit - 1) spaces or empty lines in a row",
          start: file.position(ofByte: start + 1))
      }
      index += limit
    }
    return nil
  }

  /// Whether the byte is a blank, or part of a line break.
  private static func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, 0xC2, 0x85, 0xE2, 0x80, 0xA8, 0xA9: true
    default: false
    }
  }
}
