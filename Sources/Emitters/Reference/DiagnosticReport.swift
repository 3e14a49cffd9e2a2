package import PipelineSpec

/// Diagnostics for programs: all of them, without the caps that text has.
package enum DiagnosticReport {
  /// One JSON array of all, in the order of places.
  package static func json(of diagnostics: Diagnostics, sources: Sources) -> JSON {
    .array(
      diagnostics.sorted.map { diagnostic in
        .object(
          [
            ("severity", .string(diagnostic.severity.rawValue)),
            ("id", .string(diagnostic.id.rawValue)),
            ("message", .string(diagnostic.message)),
          ] + (diagnostic.range.map { members(of: $0, sources) } ?? [])
            + [
              ("help", diagnostic.help.map(JSON.string) ?? .null),
              (
                "notes",
                .array(
                  diagnostic.notes.map { note in
                    .object([("message", .string(note.message))] + members(of: note.range, sources))
                  })
              ),
            ])
      })
  }

  private static func members(
    of range: SourceRange, _ sources: Sources
  ) -> [(key: String, value: JSON)] {
    [
      ("file", .string(sources[range.file].name)),
      ("line", .number(Int(range.start.line))), ("column", .number(Int(range.start.column))),
      ("endLine", .number(Int(range.end.line))), ("endColumn", .number(Int(range.end.column))),
    ]
  }

  /// Workflow commands of GitHub Actions, a line each.
  package static func github(of diagnostics: Diagnostics, sources: Sources) -> String {
    diagnostics.sorted.map { diagnostic in
      let place = diagnostic.range.map { range in
        "file=\(github(property: sources[range.file].name)),line=\(range.start.line),"
          + "col=\(range.start.column),"
      }
      return "::\(diagnostic.severity.rawValue) \(place ?? "")title=\(diagnostic.id.rawValue)::"
        + github(data: whole(diagnostic)) + "\n"
    }.joined()
  }

  /// Logging commands of Azure Pipelines, a line each.
  package static func azure(of diagnostics: Diagnostics, sources: Sources) -> String {
    diagnostics.sorted.map { diagnostic in
      let place = diagnostic.range.map { range in
        "sourcepath=\(azure(sources[range.file].name));linenumber=\(range.start.line);"
          + "columnnumber=\(range.start.column);"
      }
      return "##vso[task.logissue type=\(diagnostic.severity.rawValue);\(place ?? "")"
        + "code=\(diagnostic.id.rawValue)]" + azure(whole(diagnostic)) + "\n"
    }.joined()
  }

  private static func whole(_ diagnostic: Diagnostic) -> String {
    diagnostic.message + (diagnostic.help.map { " (\($0))" } ?? "")
  }

  private static func github(data: String) -> String {
    replace(in: data) { byte in
      switch byte {
      case UInt8(ascii: "%"): "%25"
      case 0x0D: "%0D"
      case 0x0A: "%0A"
      case _: nil
      }
    }
  }

  private static func github(property: String) -> String {
    replace(in: github(data: property)) { byte in
      switch byte {
      case UInt8(ascii: ":"): "%3A"
      case UInt8(ascii: ","): "%2C"
      case _: nil
      }
    }
  }

  private static func azure(_ text: String) -> String {
    replace(in: text) { byte in
      switch byte {
      case UInt8(ascii: "%"): "%AZP25"
      case UInt8(ascii: ";"): "%3B"
      case UInt8(ascii: "]"): "%5D"
      case 0x0D: "%0D"
      case 0x0A: "%0A"
      case _: nil
      }
    }
  }

  private static func replace(in text: String, _ escape: (UInt8) -> StaticString?) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if let escape = escape(byte) { bytes += escape.description.utf8 } else { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
