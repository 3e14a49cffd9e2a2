/// Where scalars lie that were read lately, by a few bits of their bytes: what many of a document say
/// lies in its text once.
struct RecentScalars {
  private var places = InlineArray<256, Place>(repeating: Place(first: 0, end: 0))

  private struct Place {
    let first: Int32
    let end: Int32
  }

  /// Where the text of a scalar lies in `text`, to which it is added unless it lies there already.
  mutating func place(
    of bytes: UnsafeBufferPointer<UInt8>, in text: inout ScalarText
  ) -> Range<Int> {
    guard !bytes.isEmpty else { return 0..<0 }
    let slot = unsafe Int(
      bytes[0] &* 31 &+ bytes[bytes.count - 1] &* 7 &+ UInt8(truncatingIfNeeded: bytes.count))
    let known = Int(places[slot].first)..<Int(places[slot].end)
    if unsafe text.holds(bytes, at: known) { return known }
    let place = unsafe text.append(bytes)
    places[slot] = Place(first: Int32(place.lowerBound), end: Int32(place.upperBound))
    return place
  }
}
