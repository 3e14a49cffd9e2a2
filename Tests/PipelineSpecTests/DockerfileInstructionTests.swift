import Testing

@testable import PipelineSpec

/// Single instructions, and their flags.
@Suite("Dockerfile: instructions")
struct DockerfileInstructionTests {
  private static let instructions: [DockerfileCase] = [
    DockerfileCase(
      "an unknown one, with advice",
      "FROM a\nRUNN x\n",
      "2 dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)"),
    DockerfileCase(
      "in the case of the word",
      "FROM a\nrunn x\n",
      "2 dockerfile parse error on line 2: unknown instruction: runn (did you mean run?)"),
    DockerfileCase(
      "without advice",
      "FROM a\nfoo x\n",
      "2 dockerfile parse error on line 2: unknown instruction: foo (did you mean from?)"),
    DockerfileCase(
      "before any FROM",
      "RUN x\n",
      "1 no build stage in current context"),
    DockerfileCase(
      "only ARG may",
      "ARG A\nENV B=c\nFROM a\n",
      "2 no build stage in current context"),
    DockerfileCase(
      "in small letters: the stage itself",
      "from a as B\ncopy --from=b x y\n",
      "2 circular dependency detected on stage: b"),
    DockerfileCase(
      "FROM without a word",
      "FROM\n",
      "1 dockerfile parse error on line 1: FROM requires either one or three arguments"),
    DockerfileCase(
      "FROM with three words that are none of AS",
      "FROM a b c\n",
      "1 dockerfile parse error on line 1: FROM requires either one or three arguments"),
    DockerfileCase(
      "a name beginning with a digit",
      "FROM a AS 1b\n",
      "1 dockerfile parse error on line 1: invalid name for build stage: \"1b\", name can't start with a number or contain symbols"
    ),
    DockerfileCase(
      "a name with a slash",
      "FROM a AS b/c\n",
      "1 dockerfile parse error on line 1: invalid name for build stage: \"b/c\", name can't start with a number or contain symbols"
    ),
    DockerfileCase(
      "a name with a letter of another alphabet",
      "FROM a AS K\u{131}\n",
      "1 dockerfile parse error on line 1: invalid name for build stage: \"K\u{131}\", name can't start with a number or contain symbols"
    ),
    DockerfileCase(
      "COPY with one word",
      "FROM a\nCOPY x\n",
      "2 dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined"
    ),
    DockerfileCase(
      "COPY with none",
      "FROM a\nCOPY --from=b\n",
      "2 dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined"
    ),
    DockerfileCase(
      "ENV with one word",
      "FROM a\nENV A\n",
      "2 ENV must have two arguments"),
    DockerfileCase(
      "ENV with a word without a sign",
      "FROM a\nENV A=b c\n",
      "2 Syntax error - can't find = in \"c\". Must be of the form: name=value"),
    DockerfileCase(
      "ENV without a name",
      "FROM a\nENV =b\n",
      "2 dockerfile parse error on line 2: ENV names can not be blank"),
    DockerfileCase(
      "ENV alone",
      "FROM a\nENV\n",
      "2 dockerfile parse error on line 2: ENV requires at least one argument"),
    DockerfileCase(
      "ARG alone",
      "FROM a\nARG\n",
      "2 dockerfile parse error on line 2: ARG requires at least one argument"),
    DockerfileCase(
      "ARG without a name",
      "FROM a\nARG A B=c =d\n",
      "2 dockerfile parse error on line 2: ARG names can not be blank"),
    DockerfileCase(
      "USER alone",
      "FROM a\nUSER\n",
      "2 dockerfile parse error on line 2: USER requires exactly one argument"),
    DockerfileCase(
      "VOLUME of nothing",
      "FROM a\nVOLUME [\"\"]\n",
      "2 dockerfile parse error on line 2: VOLUME specified can not be an empty string"),
    DockerfileCase(
      "JSON of more than strings",
      "FROM a\nSHELL [\"x\", 1]\n",
      "2 when using JSON array syntax, arrays must be comprised of strings only"),
    DockerfileCase(
      "JSON with something behind it is plain text",
      "FROM a\nRUN [\"x\", \"y\"] z\n",
      "=a"),
    DockerfileCase(
      "JSON with escapes and blanks",
      "FROM a\nCMD [ \"a\" , \"\\u00e9\\n\" ]\n",
      "=a"),
    DockerfileCase(
      "HEALTHCHECK NONE with words",
      "FROM a\nHEALTHCHECK NONE x\n",
      "2 dockerfile parse error on line 2: HEALTHCHECK NONE takes no arguments"),
    DockerfileCase(
      "an unknown unit",
      "FROM a\nHEALTHCHECK --interval=1x CMD y\n",
      "2 dockerfile parse error on line 2: time: unknown unit \"x\" in duration \"1x\""),
    DockerfileCase(
      "too short",
      "FROM a\nHEALTHCHECK --interval=1us CMD y\n",
      "2 dockerfile parse error on line 2: Interval \"interval\" cannot be less than 1ms"),
    DockerfileCase(
      "fewer than none",
      "FROM a\nHEALTHCHECK --retries=-1 CMD y\n",
      "2 dockerfile parse error on line 2: --retries cannot be negative (-1)"),
    DockerfileCase(
      "HEALTHCHECK without a command",
      "FROM a\nHEALTHCHECK CMD\n",
      "2 dockerfile parse error on line 2: Missing command after HEALTHCHECK CMD"),
    DockerfileCase(
      "HEALTHCHECK of something else",
      "FROM a\nHEALTHCHECK RUN x\n",
      "2 dockerfile parse error on line 2: Unknown type \"RUN\" in HEALTHCHECK (try CMD)"),
    DockerfileCase(
      "triggers make no triggers",
      "FROM a\nONBUILD ONBUILD RUN x\n",
      "2 dockerfile parse error on line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
    DockerfileCase(
      "nor maintainers",
      "FROM a\nONBUILD MAINTAINER x\n",
      "2 dockerfile parse error on line 2: MAINTAINER isn't allowed as an ONBUILD trigger"),
    DockerfileCase(
      "ONBUILD alone",
      "FROM a\nONBUILD\n",
      "2 dockerfile parse error on line 2: ONBUILD requires at least one argument"),
    DockerfileCase(
      "no such signal",
      "FROM a\nSTOPSIGNAL SIGFOO\n",
      "2 invalid signal: SIGFOO"),
    DockerfileCase(
      "these two ignore flags",
      "FROM a\nSTOPSIGNAL --x=y term\nARG --x B\n",
      "=a"),
    DockerfileCase(
      "no such protocol",
      "FROM a\nEXPOSE 80/foo\n",
      "2 invalid proto: foo"),
    DockerfileCase(
      "ports in the wrong order",
      "FROM a\nEXPOSE 80-70\n",
      "2 invalid containerPort: 80-70"),
    DockerfileCase(
      "ports that are right",
      "FROM a\nEXPOSE $PORT 127.0.0.1:80:8080/TCP 1-2/udp\n",
      "=a"),
  ]

  private static let flags: [DockerfileCase] = [
    DockerfileCase(
      "given twice",
      "FROM a\nCOPY --from=a --from=b x y\n",
      "2 dockerfile parse error on line 2: duplicate flag specified: --from"),
    DockerfileCase(
      "without a value",
      "FROM a\nCOPY --from x y z\n",
      "2 dockerfile parse error on line 2: missing a value on flag: --from"),
    DockerfileCase(
      "neither true nor false",
      "FROM a\nCOPY --link=maybe x y\n",
      "2 dockerfile parse error on line 2: expecting boolean value for flag --link, not: maybe"),
    DockerfileCase(
      "a boolean of nothing",
      "FROM a\nCOPY --link= x y\n",
      "2 dockerfile parse error on line 2: missing a value on flag: --link"),
    DockerfileCase(
      "ADD has no --from",
      "FROM a\nADD --from=b x y\n",
      "2 dockerfile parse error on line 2: unknown flag: --from"),
    DockerfileCase(
      "a quote begins no flag",
      "FROM a AS b\nFROM c\nCOPY \"--from=b\" x y\n",
      "b=a; =c"),
    DockerfileCase(
      "quotes in one are dropped",
      "FROM a AS b\nFROM c\nCOPY --from=\"b\" x y\n",
      "b=a; =c<0"),
    DockerfileCase(
      "wherever they stand",
      "FROM a AS b\nFROM c\nCOPY --fr'o'm=b x y\n",
      "b=a; =c<0"),
    DockerfileCase(
      "-- ends the flags",
      "FROM a\nCOPY -- --from=b x\n",
      "=a"),
    DockerfileCase(
      "no such network",
      "FROM a\nRUN --network=x y\n",
      "2 dockerfile parse error on line 2: invalid network mode \"x\""),
    DockerfileCase(
      "no such security",
      "FROM a\nRUN --security=x y\n",
      "2 dockerfile parse error on line 2: security \"x\" is not valid"),
    DockerfileCase(
      "no flags at all",
      "FROM a\nUSER --x=y z\n",
      "2 dockerfile parse error on line 2: unknown flag: --x"),
  ]

  @Test("What an instruction may say", arguments: instructions)
  func readInstructions(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }

  @Test("Flags", arguments: flags)
  func readFlags(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }
}
