import Testing

@testable import PipelineSpec

/// What later code asks of a Dockerfile.
@Suite("Dockerfile: queries")
struct DockerfileQueryTests {
  private static let usual = """
    ARG GO=1.22
    FROM --platform=$BUILDPLATFORM golang:${GO} AS deps
    WORKDIR /src
    COPY go.mod go.sum ./
    RUN --mount=type=cache,target=/go go mod download
    FROM deps AS Build
    ARG TARGETOS TARGETARCH=amd64
    COPY . .
    RUN <<EOF
    go build
    EOF
    FROM build AS test
    RUN go test
    FROM scratch
    COPY --from=build --chown=1 /out /app

    """

  @Test func stages() throws {
    let dockerfile = try #require(DockerfileText(Self.usual).reading.dockerfile)
    #expect(dockerfile.globalArguments.map(\.name) == ["GO"])
    #expect(dockerfile.globalArguments.first?.defaultText == "1.22")
    #expect(dockerfile.stages.map(\.line) == [2, 6, 12, 14])
    #expect(dockerfile.stages[0].platform == "linux/amd64")
    #expect(dockerfile.stages.map(\.contextClass) == [.manifest, .whole, .whole, .whole])
    #expect(dockerfile.cacheCandidates == [0])
    #expect(dockerfile.targets.map(\.name) == ["deps", "build", "test"])
    #expect(dockerfile.stage(named: "BUILD")?.index == 1)
    #expect(dockerfile.stage(named: "3") == nil)
    #expect(dockerfile.needed(for: 3) == [0, 1, 3])
    #expect(dockerfile.needed(for: 9) == [])
    #expect(dockerfile.stages[1].arguments.map(\.name) == ["TARGETOS", "TARGETARCH"])
    let bytes = Array(Self.usual.utf8)
    #expect(bytes[dockerfile.stages[2].bytes].text == "FROM build AS test\nRUN go test")
    let run = try #require(dockerfile.stages[1].instructions.last)
    #expect(run.lines == 9...11)
    #expect(bytes[run.bytes].text == "RUN <<EOF\ngo build\nEOF")
  }

  @Test func instructions() throws {
    let dockerfile = try #require(DockerfileText(Self.usual).reading.dockerfile)
    let last = try #require(dockerfile.stages[3].instructions.first)
    guard case .copy(let copy) = last.content else {
      Issue.record("no COPY")
      return
    }
    #expect(copy.origin == .stage(1))
    #expect(copy.sources == ["/out"])
    #expect(copy.target == "/app")
    #expect(last.flags.map(\.name) == ["from", "chown"])
    #expect(last.contextPaths == [])
    #expect(dockerfile.stages[0].instructions[1].contextPaths == ["go.mod", "go.sum"])
    guard case .run(let run) = dockerfile.stages[0].instructions[2].content else {
      Issue.record("no RUN")
      return
    }
    #expect(run.mounts.map(\.kind) == [.cache])
    #expect(run.mounts.map(\.origin) == [.none])
    #expect(run.mounts.map(\.target) == ["/go"])
    #expect(run.command == ["go mod download"])
  }

