import ArgumentParser
import Execution
import Glibc
import PipelineSpec

/// Where something is written about a run: `--metadata-file` or `--report`.
struct RunFile {
  /// What is written.
  enum Kind {
    case metadata, report

    /// What every such file begins with.
    fileprivate var beginning: String {
      switch self {
      case .metadata: RunMetadata.beginning
      case .report: RunReport.beginning
      }
    }

    fileprivate var name: String {
      switch self {
      case .metadata: "what an earlier run has done"
      case .report: "the page of an earlier run"
      }
    }
  }

  let kind: Kind
  /// `-` is standard output.
  let path: String

  /// Whether somebody may read it as it is written.
  var isPrinted: Bool { path == "-" }

  private var shownPath: String { "'\(DisplayText.escaped(path))'" }

  /// Finds out before a run whether `files` can be written: nobody wants to hear of a missing folder
  /// when all is done, or to lose a spec.
  static func require(_ files: [RunFile], besides compilation: Compilation) throws(SystemFault) {
    let files = files.filter { !$0.isPrinted }
    for (index, file) in files.enumerated() {
      try Files.requireWritable(file.path)
      if compilation.isRead(from: file.path) {
        throw SystemFault(message: "\(file.shownPath) is the spec itself, or a part of it")
      }
      if files[..<index].contains(where: { Files.areOne(file.path, $0.path) }),
        Files.isRegular(file.path) || !Files.isAnything(file.path)
      {
        throw SystemFault(
          message: "\(file.shownPath) cannot take both --metadata-file and --report")
      }
      try file.requireOwn()
    }
  }

  /// Refuses to take the place of what no run has written.
  private func requireOwn() throws(SystemFault) {
    guard Files.isRegular(path) else { return }
    let bytes = try Files.read(path, limit: kind.beginning.utf8.count)
    guard bytes.isEmpty || bytes.starts(with: kind.beginning.utf8) else {
      throw SystemFault(
        message:
          "\(shownPath) is not \(kind.name), and would be lost: name another file, or remove it")
    }
  }

  /// Writes all of `text`; false, which is said, where that cannot be. Who reads it and goes away ends
  /// the process.
  func write(_ text: String) -> Bool {
    do throws(SystemFault) {
      if isPrinted {
        try Files.write(
          AgentCommands.defused(text), to: STDOUT_FILENO, named: "standard output")
      } else {
        // A build may have made it meanwhile.
        try requireOwn()
        _ = try AtomicFile.write(Array(text.utf8), to: path, isExecutable: false)
      }
      return true
    } catch {
      if isPrinted, error.code == EPIPE { Signals.end(by: Signals.received ?? SIGPIPE) }
      StandardError.fault(error.message)
      return false
    }
  }
}
