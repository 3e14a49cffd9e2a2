import Foundation
import TestSupport

/// What git and the clock tell of a sample's run, found out without pipegen.
enum RunFacts {
  /// The instant of every run: 2026-01-31T12:34:56Z.
  static let epoch = "1769862896"

  /// Values by name; empty where there is none.
  static func values(of sample: GeneratedSample, in situation: Situation) throws -> [String: String]
  {
    guard let repository = sample.repository else { return [:] }
    let commit = try commit(in: situation, repository)
    let branch =
      situation == .local
      ? "main"
      : situation.isPullRequest ? Situation.source : situation.event == "tag" ? "" : situation.ref
    return [
      "git.commit": commit, "git.shortCommit": String(commit.prefix(7)),
      "git.branch": try slug(branch), "git.tag": situation.event == "tag" ? situation.ref : "",
      "time": "2026-01-31T12:34:56Z", "date": "2026-01-31", "date.compact": "20260131",
    ]
  }

  private static func commit(
    in situation: Situation, _ repository: GitRepository
  ) throws -> String {
    switch situation {
    case .local, .githubPullRequest: try repository.head()
    case .azurePullRequest, .azureFork: Situation.sourceCommit
    case _: Situation.commit
    }
  }

  /// By another hand than pipegen's.
  static func slug(_ name: String) throws -> String {
    var slug = String(
      decoding: name.utf8.prefix(100).map {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-".utf8.contains($0)
          ? $0 : 0x2D
      }, as: UTF8.self)
    if slug.hasPrefix("-") || slug.hasPrefix(".") { slug = "_" + slug.dropFirst() }
    guard slug != name else { return slug }
    let digest = try Program.find("sha256sum")?.run([], in: Repository.root, input: Data(name.utf8))
    return "\(slug)-\(digest?.text.prefix(8) ?? "")"
  }
}
