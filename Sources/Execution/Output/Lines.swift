import Glibc

extension [UInt8] {
  /// Calls `body` for each line, its line feed left out; what stands behind the last line feed is a line,
  /// unless it is nothing.
  ///
  /// By memchr: a build may write a gigabyte.
  func forEachLine(_ body: (Range<Int>) -> Void) {
    var start = 0
    while start < count {
      let end = unsafe withUnsafeBytes { bytes -> Int in
        guard let base = bytes.baseAddress,
          let found = unsafe memchr(base + start, 0x0A, bytes.count - start)
        else { return bytes.count }
        return unsafe UnsafeRawPointer(found) - base
      }
      body(start..<end)
      start = end + 1
    }
  }
}
