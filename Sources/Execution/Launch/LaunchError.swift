import Glibc
import PipelineSpec

/// Why a program did not even start.
public enum LaunchError: Error, Hashable, Sendable {
  /// No folder of `PATH` holds it.
  case notFound(program: String)
  /// It is there, but cannot be run.
  case notExecutable(path: String, code: Int32)
  /// The folder in which it should run is not there, or closed.
  case noFolder(path: String, code: Int32)
  /// Its arguments and environment are more than the system passes on.
  case tooLong(program: String)
  /// Memory, processes, threads or descriptors have run out.
  case outOfResources(Int32)
  /// A word holds a NUL byte, behind which the system would not look.
  case nul(program: String)

  /// What `posix_spawn` means by `code`; it does not say which of its files is at fault.
  init(_ code: Int32, starting path: String, _ command: ResolvedCommand) {
    let program = command.words.first ?? ""
    switch code {
    case E2BIG: self = .tooLong(program: program)
    case EAGAIN, ENOMEM, EMFILE, ENFILE: self = .outOfResources(code)
    default:
      if let folder = command.workingDirectory, let code = FileSystem.faultOfFolder(folder) {
        self = .noFolder(path: folder, code: code)
      } else {
        self = .notExecutable(path: path, code: code)
      }
    }
  }

  /// One line.
  public var message: String {
    switch self {
    case .notFound(let program): "cannot run '\(shown(program))': no such program on PATH"
    case .notExecutable(let path, let code): "cannot run '\(shown(path))': \(text(of: code))"
    case .noFolder(let path, let code): "cannot work in '\(shown(path))': \(text(of: code))"
    case .tooLong(let program): "cannot run '\(shown(program))': its arguments are too long"
    case .outOfResources(let code): "cannot start another process: \(text(of: code))"
    case .nul(let program): "cannot run '\(shown(program))': an argument holds a NUL byte"
    }
  }

  /// The remedy.
  public var help: String {
    switch self {
    case .notFound(let program): "install \(shown(program)), or add its folder to PATH"
    case .notExecutable: "make it executable by this user, or put another one first on PATH"
    case .noFolder: "paths are relative to the spec's folder"
    case .tooLong: "one argument may have 131,071 bytes; shorten a build argument or a label"
    case .outOfResources: "run fewer steps at once (--jobs), or raise the limit"
    case .nul: "take the byte out of the value"
    }
  }

  private func shown(_ text: String) -> String { DisplayText.escaped(text) }

  private func text(of code: Int32) -> String { FileSystem.text(of: code) }
}
