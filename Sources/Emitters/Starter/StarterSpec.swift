package import PipelineSpec

/// A commented spec to begin with, from the Dockerfiles of a project.
package struct StarterSpec {
  /// In the order of their paths.
  package var images: [StarterImage] = []
  /// Dockerfiles that docker would refuse, and why.
  package var refused: [(file: String, fault: Dockerfile.Fault)] = []
  /// Where images and caches go; nil where the user has yet to say it.
  package var registry: String?

  /// Without any image.
  package init() {}

  /// What stands in a spec where nobody has said the registry.
  package static let exampleRegistry = "registry.example.com"

  /// The spec.
  package var text: String {
    var text = """
      # yaml-language-server: $schema=pipegen.schema.json
      # Begun by `pipegen init`; `pipegen schema > pipegen.schema.json` lets an editor complete it.
      # `pipegen check` tells what is wrong, `pipegen plan` what it means, `pipegen run` does it here.
      pipegen: 1

      registry: \(registry ?? Self.exampleRegistry) \
      # where images and caches go: HOST or HOST/PATH\(registry == nil ? "; put yours here" : "")

      parameters:
        version: latest # tag of the images: `pipegen run --set version=1.2`

      lanes: # who may push what; the first that matches is taken
        local: { events: [local], push: [], reads: [ci] } # your own machine takes from caches, and pushes nothing
        pull: { events: [pullRequest], push: [], reads: [ci] } # nor does a pull request
        ci: { events: [push, tag, schedule, manual], push: [images, cache] }

      images:

      """
    text += images.map(Self.text).joined(separator: "\n")
    for (file, fault) in refused {
      let line = fault.line.map { ", line \($0)" } ?? ""
      text += "  # left out: \(Self.comment(file))\(line): \(Self.comment(fault.message))\n"
    }
    return text + """

      outputs: # what `pipegen generate` writes
        shell: pipegen.sh
        azure: azure-pipelines.yml

      """
  }

  private static func text(of image: StarterImage) -> String {
    var lines = ["  \(image.name): # \(comment(image.file))"]
    if image.context != "." { lines.append("    context: \(scalar(image.context))") }
    if let dockerfile = image.dockerfile { lines.append("    dockerfile: \(scalar(dockerfile))") }
    for (index, name) in image.missing.enumerated() {
      if index == 0 { lines.append("    args:") }
      lines.append(
        "      \(scalar(name)): \(StarterImage.placeholder) # FROM needs it: put the right one here"
      )
    }
    lines.append(#"    tags: ["${version}"]"#)
    if let reason = image.caches.imageReason { lines.append("    cache: cache # \(reason)") }
    for (index, stage) in image.caches.stages.enumerated() {
      if index == 0 { lines.append("    stages:") }
      lines.append("      \(scalar(stage.name)): { cache: cache-\(stage.name) } # \(stage.reason)")
    }
    if image.caches.stages.isEmpty, image.caches.imageReason == nil {
      let what = image.caches.isSplittable ? "no stage ends" : "nothing slow stands"
      lines.append("    # no cache: \(what) above what reads the sources")
    }
    lines += image.caches.advice.map { "    # \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text that is interpolated, as YAML of any version has it.
  private static func scalar(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy {
        switch $0 {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x2F, 0x5F: true
        case _: false
        }
      } && text.utf8.first.map { (0x41...0x5A).contains($0 & 0xDF) } ?? false
    if isPlain,
      !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    {
      return text
    }
    var buffer = TextBuffer()
    buffer.appendDoubleQuoted(
      text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
    return buffer.text
  }

  /// A text that stays on its line.
  private static func comment(_ text: String) -> String { DisplayText.escaped(text) }
}
