import Testing

@testable import PipelineSpec

/// Names, numbers and bases of stages.
@Suite("Dockerfile: stages")
struct DockerfileStageTests {
  private static let zeros = String(repeating: "0", count: 64)

  private static let names: [DockerfileCase] = [
    DockerfileCase(
      "FROM is exact about case",
      "FROM a AS Base\nFROM Base\n",
      "2 failed to parse stage name \"Base\": invalid reference format: repository name (library/Base) must be lowercase"
    ),
    DockerfileCase(
      "and names are small",
      "FROM a AS Base\nFROM base\n",
      "base=a; =base<0"),
    DockerfileCase(
      "FROM takes the nearest above",
      "FROM a AS b\nFROM c AS b\nFROM b\n",
      "b=a; b=c; =b<1"),
    DockerfileCase(
      "not one that comes later",
      "FROM b AS a\nFROM c AS b\n",
      "a=b; b=c"),
    DockerfileCase(
      "COPY takes the last of the file",
      "FROM a AS b\nFROM x\nCOPY --from=b p q\nFROM c AS b\nFROM x\n",
      "b=a; =x<2; b=c; =x"),
    DockerfileCase(
      "by number",
      "FROM a\nFROM b\nCOPY --from=0 x y\n",
      "=a; =b<0"),
    DockerfileCase(
      "as Go reads numbers",
      "FROM a\nFROM b\nCOPY --from=+0 x y\nCOPY --from=00 x y\n",
      "=a; =b<0"),
    DockerfileCase(
      "below all",
      "FROM a\nCOPY --from=-1 x y\n",
      "2 invalid stage index -1"),
    DockerfileCase(
      "no number: an image",
      "FROM a\nFROM b\nCOPY --from=0x0 x y\n",
      "=a; =b+0x0"),
    DockerfileCase(
      "a mount knows no numbers",
      "FROM a\nFROM b\nRUN --mount=from=0,target=/x y\n",
      "=a; =b+0"),
    DockerfileCase(
      "too large a number is a name",
      "FROM a\nCOPY --from=99999999999999999999 x y\n",
      "=a+99999999999999999999"),
    DockerfileCase(
      "a stage that needs itself",
      "FROM a AS x\nCOPY --from=x p q\n",
      "2 circular dependency detected on stage: x"),
    DockerfileCase(
      "two that need each other",
      "FROM a AS x\nCOPY --from=y p q\nFROM b AS y\nCOPY --from=x p q\n",
      "2 circular dependency detected on stage: x"),
    DockerfileCase(
      "a mount from a later stage",
      "FROM a AS x\nRUN --mount=from=y,target=/t z\nFROM b AS y\nFROM x\n",
      "2 cannot mount from stage \"y\" to \"/t\", stage needs to be defined before current command"),
    DockerfileCase(
      "scratch is exact as well",
      "FROM scratch\nFROM Scratch\n",
      "2 failed to parse stage name \"Scratch\": invalid reference format: repository name (library/Scratch) must be lowercase"
    ),
    DockerfileCase(
      "no variables in --from",
      "FROM a AS b\nFROM c\nCOPY --from=$B x y\n",
      "3 variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround"
    ),
    DockerfileCase(
      "a lone dollar is none",
      "FROM a AS b\nFROM c\nCOPY --from=b$ x y\n",
      "3 failed to parse stage name \"b$\": invalid reference format"),
    DockerfileCase(
      "nor in a mount",
      "FROM a\nRUN --mount=from=$B,target=/x y\n",
      "2 dockerfile parse error on line 2: 'from' doesn't support variable expansion, define alias stage instead"
    ),
    DockerfileCase(
      "images have numbers, too",
      "FROM a\nCOPY --from=b c d\nCOPY --from=1 e f\nCOPY --from=2 g h\n",
      "4 invalid stage index 2"),
  ]

