import Foundation
import Glibc
import TestSupport
import Testing

/// A build that mounts an SSH agent.
enum AgentTests {
  /// The socket is there for the instruction that mounts it, and without an agent nothing begins.
  static func isMounted(_ engine: Engine?, _ way: RealWay) throws {
    guard let engine else { return }
    let hello = try RealSample("hello", on: engine, prefix: "agent/\(way.rawValue)") { spec in
      spec.replacing("  hello:\n", with: "  hello:\n    ssh: default\n")
    }
    let dockerfile = hello.file("Dockerfile")
    let text = try String(contentsOf: dockerfile, encoding: .utf8)
    let mount = "RUN --mount=type=ssh,required=true test -S \"$SSH_AUTH_SOCK\"\n"
    let stage = try #require(text.range(of: " AS deps\n"), "hello has no stage deps")
    let copy = try #require(text[stage.upperBound...].range(of: "RUN sleep"))
    try Data(text.replacingCharacters(in: copy.lowerBound..<copy.lowerBound, with: mount).utf8)
      .write(to: dockerfile)
    try engine.wipe()
    let agent = try ListeningSocket()
    let done = try hello.perform(
      way, buildKit: "1", variables: ["SSH_AUTH_SOCK": agent.path])
    try #require(done.status == 0, "\(done.log)")
    #expect(done.log.contains("RUN --mount=type=ssh"), "\(done.log)")
    let refused = try hello.perform(way, buildKit: "1")
    #expect(refused.status == (way == .azure ? 1 : 64), "\(refused.log)")
    #expect(refused.log.contains("no SSH agent: set SSH_AUTH_SOCK"), "\(refused.log)")
    #expect(refused.lines(with: "docker build") == [])
    try engine.wipe()
  }
}

/// A socket at which an agent might answer; builders only pass it on.
private final class ListeningSocket {
  let path: String
  private let folder: TemporaryFolder
  private let descriptor: Int32

  init() throws {
    folder = try TemporaryFolder()
    path = folder.url.appendingPathComponent("agent").path
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let isBound = unsafe withUnsafeMutableBytes(of: &address) { raw in
      let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
      guard offset + bytes.count < raw.count else { return false }
      unsafe raw[offset...].copyBytes(from: bytes)
      return unsafe raw.withMemoryRebound(to: sockaddr.self) { pointer in
        guard let start = pointer.baseAddress else { return false }
        return unsafe bind(descriptor, start, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isBound, listen(descriptor, 5) == 0 else {
      throw Engine.Broken(description: "no socket at \(path)")
    }
  }

  deinit { close(descriptor) }
}
