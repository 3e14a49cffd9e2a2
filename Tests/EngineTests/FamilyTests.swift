import Foundation
import TestSupport
import Testing

/// Images that stand on each other by names, and a build that mounts a secret.
enum FamilyTests {
  private static let secret = "the-secret-of-packages"
  private static let password = ["FAMILIES_PASSWORD": ""]

  /// Dockerfiles say FROM base: it is the spec's image while a run lasts, and behind it what it was.
  static func namesAreLent(_ engine: Engine?, _ way: RealWay, buildKit: String) throws {
    guard let engine else { return }
    let families = try RealSample(
      "families", on: engine, prefix: "names/\(way.rawValue)-\(buildKit)"
    ) { spec in
      spec.replacing("    secrets: [packages] # RUN --mount=type=secret,id=packages\n", with: "")
        .replacing("    secrets: { packages: \"$(Packages-Token)\" }\n", with: "")
    }
    try families.replace("--mount=type=secret,id=packages,required=true", with: "", in: "api")
    try families.replace("test -s /run/secrets/packages", with: "true", in: "api")
    try engine.wipe()
    let first = try families.perform(way, buildKit: buildKit, variables: password)
    try #require(first.status == 0, "\(first.log)")
    for name in ["base", "families/runtime", "pipegen-kept/base"] {
      #expect(try engine.id(of: name) == nil, "\(name)")
    }
    let address = "\(families.address)/families"
    let runtime = try #require(try engine.layers(of: "\(address)/runtime:7-slim"))
    #expect(try engine.layers(of: "\(address)/api:7")?.starts(with: runtime) == true)
    // What had the name is somebody else's, and stays so.
    let tagged = try engine.docker(["tag", "\(address)/tool:7", "base"])
    try #require(tagged.status == 0, "\(tagged.errors)")
    let before = try #require(try engine.id(of: "base"))
    let second = try families.perform(way, buildKit: buildKit, variables: password)
    #expect(second.status == 0, "\(second.log)")
    #expect(try engine.id(of: "base") == before)
    #expect(try engine.id(of: "pipegen-kept/base") == nil)
    let again = try #require(try engine.layers(of: "\(address)/runtime:7-slim"))
    #expect(try engine.layers(of: "\(address)/api:7")?.starts(with: again) == true)
    try engine.wipe()
  }

  /// The same by build contexts, which other engines have; a folder as well.
  static func contexts(_ engine: Engine?, _ name: String, _ way: RealWay) throws {
    guard let engine else { return }
    let families = try RealSample(
      "families", on: engine, prefix: "contexts/\(name)-\(way.rawValue)"
    ) { spec in
      spec.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: \(name)\n")
    }
    try families.replace(
      "COPY api.sh /usr/bin/", with: "COPY --from=more Dockerfile /more", in: "api")
    try families.regenerate { spec in
      spec.replacing(
        "      families/runtime: { image",
        with: "      more: ./tool\n      families/runtime: { image")
    }
    try engine.wipe()
    let variables = password.merging(["PACKAGES_TOKEN": secret]) { _, new in new }
    let done = try families.perform(way, variables: variables)
    try #require(done.status == 0, "\(done.log)")
    #expect(!done.log.contains(secret))
    try engine.wipe()
    let address = "\(families.address)/families"
    for image in ["api:7", "runtime:7-slim"] {
      let pulled = try engine.docker(["pull", "\(address)/\(image)"])
      try #require(pulled.status == 0, "\(pulled.errors)")
    }
    let runtime = try #require(try engine.layers(of: "\(address)/runtime:7-slim"))
    #expect(try engine.layers(of: "\(address)/api:7")?.starts(with: runtime) == true)
    let ran = try engine.docker(["run", "--rm", "\(address)/api:7", "cat", "/more", "/etc/edition"])
    #expect(
      ran.text.contains("FROM families/runtime") && ran.text.contains("slim"), "\(ran.errors)")
    try engine.wipe()
  }

  /// The value is not in what is printed, in the image, in its history or in generated text.
  static func secretIsNowhere(_ engine: Engine?, _ way: RealWay) throws {
    guard let engine else { return }
    let families = try RealSample("families", on: engine, prefix: "secret/\(way.rawValue)")
    try engine.wipe()
    // Even where a build prints it: only a run can mask that.
    if way == .run {
      try families.replace(
        "test -s /run/secrets/packages", with: "cat /run/secrets/packages", in: "api")
    }
    let variables = password.merging(["PACKAGES_TOKEN": secret]) { _, new in new }
    let done = try families.perform(way, variables: variables)
    try #require(done.status == 0, "\(done.log)")
    #expect(!done.log.contains(secret))
    if way == .run { #expect(done.log.contains("***"), "\(done.log)") }
    let address = "\(families.address)/families/api"
    for image in ["\(address):7", "\(address):cache-deps"] {
      for arguments in [["history", "--no-trunc"], ["image", "inspect"]] {
        let shown = try engine.docker(arguments + [image])
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(!shown.text.contains(secret))
      }
    }
    let search = try engine.docker([
      "run", "--rm", "\(address):cache-deps", "/bin/sh", "-c",
      "! grep -rl \(secret.dropLast()) /src /etc /run /root /tmp",
    ])
    #expect(search.status == 0, "\(search.text)\(search.errors)")
    for file in [families.generated.script, families.generated.azure] {
      #expect(try !String(contentsOf: file, encoding: .utf8).contains(secret))
    }
    let refused = try families.perform(way, variables: password)
    #expect(refused.status == (way == .azure ? 1 : 64), "\(refused.log)")
    #expect(refused.log.contains("secret 'packages' has no value"), "\(refused.log)")
    try engine.wipe()
  }
}

extension RealSample {
  /// Generates its outputs anew from a changed spec.
  fileprivate func regenerate(_ edit: (String) -> String) throws {
    let file = generated.folder.appendingPathComponent("pipegen.yml")
    try Data(edit(String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
    let made = try Repository.pipegen.run(["generate"], in: generated.folder, input: Data())
    guard made.status == 0 else { throw Engine.Broken(description: made.errors) }
  }

  /// Changes the Dockerfile of an image.
  fileprivate func replace(_ text: String, with other: String, in image: String) throws {
    let file = generated.folder.appendingPathComponent("\(image)/Dockerfile")
    let changed = try String(contentsOf: file, encoding: .utf8).replacing(text, with: other)
    try Data(changed.utf8).write(to: file)
  }
}

extension Engine {
  /// What an image is, by its content; nil where there is no such image.
  fileprivate func id(of image: String) throws -> String? {
    try inspect(image, "{{.Id}}")
  }

  fileprivate func layers(of image: String) throws -> [Substring]? {
    try inspect(image, "{{range .RootFS.Layers}}{{.}} {{end}}")?
      .split { $0.isWhitespace }
  }

  private func inspect(_ image: String, _ format: String) throws -> String? {
    let result = try docker(["image", "inspect", "--format", format, image])
    return result.status == 0 ? result.text : nil
  }
}
