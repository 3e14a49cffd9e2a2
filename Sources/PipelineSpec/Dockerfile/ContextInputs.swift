extension Dockerfile {
  /// Something that a build reads of its context.
  public struct ContextInput: Hashable, Sendable {
    /// A path below the context in its plainest form, such as `src/go.mod`; empty for all of it. In
    /// a pattern `*` stands in the last part, for any text; so for `?` and `[…]` as well, by which more
    /// may be meant than is read.
    public let path: String
    /// Whether it is a pattern.
    public let isPattern: Bool
    /// Whether it is surely a folder.
    public let isFolder: Bool
  }

  /// Why it cannot be told what a build reads.
  public struct UnclearInput: Error, Sendable {
    /// The line of the instruction, from 1.
    public let line: Int
    /// What it does.
    public let reason: String
  }

  /// What a build of `stage` reads of the context, sorted by the bytes of the paths.
  ///
  /// What images bring is not looked at: neither a base image's ONBUILD nor what is copied from an
  /// image.
  public func contextInputs(of stage: Int) throws(UnclearInput) -> [ContextInput] {
    var inputs: Set<ContextInput> = []
    for index in needed(for: stage) {
      for instruction in stages[index].allInstructions {
        do throws(ReasonUnclear) {
          try instruction.addContextInputs(to: &inputs)
        } catch {
          throw UnclearInput(line: instruction.lines.lowerBound, reason: error.text)
        }
      }
    }
    return inputs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

private struct ReasonUnclear: Error {
  let text: String

  init(_ text: String) { self.text = text }
}

extension Dockerfile.Instruction {
  fileprivate func addContextInputs(
    to inputs: inout Set<Dockerfile.ContextInput>
  ) throws(ReasonUnclear) {
    switch content {
    case .copy(let copy):
      guard copy.origin == .context else { return }
      for flag in ["exclude", "parents"] where copy.flags[flag] != nil {
        throw ReasonUnclear("copies with --\(flag)")
      }
      for file in copy.files {
        if keyword == .add, RemoteSource(file) != nil { throw ReasonUnclear("adds an address") }
        inputs.insert(try Dockerfile.ContextInput(file, mayBePattern: true))
      }
    case .run(let run):
      for mount in run.mounts {
        switch (mount.kind, mount.origin) {
        case (nil, _): throw ReasonUnclear("mounts what a variable decides")
        case (_, .image): throw ReasonUnclear("mounts an image")
        case (_, .context):
          inputs.insert(
            try Dockerfile.ContextInput(Array(mount.contextPath.utf8), mayBePattern: false))
        case (_, .stage), (_, .none): continue
        }
      }
    case .arguments, .trigger, .other: return
    }
  }
}

extension Dockerfile.ContextInput {
  /// `text` as in a Dockerfile whose variables are replaced.
  fileprivate init(_ text: [UInt8], mayBePattern: Bool) throws(ReasonUnclear) {
    if text.contains(UInt8(ascii: "$")) { throw ReasonUnclear("reads what a variable names") }
    if text.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) {
      throw ReasonUnclear("reads a path with a backslash or a control character")
    }
    var parts = ContextPath.plainParts(of: text[...]).map(Array.init)
    if let place = parts.firstIndex(where: ContextPattern.isOne) {
      guard mayBePattern else { throw ReasonUnclear("mounts a path with a '*', '?' or '['") }
      guard place == parts.count - 1 else {
        throw ReasonUnclear("reads by a pattern in the name of a folder")
      }
      guard let pattern = ContextPattern.widened(parts[place]) else {
        throw ReasonUnclear("reads by a pattern with '**', or with a '[' that nothing ends")
      }
      parts[place] = pattern
      isPattern = true
    } else {
      isPattern = false
    }
    if parts.first?.first == UInt8(ascii: "-") {
      throw ReasonUnclear("reads a path that begins with '-'")
    }
    isFolder = parts.isEmpty || text.last == UInt8(ascii: "/")
    path = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    guard path.utf8.elementsEqual(parts.joined(separator: "/".utf8)) else {
      throw ReasonUnclear("reads a path that is no UTF-8")
    }
  }
}

extension ContextPath {
  /// The parts of a path as docker takes it: from the context's root, which no `..` leaves.
  static func plainParts(of path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    for part in path.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts
  }
}
