import PipelinePlan
import PipelineSpec

/// The plan, or a part of it, as stages, jobs or steps.
struct AzureParts {
  let plan: Plan
  let output: AzureOutput
  /// The script that `layout: script` calls.
  let script: ShellOutput?

  /// What stands for `hole`; `names` are those of its kind.
  func fill(_ hole: AzureHole, _ names: inout AzureNames) -> YAMLDocument {
    let images = hole.images.value
    let part =
      images == AzureHole.all ? plan : plan.narrowed(to: Set(plan.images(matching: images)))
    let parts = AzureParts(plan: part, output: output, script: script)
    let name = images == AzureHole.all ? "pipegen" : "pipegen_" + images
    switch hole.kind {
    case .steps: return parts.steps(&names, isWhole: false)
    case .jobs: return parts.jobs(called: name, &names)
    case .stages: return parts.stage(called: name, &names)
    }
  }

  /// The steps; with the check out where they are all that a job has.
  func steps(_ names: inout AzureNames, isWhole: Bool) -> YAMLDocument {
    let own =
      if output.layout == .script, let script {
        AzureScript(
          plan: plan, output: output, script: script, report: names.take("pipegen")
        ).list
      } else {
        AzureSteps(plan: plan, output: output, report: names.take("pipegen")).list
      }
    return isWhole ? .joined([.list([checkout]), own]) : own
  }

  /// One job, or one for each image.
  func jobs(called name: String, _ names: inout AzureNames) -> YAMLDocument {
    guard output.layout == .jobs else {
      return .spacedList([job(names.take(name), displayName: "Build and push images", needs: [])])
    }
    return AzureJobs(parts: self).list(&names)
  }

  /// A stage of them.
  func stage(called name: String, _ names: inout AzureNames) -> YAMLDocument {
    let stage = names.take(name)
    return .spacedList([
      [
        "stage": .line(stage), "displayName": "Build and push images",
        "jobs": jobs(called: name + "_images", &names),
      ]
    ])
  }

  /// A job of the whole plan.
  func job(_ id: String, displayName: String, needs: [String]) -> YAMLDocument {
    var names = AzureNames(besideSteps: [])
    let needs = needs.map { YAMLDocument.line($0) }
    return [
      "job": .line(id), "displayName": .line(displayName),
      "dependsOn": needs.isEmpty ? nil : needs.count == 1 ? needs[0] : .list(needs),
      "timeoutInMinutes": .number(AzurePipeline.minutes(of: plan, for: output)),
      // A template has neither pool nor variables above its jobs.
      "pool": output.template == nil ? nil : AzurePipeline.pool(output.pool),
      "variables": output.template == nil ? nil : startTime.map { .map([$0]) },
      "steps": steps(&names, isWhole: true),
    ]
  }

  /// The variable with the instant of the whole pipeline, where the clock is asked.
  var startTime: YAMLEntry? {
    guard plan.possibleFacts.contains(where: \.isOfClock) else {
      return nil
    }
    return YAMLEntry(
      .environment(AzurePipeline.startTime), .text(AzurePipeline.startTimeExpression))
  }

  /// How a job gets the sources.
  var checkout: YAMLDocument {
    let checkout = output.checkout
    // What git describes is as far away as the last tag.
    let depth = checkout.fetchDepth ?? (plan.possibleFacts.contains(.describe) ? 0 : 1)
    return [
      "checkout": "self", "displayName": "Check out", "fetchDepth": .number(depth),
      "fetchTags": checkout.fetchTags.map { $0 ? "true" : "false" },
      "submodules": checkout.submodules.map { .line($0) },
      "lfs": checkout.lfs.map { $0 ? "true" : "false" },
    ]
  }
}
