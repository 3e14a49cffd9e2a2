extension DiagnosticID {
  /// What a kind of diagnostic is about, for `pipegen explain` and the reference.
  package struct Explanation: Sendable {
    /// What it says, why it matters and what to do: plain sentences.
    package let text: String
    /// The least spec that has it; nil where it takes more than a spec.
    package let example: String?
  }

  /// Why pipegen says it, and what to do about it.
  package var explanation: Explanation {
    switch self {
    case .encoding, .syntax, .tooLarge, .tooDeep, .tooManyNodes, .duplicateKey, .severalDocuments,
      .yamlTag, .aliasCycle, .undefinedAlias, .keyKind, .mergeKey, .notASpec, .tooManyFaults:
      reading
    case .unknownKey, .missingKey, .wrongKind, .invalidValue, .interpolation, .clash, .version:
      decoding
    case .unknownVariable, .notYetKnown, .unknownName, .reservedName, .missingValue, .cycle,
      .openAxis, .untrustedCache, .incompleteKey, .unusedRegistry, .tooManySteps, .unsupported,
      .secretFlow, .azureCondition:
      planning
    case .unknownFile, .unknownStage, .missingDockerfile, .dockerfile: files
    case .unknownArgument, .volatileArgument, .secretArgument, .wholeContextCache, .inertCache,
      .unpinnedBase, .unreachedGate, .stageOrder:
      advice
    }
  }

  private var reading: Explanation {
    switch self {
    case .encoding:
      Explanation(
        "A spec is UTF-8 without control characters. The file holds other bytes, such as those of "
          + "UTF-16 or Latin-1. Save it as UTF-8.")
    case .syntax:
      Explanation(
        "The file is no YAML. Most often a quote or bracket is not closed, or a line is indented by "
          + "a tab or by another number of spaces than its neighbours.",
        example: "images: [app")
    case .tooLarge:
      Explanation("A file is larger than pipegen reads. Split the spec with `include`.")
    case .tooDeep:
      Explanation("Mappings and lists are nested deeper than any spec needs.")
    case .tooManyNodes:
      Explanation(
        "With all aliases expanded, the spec has more values than pipegen reads: probably anchors "
          + "that name each other. Write them out, or use `templates`.")
    case .duplicateKey:
      Explanation(
        "A mapping has one key twice. YAML readers differ in which one they take, so none is taken: "
          + "remove one.",
        example: "registry: example.azurecr.io\nregistry: ghcr.io\nimages: { app: }")
    case .severalDocuments:
      Explanation(
        "A spec is one YAML document. What stands behind `---` would be ignored by other readers: "
          + "keep it in a file of its own.",
        example: "registry: example.azurecr.io\nimages: { app: }\n---\nimages: { web: }")
    case .yamlTag:
      Explanation(
        "YAML tags such as `!include` have no meaning in a spec. Remove the tag, or quote a value "
          + "that begins with `!`.",
        example: "registry: !env REGISTRY\nimages: { app: }")
    case .aliasCycle:
      Explanation(
        "An alias stands inside the value that it names, which would never end.",
        example: "registry: example.azurecr.io\nimages: &all\n  app: *all")
    case .undefinedAlias:
      Explanation(
        "An alias `*name` needs an anchor `&name` before it.",
        example: "registry: example.azurecr.io\nimages: { app: *base }")
    case .keyKind:
      Explanation(
        "A key has to be text, not a list or a mapping.",
        example: "registry: example.azurecr.io\nimages: { [a, b]: }")
    case .mergeKey:
      Explanation(
        "`<<` merges what an alias names into a mapping; that has to be a mapping, or a list of "
          + "mappings. `defaults` and `templates` say the same without anchors.",
        example: "registry: example.azurecr.io\nimages: { app: { <<: text } }")
    case .notASpec:
      Explanation(
        "The file is empty, or its top level is no mapping. The smallest spec names `pipegen`, "
          + "`registry` and `images`.")
    case .tooManyFaults:
      Explanation("The rest of the faults is left out: mend those that are shown first.")
    case _: preconditionFailure("explained elsewhere")
    }
  }

  private var decoding: Explanation {
    switch self {
    case .unknownKey:
      Explanation(
        "Nothing is known by this key, so it would do nothing. The help names the nearest key, or "
          + "all that may stand there.",
        example: "registry: example.azurecr.io\nimages: { app: { contxt: app } }")
    case .missingKey:
      Explanation("A key that has to be there is not.", example: "registry: example.azurecr.io")
    case .wrongKind:
      Explanation(
        "A mapping, a list or text stands where another of them is wanted.",
        example: "registry: example.azurecr.io\nimages: { app: { tags: { a: b } } }")
    case .invalidValue:
      Explanation(
        "The value breaks a rule of what it names: a repository, a tag, a path inside the spec's "
          + "folder, a duration. The message says which rule.",
        example: "registry: example.azurecr.io\nimages: { app: { tags: [\"not a tag\"] } }")
    case .interpolation:
      Explanation(
        "A `${` is not closed, or what stands in it is no name. Write `$${` for the characters "
          + "themselves, and quote a value that holds `${`.",
        example: "registry: example.azurecr.io\nimages: { app: { tags: [\"${version\"] } }")
    case .clash:
      Explanation(
        "Two things want one name, reference or file: whichever came last would silently win. Both "
          + "places are shown; give each a name of its own.",
        example: "registry: example.azurecr.io\nimages: { app: { tags: [latest, latest] } }")
    case .version:
      Explanation(
        "The spec is written in a version of the language that this pipegen does not read.",
        example: "pipegen: 2\nregistry: example.azurecr.io\nimages: { app: }")
    case _: preconditionFailure("explained elsewhere")
    }
  }

  private var planning: Explanation {
    switch self {
    case .unknownVariable:
      Explanation(
        "`${…}` names nothing that has a value here. Parameters are declared under `parameters`; "
          + "`${image}`, `${matrix.AXIS}`, `${git.commit}`, `${date}` and the like need no "
          + "declaration.",
        example: "registry: example.azurecr.io\nimages: { app: { tags: [\"${verson}\"] } }")
    case .notYetKnown:
      Explanation(
        "Paths, targets, caches and the text of a pipeline are fixed when the spec is compiled, so "
          + "they may name `${image}` and `${matrix.AXIS}`, but no parameter and nothing of git or "
          + "the clock.",
        example: "registry: example.azurecr.io\nparameters: { v: x }\n"
          + "images: { app: { context: \"${v}\" } }")
    case .unknownName:
      Explanation(
        "An image, lane, template, registry, parameter, group or matrix axis of this name is not in "
          + "the spec.",
        example: "registry: example.azurecr.io\nimages: { app: { extends: go } }")
    case .reservedName:
      Explanation(
        "The name means something to pipegen itself.",
        example: "registry: example.azurecr.io\nparameters: { image: x }\nimages: { app: }")
    case .missingValue:
      Explanation(
        "A pipeline starts without anyone to ask, so each parameter needs a default there, or a "
          + "value in `outputs.azure.parameters`.",
        example: "registry: example.azurecr.io\nparameters: { version: { help: The tag } }\n"
          + "images: { app: { tags: [\"${version}\"] } }\noutputs: { azure: azure-pipelines.yml }")
    case .cycle:
      Explanation(
        "Images, templates or lanes need each other in a circle, so none can come first.",
        example: "registry: example.azurecr.io\nimages:\n"
          + "  a: { args: { BASE: \"${images.b}\" } }\n  b: { args: { BASE: \"${images.a}\" } }")
    case .openAxis:
      Explanation(
        "What is named has a leg for each value of a matrix axis, and nothing says which one is "
          + "meant. Axes of the same name are joined by their values.",
        example:
          "registry: example.azurecr.io\nimages:\n  base: { matrix: { go: [\"1\", \"2\"] } }\n"
          + "  app: { args: { BASE: \"${images.base}\" } }")
    case .untrustedCache:
      Explanation(
        "A lane builds from a cache that a less trusted lane can write: whoever opens a pull request "
          + "could put layers into what main ships. Let the other lane not push it, or declare it as "
          + "trusted with `reads`.",
        example: "registry: example.azurecr.io\nlanes:\n"
          + "  main: { events: [push], push: [images, cache] }\n"
          + "  pull: { events: [pullRequest], push: [cache] }\n"
          + "images: { app: { tags: [a], stages: { deps: { cache: deps } } } }")
    case .incompleteKey:
      Explanation(
        "An image that is found by its key is not built. The key tells nothing of an image or a folder "
          + "that it is built from, so a change there would go unseen. Give that image a key as well.",
        example: "registry: example.azurecr.io\nimages:\n  base: { context: base }\n"
          + "  app: { args: { BASE: \"${images.base}\" }, key: [go.mod] }")
    case .unusedRegistry:
      Explanation(
        "Images go to the first registry unless they name others, so this one gets nothing.",
        example: "registries: { main: example.azurecr.io, mirror: ghcr.io/shop }\nimages: { app: }")
    case .tooManySteps:
      Explanation("The plan has more than 100,000 steps: the matrices multiply beyond any use.")
    case .unsupported:
      Explanation(
        "The engine cannot do what the spec asks of it, or `key: auto` cannot tell the files of a "
          + "key: a plan never leaves it out silently. Choose another `engine`, name the files, or ask "
          + "for less.",
        example: "registry: example.azurecr.io\nengine: docker\n"
          + "images: { app: { from: { assets: ./assets } } }")
    case .secretFlow:
      Explanation(
        "A secret would get into text: an argument, a label, a tag, a parameter. All of these are seen "
          + "in images, logs or generated files. Name it in the image's `secrets`, and mount it with "
          + "RUN --mount=type=secret.",
        example: "registry: example.azurecr.io\nsecrets: { token: { env: TOKEN } }\n"
          + "images: { app: { args: { TOKEN: \"${token}\" } } }")
    case .azureCondition:
      Explanation(
        "A condition in Azure replaces `succeeded()`, which every stage, job and step has without one. "
          + "So what it guards runs even where what came before has failed. Write "
          + "`and(succeeded(), …)`; a stage that shall not wait for others has `dependsOn: []`.",
        example: "registry: example.azurecr.io\nimages: { app: }\noutputs:\n  azure:\n    stages:\n"
          + "      - { stage: A, jobs: [{ pipegen: all }] }\n"
          + "      - { stage: B, condition: \"eq(variables['b'], 1)\", jobs: [] }")
    case _: preconditionFailure("explained elsewhere")
    }
  }

  private var files: Explanation {
    switch self {
    case .unknownFile:
      Explanation(
        "A file that the spec names does not exist, cannot be read or lies outside of the spec's "
          + "folder.",
        example: "registry: example.azurecr.io\ninclude: [teams/images.yml]\nimages: { app: }")
    case .unknownStage:
      Explanation(
        "The Dockerfile has no stage of this name. Names of stages stand behind `AS`; their case "
          + "does not matter.")
    case .missingDockerfile:
      Explanation(
        "There is no Dockerfile yet. That is no fault where it is made later; stages are then built "
          + "in the order of the spec. Where its content is needed it is an error.",
        example: "registry: example.azurecr.io\n"
          + "images: { app: { stages: { a: { cache: a }, b: { cache: b } } } }")
    case .dockerfile:
      Explanation("BuildKit would refuse the Dockerfile; the message says what it would say.")
    case _: preconditionFailure("explained elsewhere")
    }
  }
}

extension DiagnosticID.Explanation {
  fileprivate init(_ text: String, example: String? = nil) {
    self.init(
      text: text, example: example.map { $0.hasPrefix("pipegen:") ? $0 : "pipegen: 1\n" + $0 })
  }
}
