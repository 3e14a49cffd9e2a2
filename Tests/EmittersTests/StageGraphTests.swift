import Emitters
import PipelineSpec
import Testing

/// What `pipegen inspect` prints of a Dockerfile.
@Suite struct StageGraphTests {
  private static let text = """
    FROM golang:1.22 AS deps
    COPY go.mod .
    RUN go mod download
    FROM deps AS build
    COPY . .
    FROM node AS web
    COPY src src
    FROM build AS test
    FROM scratch
    COPY --from=build /app /app
    COPY --from=web /web /web
    COPY --from=busybox /bin/sh /sh

    """

  private static func picture(_ text: String) -> String? {
    Dockerfile.reading(Array(text.utf8)).dockerfile.map {
      StageGraphText.text(of: $0, file: "Dockerfile")
    }
  }

  @Test func picture() {
    #expect(
      Self.picture(Self.text) == """
        Dockerfile
          ●       0  deps       golang:1.22                    reads manifests, a good cache
          └─●     1  build      deps                           reads the whole context
          ● │     2  web        node                           reads sources
          │ ├─●   3  test       build                          reads the whole context
          └─┴─●   4  (no name)  scratch + build, web, busybox  reads the whole context

        """)
  }

  @Test func aStageThatIsTwo() {
    let text = "FROM a AS b\nCOPY go.mod .\nRUN x\nCOPY . .\nFROM b\n"
    #expect(
      Self.picture(text) == """
        Dockerfile
          ●     0  b          a  reads the whole context, could be split
          └─●   1  (no name)  b  reads the whole context

        """)
  }

  /// A picture that nobody could take in is left out, and costs nothing.
  @Test func manyColumns() throws {
    let stages = (0..<5_000).map { "FROM a AS s\($0)\nCOPY --from=s\(max($0 - 1, 0)) / /\n" }
    let text = "FROM a AS s0\n" + stages.dropFirst().joined()
    let lines = try #require(Self.picture(text)).split(separator: "\n")
    #expect(lines.count == 5_001 && lines[1].filter { $0 != " " } == "0s0a")
  }

  @Test func crossing() {
    let text = "FROM a AS x\nFROM b AS y\nFROM x\nCOPY --from=y p q\nFROM x\nFROM y\n"
    #expect(
      Self.picture(text) == """
        Dockerfile
          ●       0  x          a
          │ ●     1  y          b
          ├─┼─●   2  (no name)  x + y
          └─┼─●   3  (no name)  x
            └─●   4  (no name)  y

        """)
  }

  @Test func manyStages() {
    let stages = (0..<100).map { "FROM a AS s\($0)\n" }.joined()
    let copies = (0..<100).map { "COPY --from=s\($0) x y\n" }.joined()
    let picture = Self.picture(stages + "FROM b\n" + copies) ?? ""
    #expect(picture.split(separator: "\n").count == 102)
    #expect(!picture.contains("●"))
  }

  @Test func hostileNames() {
    let picture = Self.picture("FROM \"a$X\u{202E}\" AS x\n")
    #expect(picture == nil || picture?.contains("\u{202E}") == false)
  }

  @Test func json() {
    let reading = Dockerfile.reading(
      Array("FROM --platform=arm64 a AS b\nARG X=1 Y\nRUN x\nFROM b\n".utf8))
    #expect(
      DockerfileJSON.json(of: reading, file: "x/\"Dockerfile").line == #"""
        {"file": "x/\"Dockerfile", "stages": [{"index": 0, "name": "b", "base": "a", \#
        "baseStage": null, "platform": "linux/arm64", "line": 1, "dependsOn": [], \#
        "args": ["X", "Y"], "class": "none"}, {"index": 1, "name": "", "base": "b", \#
        "baseStage": 0, "platform": null, "line": 4, "dependsOn": [0], "args": [], \#
        "class": "none"}], "targets": {"b": 0}, "cacheCandidates": [0]}

        """#)
  }

  @Test func fault() {
    let reading = Dockerfile.reading(Array("FROM a\n\nFOO\n".utf8))
    #expect(
      DockerfileJSON.json(of: reading, file: "Dockerfile").line == #"""
        {"file": "Dockerfile", "error": {"message": "dockerfile parse error on line 3: unknown \#
        instruction: FOO (did you mean FROM?)", "line": 3}}

        """#)
  }
}