  @Test(
    "What of the context a stage reads",
    arguments: [
      ("COPY . .", "whole", ["."]), ("COPY ./ x", "whole", ["./"]), ("COPY / x", "whole", ["/"]),
      ("COPY * x", "whole", ["*"]), ("ADD ./** x", "whole", ["./**"]),
      ("COPY package*.json yarn.lock* ./", "manifest", ["package*.json", "yarn.lock*"]),
      ("COPY app/requirements-dev.txt x", "manifest", ["app/requirements-dev.txt"]),
      ("COPY src/*.csproj x", "manifest", ["src/*.csproj"]), ("COPY go.* ./", "manifest", ["go.*"]),
      ("COPY nginx.conf /etc/", "file", ["nginx.conf"]),
      ("COPY go.mod nginx.conf /etc/", "file", ["go.mod", "nginx.conf"]),
      ("COPY run.sh /", "source", ["run.sh"]), ("COPY app.jar /", "source", ["app.jar"]),
      ("COPY src /src", "source", ["src"]), ("COPY conf.d/ /etc", "source", ["conf.d/"]),
      ("COPY *.conf /etc", "source", ["*.conf"]),
      ("ARG D=go.mod\nCOPY ${D} /", "manifest", ["go.mod"]),
      ("ADD https://x/y.tgz go.sum /", "manifest", ["go.sum"]),
      ("COPY <<E /x\n.\nE", "none", []), ("COPY --from=x . .", "none", []),
      ("RUN --mount=target=/x y", "whole", [""]),
      ("RUN --mount=source=go.mod,target=/go.mod y", "manifest", ["go.mod"]),
      ("RUN --mount=type=cache,target=/x y", "none", []),
      ("RUN --mount=type=secret,source=x,target=/x y", "none", []),
      ("RUN --mount=from=x,target=/x y", "none", []),
    ])
  func context(_ instruction: String, _ level: String, _ paths: [String]) {
    let stage = DockerfileText("FROM a\n\(instruction)\n").stages.first
    #expect(stage?.contextClass.rawValue == level)
    #expect(stage?.instructions.flatMap(\.contextPaths) == paths)
  }

  @Test(
    "Which stages could be split",
    arguments: [
      ("COPY go.mod .\nRUN x\nCOPY . .", true), ("COPY . .\nRUN x", false),
      ("COPY go.mod .\nCOPY . .\nRUN x", false), ("COPY go.mod .\nRUN x", false),
      ("RUN x\nCOPY . .", false), ("COPY go.mod .\nRUN x\nCOPY src src", true),
    ])
  func splitting(_ instructions: String, _ isSplittable: Bool) {
    #expect(DockerfileText("FROM a\n\(instructions)\n").stages[0].isSplittable == isSplittable)
    let above = DockerfileText("FROM a AS b\nCOPY . .\nFROM b\n\(instructions)\n").stages
    #expect(above[1].isSplittable == false)
  }

  @Test func options() {
    let text = "ARG A\nFROM $A AS x\nFROM b-$TARGETARCH$TARGETVARIANT-$TARGETSTAGE AS y\n"
    #expect(DockerfileText(text).summary == "2 base name ($A) should not be blank")
    let options = Dockerfile.Options(arguments: ["A": "b"], platform: "linux/arm64/v8", target: "X")
    #expect(DockerfileText(text, options: options).summary == "x=b; y=b-arm64v8-x")
    let wrong = Dockerfile.Options(arguments: ["A": "b"], target: "z")
    #expect(
      DockerfileText(text, options: wrong).summary
        == "- target stage \"z\" could not be found (did you mean x?)")
    let unset = DockerfileText("FROM a:$B${C:-d}\nFROM b\n", options: options).stages
    #expect(unset.isEmpty == false)
    #expect(unset.first?.unsetVariables == ["B", "C"])
  }

  @Test func faultsOfTheTargetOnly() {
    let text = "FROM a AS x\nCOPY --from=y p q\nFROM b AS y\nFROM c AS z\n"
    #expect(DockerfileText(text).reading.fault == nil)
    let reading = DockerfileText(text, options: .init(target: "x")).reading
    #expect(reading.fault?.line == 2)
    #expect(reading.dockerfile?.stages.count == 3)
  }

  @Test func diagnostics() {
    var sources = Sources()
    var diagnostics = Diagnostics()
    let text = "# x\r\nFROM a\n  FOO \\\n  bar\n"
    let file = sources.add(SourceFile(name: "Dockerfile", bytes: Array(text.utf8)))
    #expect(Dockerfile.read(file, in: sources, into: &diagnostics) == nil)
    #expect(
      DiagnosticText.render(diagnostics, sources: sources) == """
        Dockerfile:3:3: error: dockerfile parse error on line 3: unknown instruction: FOO \
        (did you mean FROM?) [syntax]
          3 |   FOO \\
            |   ^~~~~

        """)
  }
}
