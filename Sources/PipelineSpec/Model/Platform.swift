/// What an image is built for, such as `linux/arm64`.
public struct Platform: Hashable, Sendable {
  /// As docker writes it.
  public let text: String

  /// Its architecture, such as `arm64`.
  public var architecture: String {
    String(text.split(separator: "/", omittingEmptySubsequences: false)[1])
  }

  /// As part of a tag, such as `linux-arm64`.
  public var slug: String {
    String(decoding: text.utf8.map { $0 == 0x2F ? 0x2D : $0 }, as: UTF8.self)
  }
}

extension Schema<Platform> {
  /// In docker's usual spelling, so that two spellings are not two platforms.
  static let platform = Schema(.text(pattern: Grammar.platform.pattern)) { node, diagnostics in
    guard let text = Schema<String>.text(.platform).decode(node, &diagnostics) else { return nil }
    guard let usual = try? ContainerPlatform(Array(text.utf8)), usual.isKnown else {
      let parts = text.split(separator: "/").map(String.init)
      diagnostics.error(
        .invalidValue, "'\(text)' is no platform that docker knows", at: node.range,
        help: Self.suggestion(for: parts).map { "did you mean '\($0)'?" }
          ?? "write one such as linux/amd64, linux/arm64 or linux/arm/v7")
      return nil
    }
    guard usual.text == text else {
      diagnostics.error(
        .invalidValue, "'\(text)' is another spelling of '\(usual.text)'", at: node.range,
        help: "write \(usual.text)")
      return nil
    }
    return Platform(text: text)
  }

  private static func suggestion(for parts: [String]) -> String? {
    guard parts.count > 1,
      let system = Suggestion.nearest(to: parts[0], in: ContainerPlatform.systems.sorted()),
      let architecture = Suggestion.nearest(
        to: parts[1], in: ContainerPlatform.architectures.sorted())
    else { return nil }
    return "\(system)/\(architecture)"
  }
}

extension ContainerPlatform {
  fileprivate var isKnown: Bool {
    Self.systems.contains(system) && Self.architectures.contains(architecture)
  }
}
