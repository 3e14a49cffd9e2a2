/// Tests that this machine cannot run.
package enum Skip {
  /// What is not tested, where all has to be.
  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// Says what is not tested and why; under `CI=true` that is an error.
  package static func report(_ what: String, because reason: String) throws {
    guard !TestEnvironment.isCI else {
      throw Refused(description: "\(what) is not tested: \(reason)")
    }
    print("SKIPPED: \(what) is not tested: \(reason)")
  }
}
