package import PipelinePlan
package import PipelineSpec

/// A plan for programs.
package enum PlanJSON {
  /// Steps with their commands, holes spelled `${name}`; `sources` gives places their files.
  package static func json(of plan: Plan, sources: Sources) -> JSON {
    .object([
      ("engine", .string(plan.engine.name)),
      ("parameters", .array(plan.parameters.map(json(of:)))),
      (
        "secrets",
        .array(
          plan.secrets.map { secret in
            .object([("name", .string(secret.name)), ("environment", .string(secret.variable))])
          })
      ),
      ("images", .array(plan.images.map { json(of: $0, in: plan) })),
      ("lanes", .array(plan.lanes.map(json(of:)))),
      ("keys", .array(plan.keys.map(json(of:)))),
      ("steps", .array(plan.steps.map { json(of: $0, in: plan, sources) })),
    ])
  }

  private static func json(of parameter: Plan.Parameter) -> JSON {
    .object([
      ("name", .string(parameter.variable.name)),
      ("environment", .string(parameter.environmentName)),
      ("default", parameter.default.map { .string($0.description) } ?? .null),
      ("optional", .boolean(parameter.variable.isOptional)),
    ])
  }

  private static func json(of image: Plan.PlannedImage, in plan: Plan) -> JSON {
    .object([
      ("name", .string(image.name)), ("image", .string(image.key)),
      ("repository", .string(image.repository.string)),
      ("context", .string(image.context.string)),
      ("needs", .array(image.needs.map { .string(plan.images[$0].name) })),
    ])
  }

  private static func json(of lane: Plan.Lane) -> JSON {
    .object([
      ("name", .string(lane.name)),
      ("events", lane.events.map { .array($0.map { .string($0.rawValue) }) } ?? .null),
      ("branches", .array(lane.branches.map { .string($0.text) })),
      ("gitTags", .array(lane.gitTags.map { .string($0.text) })),
      ("pushesImages", .boolean(lane.pushesImages)),
      ("pushesCaches", .boolean(lane.pushesCaches)),
      (
        "defaults",
        .object(
          lane.defaults.map { ($0.key.name, JSON.string($0.value.description)) }
            .sorted { $0.0 < $1.0 })
      ),
    ])
  }

  private static func json(of key: Plan.ContentKey) -> JSON {
    .object([
      ("name", .string(key.variable.name)), ("context", .string(key.context)),
      ("files", .array(key.files.map(JSON.string))),
      ("reads", key.reads.map(json) ?? .null),
      ("lines", .array(key.lines.map { .string($0.description) })),
    ])
  }

  private static func json(of reads: Plan.ContentKey.Reads) -> JSON {
    .object([
      (
        "told",
        .array(
          reads.told.map { told in
            .object([
              ("path", .string(told.path)), ("digest", told.digest.map(JSON.string) ?? .null),
            ])
          })
      ),
      (
        "sources",
        .array(
          reads.sources.map { source in
            .object([("path", .string(source.path)), ("isFile", .boolean(source.isFile))])
          })
      ),
    ])
  }

  private static func json(of condition: Step.Condition) -> JSON {
    .object([
      ("key", .string(condition.key.name)), ("found", .boolean(condition.isFound)),
    ])
  }

  private static func json(of step: Step, in plan: Plan, _ sources: Sources) -> JSON {
    let lanes = plan.lanes.indices.filter { step.lanes.contains(LaneSet($0)) }
    return .object([
      ("id", .number(step.id.index)), ("title", .string(step.title(in: plan))),
      ("operation", .string(name(of: step.operation))),
      ("command", .array(plan.command(of: step).words.map { .string($0.description) })),
      ("needs", .array(step.needs.map { .number($0.index) })),
      ("when", .array(step.conditions.map(json(of:)))),
      ("phase", .string(name(of: step.phase))),
      ("tolerance", .string(name(of: step.policy.tolerance))),
      ("tries", .number(step.policy.tries)),
      ("timeoutSeconds", .number(Int(step.policy.timeout.components.seconds))),
      ("lanes", .array(lanes.map { .string(plan.lanes[$0].name) })),
      ("image", step.image.map { .string(plan.images[$0].name) } ?? .null),
      ("origin", step.origin.map { json(of: $0, sources) } ?? .null),
    ])
  }

  private static func json(of range: SourceRange, _ sources: Sources) -> JSON {
    .object([
      ("file", .string(sources[range.file].name)), ("line", .number(Int(range.start.line))),
      ("column", .number(Int(range.start.column))),
    ])
  }

  private static func name(of operation: Plan.Operation) -> String {
    switch operation {
    case .require: "require"
    case .login: "login"
    case .pull: "pull"
    case .find: "find"
    case .probe: "probe"
    case .build: "build"
    case .tag: "tag"
    case .copy: "copy"
    case .name: "name"
    case .unname: "unname"
    case .push: "push"
    case .save: "save"
    case .extract: "extract"
    case .check: "check"
    }
  }

  private static func name(of phase: Step.Phase) -> String {
    switch phase {
    case .build: "build"
    case .pushImages: "pushImages"
    case .pushCaches: "pushCaches"
    case .cleanUp: "cleanUp"
    }
  }

  private static func name(of tolerance: Step.Tolerance) -> String {
    switch tolerance {
    case .required: "required"
    case .coldCache: "coldCache"
    case .bestEffort: "bestEffort"
    }
  }
}
