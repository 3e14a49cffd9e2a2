import PipelinePlan
import Testing

/// Texts of docker 20.10 and 26.1 against the distribution registry.
@Suite struct RegistryFaultTests {
  @Test(arguments: [
    (
      "Error response from daemon: manifest for 127.0.0.1:1/x:y not found: manifest unknown: manifest unknown",
      RegistryFault.missing
    ),
    ("Error response from daemon: repository 127.0.0.1:1/x not found: name unknown: x", .missing),
    (
      "Error response from daemon: failed to resolve reference \"127.0.0.1:1/x:y\": 127.0.0.1:1/x:y: not found",
      .missing
    ),
    (
      "Error response from daemon: Get \"http://127.0.0.1:1/v2/x\": no basic auth credentials",
      .denied
    ),
    (
      "Error response from daemon: pull access denied, repository does not exist or may require"
        + " authorization: authorization failed: no basic auth credentials", .denied
    ),
    (
      "Error response from daemon: pull access denied for x, repository does not exist or may"
        + " require 'docker login': denied", .hidden
    ),
    (
      "Error response from daemon: unexpected status from HEAD request to http://x: 401 Unauthorized",
      .denied
    ),
    ("denied: requested access to the resource is denied", .denied),
    ("Error response from daemon: dial tcp 127.0.0.1:1: connect: connection refused", .transient),
    ("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", .transient),
    ("toomanyrequests: You have reached your pull rate limit", .transient),
    ("errors:\nmanifest blob unknown: blob unknown to registry\n", .transient),
    (
      #"failed commit on ref "manifest-sha256:30f8": unexpected status from PUT request to "#
        + "http://127.0.0.1:1/v2/a/manifests/7: 400 Bad Request", .transient
    ),
    ("received unexpected HTTP status: 503 Service Unavailable", .transient),
    (
      "error getting credentials - err: exec: \"docker-credential-x\": executable file not found in $PATH",
      .unknown
    ),
    ("no space left on device", .unknown), ("", .unknown),
    ("write /var/lib/docker/tmp/x: no space left on device: unexpected EOF", .unknown),
    ("error parsing HTTP 429 response body: invalid character '<'", .transient),
    ("error parsing HTTP 502 response body: invalid character '<': \"<html>\"", .transient),
    ("error parsing HTTP 404 response body: invalid character '<'", .unknown),
    ("received unexpected HTTP status: 520 ", .transient),
    ("dial tcp: lookup x.io: Temporary failure in name resolution", .transient),
  ])
  func dockersTextTellsWhatIsWrong(text: String, fault: RegistryFault) {
    #expect(RegistryFault(message: text) == fault)
  }

  @Test(arguments: [
    "toomanyrequests: x", "unexpected status from HEAD request: 429 Too Many Requests",
    "error parsing HTTP 429 response body: x",
  ])
  func aLimitIsToldApart(text: String) {
    #expect(RegistryFault.cause(in: text)?.isRateLimit == true)
    #expect(RegistryFault.cause(in: "503 Service Unavailable")?.isRateLimit == false)
  }
}
