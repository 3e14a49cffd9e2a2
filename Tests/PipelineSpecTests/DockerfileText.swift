import Testing

@testable import PipelineSpec

/// A text as `Dockerfile.reading` reads it.
struct DockerfileText {
  let reading: Dockerfile.Reading

  init(_ text: String, options: Dockerfile.Options = .init()) {
    reading = Dockerfile.reading(Array(text.utf8), options: options)
  }

  /// The stages, empty where there are none.
  var stages: [Dockerfile.Stage] { reading.dockerfile?.stages ?? [] }

  /// `NAME=BASE` of each stage with `<NUMBERS` that it needs and `+IMAGES` that it reads; or, where
  /// BuildKit refuses it, `LINE MESSAGE`.
  var summary: String {
    if let fault = reading.fault {
      return "\(fault.line.map(String.init) ?? "-") \(fault.message)"
    }
    return stages.map(Self.summary).joined(separator: "; ")
  }

  private static func summary(of stage: Dockerfile.Stage) -> String {
    let needed = stage.dependsOn.map(String.init).joined(separator: ",")
    return "\(stage.name ?? "")=\(stage.base)" + (needed.isEmpty ? "" : "<" + needed)
      + stage.images.map { "+" + $0 }.joined()
  }
}

/// A Dockerfile and what comes of it.
struct DockerfileCase: CustomTestStringConvertible, Sendable {
  /// What it is about.
  let testDescription: String
  let text: String
  /// As `DockerfileText.summary` gives it.
  let summary: String

  init(_ about: String, _ text: String, _ summary: String) {
    testDescription = about
    self.text = text
    self.summary = summary
  }
}
