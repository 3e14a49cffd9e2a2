/// A name of a Dockerfile, byte by byte, as a key.
///
/// An array as a key makes the runtime search twice among all conformances for how it is hashed.
struct ByteName: Hashable {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
}
