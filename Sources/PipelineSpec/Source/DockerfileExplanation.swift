extension DiagnosticID {
  /// Of doubts about what a spec says of a Dockerfile; `allow` of the image silences each.
  var advice: Explanation {
    let text =
      switch self {
      case .unknownArgument:
        "The spec gives a build argument that no ARG of the Dockerfile takes, so that it does nothing. "
          + "Most often it is misspelt."
      case .volatileArgument:
        "A commit, a build number or the time is given to a stage as an argument. Each RUN below its ARG "
          + "is then another step in each run, whether it uses the argument or not, and never comes "
          + "from a cache. Let ARG stand right above the step that needs it."
      case .secretArgument:
        "What is given as a build argument is kept in the image's history and provenance. A password or "
          + "token is mounted instead: `RUN --mount=type=secret,id=…` in the Dockerfile, `secrets` in "
          + "the spec."
      case .wholeContextCache:
        "The stage, or one that it stands on, copies the whole context. From there on nothing comes from "
          + "the cache after any change, so that it is pulled and pushed for little; and a key that names "
          + "some files is found though others have changed. Cache a stage "
          + "that reads only the files which name dependencies, such as go.mod or package.json."
      case .inertCache:
        "Nothing is ever taken from this cache, or nothing that takes long: `noCache` forbids it, the "
          + "image does not need the stage, the stage has no layers, or an image is its own cache though "
          + "its last stage, of which alone it has the layers, runs nothing."
      case .unpinnedBase:
        "What is found by its key is not built again. A tag such as `golang:1.22` is another image after "
          + "each of its updates, which the key does not see: security fixes arrive only once something "
          + "else changes. Name the base by its digest, as `golang:1.22@sha256:…`, and let a bot move it."
      case .unreachedGate:
        "BuildKit builds only what is asked for. A stage that looks like tests is not built unless the "
          + "target needs it or the spec makes it a gate; and a gate that shares nothing with the image "
          + "passes whatever is in the image."
      case .stageOrder:
        "The spec names stages in another order than the Dockerfile. They are built in the Dockerfile's "
          + "order all the same; a spec that reads alike misleads nobody."
      case _: preconditionFailure("explained elsewhere")
      }
    return Explanation(
      text: text + " `allow: [\(rawValue)]` of the image says that it is meant.", example: nil)
  }
}
