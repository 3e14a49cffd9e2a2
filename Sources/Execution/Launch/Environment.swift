import CSpawn
import Glibc

/// Environment variables as the system has them: bytes, in order.
public struct Environment: Sendable {
  /// `NAME=VALUE`; of two with one name the first counts.
  private(set) var entries: [[UInt8]]

  /// Of `NAME=VALUE` texts.
  public init(entries: [[UInt8]] = []) { self.entries = entries }

  /// Of names and their values.
  public init(_ values: KeyValuePairs<String, String>) {
    entries = values.map { Array("\($0)=\($1)".utf8) }
  }

  /// The one that pipegen itself was started with.
  public static func inherited() -> Environment {
    var entries: [[UInt8]] = []
    guard var next = unsafe pipegen_environment() else { return Environment() }
    while let entry = unsafe next.pointee {
      let bytes = unsafe UnsafeRawBufferPointer(start: entry, count: strlen(entry))
      entries.append(unsafe Array(bytes))
      unsafe next += 1
    }
    return Environment(entries: entries)
  }

  /// The value of `name`, byte for byte; nil where it is not set.
  public func bytes(of name: String) -> [UInt8]? {
    let start = Self.start(name)
    return entries.first { $0.starts(with: start) }.map { Array($0.dropFirst(start.count)) }
  }

  /// The value of `name` as text; nil where it is not set or empty.
  public func text(of name: String) -> String? {
    guard let bytes = bytes(of: name), !bytes.isEmpty else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// By name, as text; for `RunOrigin`.
  public var values: [String: String] {
    var values: [String: String] = [:]
    for entry in entries {
      guard let sign = entry.firstIndex(of: Self.sign) else { continue }
      let name = String(decoding: entry[..<sign], as: UTF8.self)
      let value = String(decoding: entry[(sign + 1)...], as: UTF8.self)
      if values[name] == nil { values[name] = value }
    }
    return values
  }

  /// Without the variables `names`.
  public func removing(_ names: some Sequence<String>) -> Environment {
    let starts = names.map(Self.start)
    return Environment(
      entries: entries.filter { entry in !starts.contains { entry.starts(with: $0) } })
  }

  /// With the variables `names` as `other` has them.
  public func taking(_ names: [String], from other: Environment) -> Environment {
    var changed = removing(names)
    let starts = names.map(Self.start)
    changed.entries += starts.compactMap { start in
      other.entries.first { $0.starts(with: start) }
    }
    return changed
  }

  /// With `value` for `name`, whatever it was.
  public func setting(_ name: String, to value: String) -> Environment {
    var changed = removing(CollectionOfOne(name))
    changed.entries.append(Self.start(name) + Array(value.utf8))
    return changed
  }

  private static let sign = UInt8(ascii: "=")

  private static func start(_ name: String) -> [UInt8] { Array(name.utf8) + [sign] }
}
