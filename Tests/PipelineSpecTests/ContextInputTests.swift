import Testing

@testable import PipelineSpec

/// What a build reads of its context.
@Suite("Dockerfile: context inputs")
struct ContextInputTests {
  /// Paths of the last stage's inputs, `/` behind folders, `?` before patterns; or why it is unclear.
  private static func inputs(_ text: String) throws -> [String] {
    let dockerfile = try #require(DockerfileText(text).reading.dockerfile)
    do throws(Dockerfile.UnclearInput) {
      return try dockerfile.contextInputs(of: dockerfile.stages.count - 1).map { input in
        (input.isPattern ? "?" : "") + input.path + (input.isFolder ? "/" : "")
      }
    } catch {
      return ["\(error.line) \(error.reason)"]
    }
  }

  @Test(arguments: [
    ("COPY a /x/y ./z/ ../w b/../c /", ["a", "c", "w", "x/y", "z/"]),
    ("COPY . /", ["/"]), ("COPY ./ /", ["/"]), ("COPY ../.. /", ["/"]),
    ("COPY package*.json src/*.go /x/", ["?package*.json", "?src/*.go"]),
    ("COPY go.mod go.su[m] /", ["go.mod", "?go.su*m"]), ("COPY a? b[x-z]c* /", ["?a*", "?b*c*"]),
    ("COPY ?[ab]*[^c] x/yarn.loc[k]* /", ["?*", "?x/yarn.loc*k*"]),
    ("COPY --chown=1:1 --link a /", ["a"]), ("COPY a a ./a /", ["a"]),
    ("COPY --from=busybox /bin /bin", []), ("RUN --mount=type=cache,target=/c x", []),
    ("RUN --mount=type=secret,id=s x", []), ("RUN --mount=source=s,target=/t x", ["s"]),
    ("RUN --mount=type=bind,target=/t x", ["/"]), ("COPY <<EOF /f\nx\nEOF", []),
    ("ARG D=lib\nCOPY $D/a /", ["lib/a"]), ("ENV D=lib\nCOPY ${D:-x} /", ["lib"]),
    ("ARG D\nCOPY $D /", ["/"]), ("ONBUILD COPY a /", []), ("ADD a.tar b /", ["a.tar", "b"]),
  ])
  func paths(_ instruction: String, _ expected: [String]) throws {
    #expect(try Self.inputs("FROM a\n\(instruction)\n") == expected)
  }

  @Test(arguments: [
    ("COPY $OF_THE_IMAGE /", "reads what a variable names"),
    ("COPY a[b /", "reads by a pattern with '**', or with a '[' that nothing ends"),
    ("COPY a[]b] /", "reads by a pattern with '**', or with a '[' that nothing ends"),
    ("RUN --mount=source=a*,target=/t x", "mounts a path with a '*', '?' or '['"),
    ("COPY */a /", "reads by a pattern in the name of a folder"),
    ("COPY **.go /", "reads by a pattern with '**', or with a '[' that nothing ends"),
    ("COPY --parents a /", "copies with --parents"),
    ("COPY --exclude=b a /", "copies with --exclude"),
    ("ADD https://example.com/a /", "adds an address"),
    ("ADD git@example.com:a/b.git /", "adds an address"),
    ("RUN --mount=from=busybox,target=/t x", "mounts an image"),
    ("RUN --mount=type=$T,target=/t x", "mounts what a variable decides"),
    ("COPY [\"-a\", \"/\"]", "reads a path that begins with '-'"),
    ("COPY [\"a\\\\\\\\b\", \"/\"]", "reads a path with a backslash or a control character"),
  ])
  func unclear(_ instruction: String, _ reason: String) throws {
    #expect(try Self.inputs("FROM a\nARG D\nARG T\n\(instruction)\n") == ["4 \(reason)"])
  }

  /// Of all that it stands on or copies from, and of nothing else.
  @Test func otherStages() throws {
    let text = """
      FROM a AS one
      COPY 1 /
      FROM a AS two
      COPY 2 /
      FROM one AS three
      COPY 3 /
      FROM a AS unused
      COPY 4 /
      FROM three
      COPY --from=two /2 /
      RUN --mount=from=one,target=/t x

      """
    #expect(try Self.inputs(text) == ["1", "2", "3"])
  }

  /// Triggers run in the stage that stands on them.
  @Test func triggers() throws {
    #expect(try Self.inputs("FROM a AS b\nONBUILD COPY t /\nFROM b\nCOPY u /\n") == ["t", "u"])
  }

  @Test(arguments: [
    ("node_modules", "src", false), ("src", "src", true), ("src/", "src", true),
    ("/src", "src", true), ("src/x", "src", true), ("src", "src/x", true),
    ("s*", "src", true), ("*", "src", true), ("s?c", "src", true), ("s[qr]c", "src", true),
    ("sr", "src", false), ("*.md", "src", false), ("*.md", "", true), ("**/*.md", "src", true),
    ("**", "a", true), ("!src/keep", "src", true), ("# src", "src", false),
    ("*.log", "package*.json", false), ("package*", "package*.json", true),
    ("README.md", "*.md", true), ("a/b", "a/c", false), ("a/*/c", "a/b", true),
    ("./src/../lib", "lib", true), ("\\#a", "#a", true), ("x\n\n  src  \n", "src", true),
    ("", "", false), ("\u{FEFF}src", "src", true),
  ])
  func ignoring(_ patterns: String, _ path: String, _ touches: Bool) {
    #expect(IgnoreFile(Array(patterns.utf8)).mayTouch(path) == touches)
  }
}