  private static let bases: [DockerfileCase] = [
    DockerfileCase(
      "nothing",
      "FROM ${A}\n",
      "1 base name (${A}) should not be blank"),
    DockerfileCase(
      "variables without values",
      "FROM $A$B${C}x\n",
      "=x"),
    DockerfileCase(
      "words are split before",
      "ARG A=b\nFROM ${A:-c d}\n",
      "2 dockerfile parse error on line 2: FROM requires either one or three arguments"),
    DockerfileCase(
      "a default that is not needed",
      "ARG A=b\nFROM a:${A:-\"c\"}\n",
      "=a:b"),
    DockerfileCase(
      "quotes in a default",
      "FROM a:${A:-\"c\"}\n",
      "=a:c"),
    DockerfileCase(
      "defaults in defaults",
      "FROM a:${A:-${B:-${C:-d}}}\n",
      "=a:d"),
    DockerfileCase(
      "cut at either end",
      "ARG A=x.tar.gz\nFROM ${A%.*} AS a\nFROM ${A%%.*} AS b\nFROM ${A#*.} AS c\nFROM ${A##*.} AS d\n",
      "a=x.tar; b=x; c=tar.gz; d=gz"),
    DockerfileCase(
      "replaced",
      "ARG A=a-b-c\nFROM ${A/-/_} AS a\nFROM ${A//-/_} AS b\nFROM ${A//b*/d} AS c\n",
      "a=a_b-c; b=a_b_c; c=a-d"),
    DockerfileCase(
      "an escaped star",
      "ARG A=a*b\nFROM ${A%\\*b}\n",
      "=a"),
    DockerfileCase(
      "an escape of something else",
      "ARG A=ab\nFROM ${A%\\x}\n",
      "2 failed to process \"${A%\\\\x}\": invalid pattern (\\x) in substitution: invalid escape '\\x'"
    ),
    DockerfileCase(
      "a message of the Dockerfile",
      "FROM ${A:?wanted}\n",
      "1 failed to process \"${A:?wanted}\": A: wanted"),
    DockerfileCase(
      "empty is not unset",
      "ARG A=\nFROM b${A?}\n",
      "=b"),
    DockerfileCase(
      "unless it is asked for",
      "ARG A=\nFROM b${A:?}\n",
      "2 failed to process \"b${A:?}\": A: is not allowed to be empty"),
    DockerfileCase(
      "no such form",
      "FROM ${A=b}\n",
      "1 failed to process \"${A=b}\": unsupported modifier (=) in substitution"),
    DockerfileCase(
      "no name",
      "FROM ${}\n",
      "1 failed to process \"${}\": syntax error: bad substitution"),
    DockerfileCase(
      "no end",
      "FROM ${A\n",
      "1 failed to process \"${A\": unsupported modifier (\u{FFFD}) in substitution"),
    DockerfileCase(
      "an open quote",
      "FROM \"a\n",
      "1 failed to process \"\\\"a\": unexpected end of statement while looking for matching double-quote"
    ),
    DockerfileCase(
      "single quotes keep the dollar",
      "FROM '$A'\n",
      "1 failed to parse stage name \"$A\": invalid reference format: repository name (library/$A) must be lowercase"
    ),
    DockerfileCase(
      "an escape goes",
      "FROM a\\:b\n",
      "=a:b"),
    DockerfileCase(
      "capitals",
      "FROM A\n",
      "1 failed to parse stage name \"A\": invalid reference format: repository name (library/A) must be lowercase"
    ),
    DockerfileCase(
      "two tags",
      "FROM a:b:c\n",
      "1 failed to parse stage name \"a:b:c\": invalid reference format"),
    DockerfileCase(
      "all there can be",
      "FROM reg.io:5000/a/b:c@sha256:" + zeros + "\n",
      "=reg.io:5000/a/b:c@sha256:" + zeros),
    DockerfileCase(
      "a short digest",
      "FROM a@sha256:00\n",
      "1 failed to parse stage name \"a@sha256:00\": invalid reference format"),
    DockerfileCase(
      "capitals behind an address",
      "FROM localhost/A\n",
      "1 failed to parse stage name \"localhost/A\": invalid reference format: repository name (A) must be lowercase"
    ),
    DockerfileCase(
      "the machine that builds",
      "FROM --platform=$BUILDPLATFORM a\n",
      "=a"),
    DockerfileCase(
      "no platform",
      "FROM --platform=$X a\n",
      "1 empty platform value from expression $X"),
    DockerfileCase(
      "an unknown one",
      "FROM --platform=foo a\n",
      "1 failed to parse platform foo: \"foo\": unknown operating system or architecture: invalid argument"
    ),
    DockerfileCase(
      "a platform does not change what is built for",
      "FROM --platform=linux/arm64/v8 $TARGETARCH AS a\nFROM a\n",
      "a=amd64; =a<0"),
  ]

  @Test("Which stage a name means", arguments: names)
  func readNames(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }

  @Test("What FROM is expanded to", arguments: bases)
  func readBases(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }
}
