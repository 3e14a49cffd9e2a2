import ArgumentParser
import Execution
import PipelineSpec

/// The spec as found and read.
struct SpecFile {
  /// As the user wrote it, or relative to the working directory; `-` for standard input.
  let name: String
  /// Folder that holds it, relative to the working directory; `.` for standard input.
  let folder: String
  let bytes: [UInt8]

  /// The name under which a spec is looked for.
  static let standardName = "pipegen.yml"

  /// The spec called `name`; without a name the nearest `pipegen.yml`, here or above.
  static func find(_ name: String?) throws -> SpecFile {
    guard let path = name ?? nearest() else {
      StandardError.fault(
        "no \(standardName) here or in a folder above",
        help: "name a spec: pipegen check PATH.yml")
      throw ExitCode.refused
    }
    do {
      let bytes = try Files.read(path, limit: YAML.maximumBytes)
      return SpecFile(name: path, folder: Files.folder(of: path), bytes: bytes)
    } catch {
      let isDangling = Files.isAnything(path) && !FileSystem.exists(path)
      StandardError.fault(
        error.message, help: isDangling ? "it is a link to a file that is not there" : nil)
      throw ExitCode.refused
    }
  }

  /// The last part of its name.
  var baseName: String { name.split(separator: "/").last.map(String.init) ?? name }

  private static func nearest() -> String? {
    var path = standardName
    for _ in 0..<64 {
      if Files.isAnything(path) { return path }
      path = "../" + path
    }
    return nil
  }
}
