import CSpawn
import Glibc

/// A process that was started, and this side of its pipes.
struct Child: ~Copyable {
  /// Its number, and its group's.
  let id: pid_t
  /// Its standard input; nil where it reads nothing.
  var input: Descriptor?
  /// Its standard output.
  var output: Descriptor?
  /// Its standard error.
  var error: Descriptor?
}

/// Starts, signals and reaps processes.
///
/// swift-subprocess 1.0.2 would do it, but gives a child the default action for every signal, so
/// that what `nohup` made pipegen ignore would end docker.
enum Spawn {
  /// Starts the program at `path` as leader of a group of its own.
  ///
  /// It has no signal blocked, ignores what pipegen ignores, and has no descriptors but 0, 1 and 2.
  static func start(_ path: String, _ command: ResolvedCommand) throws(LaunchError) -> Child {
    guard let output = Descriptor.pipe(), let error = Descriptor.pipe() else {
      throw .outOfResources(errno)
    }
    guard let bytes = command.input?.bytes else {
      let id = try spawn(path, command, input: nil, output.writing.number, error.writing.number)
      return Child(id: id, input: nil, output: output.reading, error: error.reading)
    }
    guard !bytes.isEmpty, let input = Descriptor.pipe() else { throw .outOfResources(errno) }
    let id = try spawn(
      path, command, input: input.reading.number, output.writing.number, error.writing.number)
    input.writing.setNonBlocking()
    return Child(id: id, input: input.writing, output: output.reading, error: error.reading)
  }

  private static func spawn(
    _ path: String, _ command: ResolvedCommand, input: Int32?, _ output: Int32, _ error: Int32
  ) throws(LaunchError) -> pid_t {
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    setGroupAndMask(&attributes)
    if let input {
      unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO)
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    if let folder = command.workingDirectory {
      unsafe posix_spawn_file_actions_addchdir_np(&actions, folder)
    }
    var id: pid_t = 0
    let code = unsafe withPointers(to: command.words.map { Array($0.utf8) }) { words in
      unsafe withPointers(to: command.environment.entries) { environment in
        unsafe posix_spawn(&id, path, &actions, &attributes, words, environment)
      }
    }
    guard code == 0 else { throw LaunchError(code, starting: path, command) }
    return id
  }

  private static func setGroupAndMask(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
  }

  /// Blocks until `child` has ended; it stays a zombie, so that its number and its group's stay
  /// its own.
  static func awaitEnd(of child: pid_t) {
    var information = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
  }

  /// How `child`, which has ended, did so; its number is free from here on.
  static func reap(_ child: pid_t) -> Exit.Status {
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
  }

  /// Sends `signal` to the whole group of `child`, which must not have been reaped.
  static func send(_ signal: Int32, toGroupOf child: pid_t) { _ = kill(-child, signal) }

  /// Calls `body` with a C array of C strings.
  private static func withPointers<Result>(
    to texts: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes += text
      bytes.append(0)
    }
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      var pointers = unsafe starts.map { start in
        unsafe buffer.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
      }
      unsafe pointers.append(nil)
      return unsafe pointers.withUnsafeMutableBufferPointer { pointers in
        guard let base = pointers.baseAddress else { preconditionFailure("it has an end") }
        return unsafe body(base)
      }
    }
  }
}
