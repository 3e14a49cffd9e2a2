import Execution
import Foundation
import TestSupport
import Testing

/// By `sha256sum`, at every length about the ends of blocks.
@Suite struct SHA256Tests {
  @Test func everyLength() throws {
    let folder = try TemporaryFolder()
    let texts = (0...200).map { length in (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) } }
    for text in texts {
      try Data(text).write(to: folder.url.appendingPathComponent("\(text.count)"))
    }
    let result = try #require(Program.find("sha256sum"))
      .run(texts.map { "\($0.count)" }, in: folder.url)
    let digests = result.text.split(separator: "\n").map { String($0.prefix(64)) }
    #expect(texts.map(SHA256.digits) == digests)
  }

  @Test func long() throws {
    let bytes = [UInt8](repeating: 0xFF, count: 1_000_003)
    let result = try #require(Program.find("sha256sum"))
      .run([], in: Repository.root, input: Data(bytes))
    #expect(SHA256.digits(of: bytes) == String(result.text.prefix(64)))
  }
}
