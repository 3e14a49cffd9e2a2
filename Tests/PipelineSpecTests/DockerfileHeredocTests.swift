import Testing

@testable import PipelineSpec

/// Text that instructions hold, and instructions put off.
@Suite("Dockerfile: heredocs and triggers")
struct DockerfileHeredocTests {
  private static let heredocs: [DockerfileCase] = [
    DockerfileCase(
      "two of them",
      "FROM a\nRUN <<A <<B\nFROM x\nA\nFROM y\nB\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "a blank behind the end",
      "FROM a\nRUN <<A\nA \nA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "tabs before it",
      "FROM a\nRUN <<-A\n\t\tA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "a quoted word with a blank",
      "FROM a\nRUN <<\"A B\"\nFROM x\nA B\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "in the middle of a command",
      "FROM a\nRUN cat <<A | sh <<B\nA\nB\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "none without a blank before it",
      "FROM a\nRUN cat<<A\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "none",
      "FROM a\nRUN x <<<A\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "none inside quotes",
      "FROM a\nRUN echo \"<<A\"\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "none where a quote is open",
      "FROM a\nRUN echo it's <<A\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "blanks before the word",
      "FROM a\nRUN << A\nFROM x\nA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "a shift with blanks is one",
      "FROM a\nRUN echo $((1 << 2))\n",
      "2 unterminated heredoc"),
    DockerfileCase(
      "none in JSON",
      "FROM a\nRUN [\"sh\", \"<<A\"]\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "none in CMD",
      "FROM a\nCMD cat <<A\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "files",
      "FROM a\nCOPY <<A <<B /d/\nx\nA\ny\nB\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "files of ADD",
      "FROM a\nADD <<A /d\nx\nA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "one that does not end",
      "FROM a\nRUN <<A\nFROM b\n",
      "2 unterminated heredoc"),
    DockerfileCase(
      "its lines are not continued",
      "FROM a\nRUN <<A\n# c\n\\\nA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "opened inside a continued line",
      "FROM a\nRUN x \\\n <<A \\\n y\nz\nA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "with carriage returns",
      "FROM a\r\nRUN <<A\r\nx\r\nA\r\nFROM b\r\n",
      "=a; =b"),
    DockerfileCase(
      "its word is not expanded",
      "FROM a\nRUN <<$A\nx\n$A\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "a backslash escapes in its word, whatever escapes elsewhere",
      "# escape=`\nFROM a\nRUN <<\\A\nx\nA\nFROM b\n",
      "=a; =b"),
    DockerfileCase(
      "faults in its destination",
      "FROM a\nCOPY <<A /${x\nb\nA\n",
      "3 dockerfile parse error on line 3: unknown instruction: b"),
    DockerfileCase(
      "and in its text",
      "FROM a\nCOPY <<A /x\n${b\nA\n",
      "2 failed to process \"${b\\n\": unsupported modifier (\n) in substitution"),
    DockerfileCase(
      "which is not read if the word is quoted",
      "FROM a\nCOPY <<\"A\" /x\n${b\nA\n",
      "=a"),
  ]

  private static let triggers: [DockerfileCase] = [
    DockerfileCase(
      "its dependency is the child",
      "FROM x AS t\nFROM a AS b\nONBUILD COPY --from=t p q\nFROM b\n",
      "t=x; b=a; =b<0,1"),
    DockerfileCase(
      "an image, if no stage",
      "FROM a AS b\nONBUILD COPY --from=t p q\nFROM b\n",
      "b=a; =b<0+t"),
    DockerfileCase(
      "children of children have none",
      "FROM x AS t\nFROM a AS b\nONBUILD RUN --mount=from=t,target=/t c\nFROM b AS c\nFROM c\n",
      "t=x; b=a; c=b<0,1; =c<2"),
    DockerfileCase(
      "a fault is told at the child",
      "FROM a AS b\nONBUILD COPY x\nFROM b\n",
      "3 COPY requires at least two arguments, but only one was provided. Destination could not be determined"
    ),
    DockerfileCase(
      "and only where there is one",
      "FROM a AS b\nONBUILD COPY x\nFROM c\n",
      "b=a; =c"),
    DockerfileCase(
      "that is built",
      "FROM a AS b\nONBUILD FOO x\nFROM b AS c\nFROM d\n",
      "b=a; c=b<0; =d"),
    DockerfileCase(
      "a trigger with a variable",
      "FROM a AS b\nONBUILD ARG X\nFROM b\n",
      "b=a; =b<0"),
    DockerfileCase(
      "a trigger of nothing",
      "FROM a AS b\nONBUILD ENV\nFROM b\n",
      "3 ENV requires at least one argument"),
  ]

  @Test("Heredocs", arguments: heredocs)
  func readHeredocs(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }

  @Test("Triggers", arguments: triggers)
  func readTriggers(_ example: DockerfileCase) {
    #expect(DockerfileText(example.text).summary == example.summary)
  }
}
