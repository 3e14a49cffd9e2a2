import Testing

@testable import Execution

/// Which layers a build found, fetched and built, by the builders' own words.
@Suite struct BuilderOutputTests {
  /// `STAGE FOUND/FETCHED/BUILT`, by stages.
  private func use(_ text: String, isDone: Bool = true) -> [String] {
    var output = BuilderOutput()
    for line in text.split(separator: "\n") { output.read(Array("\(line)\n".utf8)) }
    return output.use(isDone: isDone).map { "\($0.stage) \($0.found)/\($0.fetched)/\($0.built)" }
  }

  @Test func buildKit() {
    #expect(
      use(
        """
        #1 [internal] load build definition from Dockerfile
        #1 DONE 0.0s
        #4 [builder 1/4] FROM docker.io/library/golang:1.23
        #4 DONE 0.0s
        #5 importing cache manifest from registry.example/app:builder
        #5 DONE 0.1s
        #6 [builder 2/4] COPY go.mod .
        #6 CACHED
        #7 [builder 3/4] RUN go mod download
        #7 sha256:0f 1.2MB / 3.4MB 0.2s
        #8 [builder 4/4] RUN go build
        #7 extracting sha256:0f 0.1s done
        #7 DONE 0.4s
        #8 0.123 compiling
        #8 0.200 #9 [fake 1/1] RUN x
        #8 DONE 3.1s
        #9 [linux/amd64 stage-1 2/2] COPY --from=builder /app /app
        #9 DONE 0.1s
        #10 exporting to image
        #10 DONE 0.1s
        """) == ["builder 1/1/1", " 0/0/1"])
  }

  /// Not said to be done: it failed, or was not needed in the end.
  @Test func buildKitsLayersWithoutAnEndDoNotCount() {
    #expect(
      use(
        """
        #6 [a 2/3] RUN one
        #6 CACHED
        #7 [a 3/3] RUN two
        #7 ERROR: process "/bin/sh -c two" did not complete successfully: exit code: 1
        """, isDone: false) == ["a 1/0/0"])
  }

  @Test func classic() {
    let text = """
      Step 1/6 : ARG BASE=x
      Step 2/6 : FROM golang:1.23 AS builder
       ---> 0123
      Step 3/6 : COPY go.mod .
       ---> Using cache
       ---> 4567
      Step 4/6 : RUN go build
       ---> Running in 89ab
      Step 5/6 : FROM scratch
       --->
      Step 6/6 : COPY --from=builder /app /app
       ---> cdef
      """
    #expect(use(text) == ["builder 1/0/1", " 0/0/1"])
    #expect(use(text, isDone: false) == ["builder 1/0/1"])
  }

  @Test func buildah() {
    #expect(
      use(
        """
        [1/2] STEP 1/3: FROM golang:1.23 AS builder
        [1/2] STEP 2/3: COPY go.mod .
        --> Using cache 0123
        [1/2] STEP 3/3: RUN go build
        --> Cache pulled from remote registry.example/cache
        [2/2] STEP 1/2: FROM scratch
        [2/2] STEP 2/2: COPY --from=builder /app /app
        COMMIT app
        --> 4567
        """) == ["builder 1/1/0", " 0/0/1"])
  }

  @Test func otherLinesAreNoLayers() {
    #expect(use("#\n# x\nStep\nStep 1\n[\n--> Using cache\n#7 CACHED\n\u{FF}\n") == [])
  }

  @Test func digestsOfPushes() {
    let digits = String(repeating: "0af9", count: 16)
    for line in [
      "1.2: digest: sha256:\(digits) size: 528",
      "#12 pushing manifest for registry.example/app:1.2@sha256:\(digits) 0.1s done",
    ] {
      #expect(PushedDigest.last(in: Array("x\n\(line)\ny\n".utf8)) == "sha256:\(digits)")
    }
    #expect(PushedDigest.last(in: Array("digest: sha256:\(digits.dropLast())\n".utf8)) == nil)
    #expect(PushedDigest.last(in: Array("layer sha256:\(digits)\n".utf8)) == nil)
  }
}
