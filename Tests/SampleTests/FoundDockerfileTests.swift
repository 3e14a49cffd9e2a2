import Foundation
import Glibc
import TestSupport
import Testing

/// What `check` finds where a spec has its Dockerfile.
@Suite struct FoundDockerfileTests {
  private static func check(
    _ images: String, in folder: TemporaryFolder
  ) throws -> (status: Int, errors: String) {
    let spec = "pipegen: 1\nregistry: localhost:5000\nimages: { \(images) }\n"
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let result = try Repository.pipegen.run(["check"], in: folder.url, input: Data())
    return (Int(result.status), result.errors)
  }

  /// Nobody waits for what another program may write.
  @Test func aPipe() throws {
    let folder = try TemporaryFolder()
    #expect(unsafe mkfifo(folder.url.appendingPathComponent("Dockerfile").path, 0o600) == 0)
    let (status, errors) = try Self.check("app: { tags: [a] }", in: folder)
    #expect(status == 2)
    #expect(errors.contains("'Dockerfile' is neither a file nor a link to one"))
  }

  @Test func aLink() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("Dockerfile.base", Data("FROM scratch\n".utf8))
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appendingPathComponent("Dockerfile").path,
      withDestinationPath: "Dockerfile.base")
    let (status, errors) = try Self.check("app: { tags: [a] }", in: folder)
    #expect(status == 0 && errors.isEmpty, "\(errors)")
  }

  @Test(arguments: [
    ("a: { tags: [x], dockerfile: Dockerfile.prdo }", "'Dockerfile.prdo' ["),
    ("a: { context: a }, b: { context: b }", "'a/Dockerfile', and 1 more is missing ["),
    ("a: { context: a }, b: { context: b }, c: {}", "'a/Dockerfile', and 2 more are missing ["),
    (
      "a: { stages: { x: { cache: x }, y: { cache: y } } }",
      "'Dockerfile': stages are built in the order written ["
    ),
  ])
  func nothing(_ images: String, _ message: String) throws {
    let (status, errors) = try Self.check(images, in: TemporaryFolder())
    #expect(status == 0)
    #expect(errors.contains("warning: there is no \(message)missing-dockerfile]"), "\(errors)")
  }

  @Test(arguments: [
    "a: { allow: [missing-dockerfile] }", "a: { allow: [missing-dockerfile], context: b }",
  ])
  func allowed(_ images: String) throws {
    let (status, errors) = try Self.check(images, in: TemporaryFolder())
    #expect(status == 0 && errors.isEmpty, "\(errors)")
  }
}
