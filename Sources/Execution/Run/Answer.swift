import Synchronization

extension StepRunner {
  /// What a command prints, without the line feeds at its end; nil where it fails or prints nothing,
  /// or more than 1 MiB.
  func answer(of words: [String]) async -> String? {
    let command = ResolvedCommand(
      words: words, environment: environment, workingDirectory: request.workingDirectory,
      timeout: .seconds(10))
    let output = Mutex<[UInt8]>([])
    let exit = try? await launcher.launch(command, until: interruption) { stream, bytes in
      output.withLock { output in
        if stream == .output, output.count <= Self.limit { output += bytes }
      }
    }
    let bytes = output.withLock(\.self)
    guard exit?.isSuccess ?? false, bytes.count <= Self.limit else { return nil }
    let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") }
    return end.map { String(decoding: bytes[...$0], as: UTF8.self) }
  }

  private static let limit = 1024 * 1024
}
