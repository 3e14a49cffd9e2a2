import Crypto

/// Digests that name content.
enum ContentDigest {
  /// SHA-256, as `sha256sum` prints it.
  static func of(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
