/// The files below a new spec's folder.
package protocol StarterTree {
  /// Whether anything is at `path`.
  func exists(_ path: String) -> Bool
  /// Whether `folder` has a file, or where it is the Dockerfile's own anything, that is not about
  /// building images.
  func hasContent(_ folder: String, isOwn: Bool) -> Bool
}
