import Testing

@testable import PipelineSpec

/// What is only found when words are expanded.
@Suite("Dockerfile: words")
struct DockerfileWordTests {
  private static let words: [DockerfileCase] = [
    DockerfileCase(
      "an open brace",
      "FROM a\nCOPY ${A x\n",
      "2 failed to process \"${A\": unsupported modifier (\u{FFFD}) in substitution"),
    DockerfileCase(
      "what an image may set is not asked for",
      "FROM a\nENV A=${B:?}\n",
      "=a"),
    DockerfileCase(
      "an ARG without a value is",
      "FROM a\nARG B\nENV A=${B:?}\n",
      "3 failed to process \"${B:?}\": B: is not allowed to be unset"),
    DockerfileCase(
      "and all of nothing",
      "FROM scratch\nENV A=${B:?}\n",
      "2 failed to process \"${B:?}\": B: is not allowed to be unset"),
    DockerfileCase(
      "only in what is built",
      "FROM a AS b\nENV A=${B:\nFROM c\n",
      "b=a; =c"),
    DockerfileCase(
      "an ENV sets",
      "FROM a\nENV A=b\nENV C=${A:?}\n",
      "=a"),
    DockerfileCase(
      "but not for its own line",
      "FROM scratch\nENV A=b C=${A:?}\n",
      "2 failed to process \"${A:?}\": A: is not allowed to be unset"),
    DockerfileCase(
      "a global ARG is not seen",
      "ARG A=b\nFROM a\nENV C=${A:?}\n",
      "=a"),
    DockerfileCase(
      "unless it is declared",
      "ARG A=b\nFROM a\nARG A\nENV C=${A:?}\n",
      "=a"),
    DockerfileCase(
      "a parent is seen",
      "FROM a AS p\nARG A=b\nFROM p\nENV C=${A:?}\n",
      "p=a; =p<0"),
    DockerfileCase(
      "COPY fetches nothing",
      "FROM a\nCOPY https://x/y z\n",
      "2 source can't be a URL for COPY"),
    DockerfileCase(
      "nor from repositories",
      "FROM a\nCOPY git@x:y/z.git z\n",
      "2 source can't be a git ref for COPY"),
    DockerfileCase(
      "an unknown mount",
      "FROM a\nRUN --mount=type=foo,target=/x y\n",
      "2 unsupported mount type \"foo\""),
    DockerfileCase(
      "an unknown key",
      "FROM a\nRUN --mount=type=bind,target=/x,foo=bar y\n",
      "2 unexpected key 'foo' in 'foo=bar' (did you mean from?)"),
    DockerfileCase(
      "a key without a value",
      "FROM a\nRUN --mount=type=bind,target=/x,foo y\n",
      "2 invalid field 'foo' must be a key=value pair"),
    DockerfileCase(
      "over everything",
      "FROM a\nRUN --mount=type=bind,target=/ y\n",
      "2 invalid mount target \"/\""),
    DockerfileCase(
      "a secret without a name",
      "FROM a\nRUN --mount=type=secret y\n",
      "2 invalid secret mount. one of source, target required"),
    DockerfileCase(
      "a secret from somewhere",
      "FROM a\nRUN --mount=type=secret,id=x,from=b y\n",
      "2 secret mount should not have a from"),
    DockerfileCase(
      "an owner of memory",
      "FROM a\nRUN --mount=type=tmpfs,target=/x,uid=1 y\n",
      "2 uid not allowed for \"tmpfs\" type mounts"),
    DockerfileCase(
      "an unknown way to share",
      "FROM a\nRUN --mount=type=cache,target=/x,sharing=some y\n",
      "2 unsupported sharing value \"some\""),
    DockerfileCase(
      "quotes are dropped before fields are split",
      "FROM a\nRUN --mount=a\"b y\n",
      "2 invalid field 'ab y' must be a key=value pair"),
    DockerfileCase(
      "and a flag does not begin with one",
      "FROM a\nRUN '--mount=x' y\n",
      "=a"),
    DockerfileCase(
      "a comma in a field, without its quotes",
      "FROM a\nRUN --mount=type=cache,\"target=/x,y\",id=z y\n",
      "2 invalid field 'y' must be a key=value pair"),
  ]

  @Test("Words of instructions", arguments: words)
  func readWords(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }
}
