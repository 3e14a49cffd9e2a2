import Foundation
import TestSupport
import Testing

/// Builds at once that begin with one base.
enum LayerSharingTests {
  /// The image without a cache could begin first, and takes long; the other finds its layers none the
  /// less.
  static func buildsAtOnce(_ engine: Engine?, buildKit: String?) throws {
    guard let engine else { return }
    let sample = try RealSample("hello", on: engine, prefix: "at-once") {
      $0.replacing("\noutputs:", with: "  slow:\n    context: slow\n    tags: [x]\n\noutputs:")
    }
    let base = sample.address + "/base:1"
    try write(
      """
      FROM scratch
      COPY busybox /bin/busybox
      RUN ["/bin/busybox", "--install", "-s", "/bin"]
      """, to: "base/Dockerfile", of: sample)
    try FileManager.default.copyItem(
      atPath: engine.busybox, toPath: sample.file("base/busybox").path)
    for words in [["build", "--tag", base, sample.file("base").path], ["push", base]] {
      let done = try engine.docker(words)
      try #require(done.status == 0, "\(done.errors)")
    }
    try write(
      "FROM \(base) AS deps\nCOPY manifest.txt /\nRUN sleep 3\nFROM deps\nCMD [\"true\"]\n",
      to: "Dockerfile", of: sample)
    try write("FROM \(base)\nRUN sleep 9\n", to: "slow/Dockerfile", of: sample)
    let cold = try sample.perform(.run, buildKit: buildKit, options: ["--jobs", "1"])
    try #require(cold.status == 0, "\(cold.log)")
    try engine.wipe()
    let warm = try sample.perform(.run, buildKit: buildKit, options: ["--jobs", "8"])
    #expect(warm.status == 0, "\(warm.log)")
    let hits = warm.cacheHits(of: "sleep 3")
    #expect(!hits.isEmpty && hits.allSatisfy { $0 }, "\(warm.log)")
    #expect(warm.cacheHits(of: "sleep 9") == [false], "\(warm.log)")
  }

  private static func write(_ text: String, to path: String, of sample: RealSample) throws {
    let file = sample.file(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
