import PipelinePlan
import PipelineSpec

/// The end of a script: its functions are called.
struct ShellEnding {
  let sections: StepSections
  let output: ShellOutput

  private var plan: Plan { sections.plan }

  func print(with printer: inout ShellPrinter) {
    switch sections.place {
    case .script, .pipeline:  // One job after the other.
      for job in sections.jobs where job.isFirst { printer.print(call: job.name) }
      for job in sections.jobs where !job.isFirst {
        printer.print("perform", count: 1, indent: 0) { _ in job.word }
      }
      printer.print(line: "finish", indent: 0)
    case .job:
      if output.hasSummary {
        printer.print(ShellJobs.summary(rows), indent: 0)
        printer.endLine()
      }
      for job in sections.jobs where job.isFirst { printer.print(call: job.name) }
      printer.print(starts, indent: 0)
    }
    printer.print(putBack, indent: 0)
  }

  /// Jobs of one phase, then those of the next.
  @ShellBuilder private var starts: [ShellStatement] {
    ShellAssignment("parallel", Word(literal: String(output.parallel ?? 1)))
    let keptBack = Set(plan.imagesKeptBack)
    let first = ordered.filter { !isKept(back: $0, keptBack) }
    let last = ordered.filter { isKept(back: $0, keptBack) }
    for job in first { start(job) }
    if !first.isEmpty, !last.isEmpty {
      "await_all"
      ShellComment("Without a cache, and last: beside them BuildKit misses the caches of others.")
    }
    for job in last { start(job) }
    "await_all"
    for phase in [Step.Phase.pushImages, .pushCaches] {
      for job in sections.jobs where job.phase == phase {
        ShellCall(
          "start", job.word,
          phase == .pushImages ? "push" : "push caches")
        "await_all"
      }
    }
    "finish"
    if output.hasSummary { #"[ "$dry_run" = yes ] || summary"# }
  }

  private func isKept(back job: Int, _ images: Set<Int>) -> Bool {
    sections.jobs[job].image.map(images.contains) ?? false
  }

  private func start(_ job: Int) -> ShellCall {
    let jobs = sections.jobs
    let label =
      jobs[job].image.map { plan.images[$0].name }
      ?? plan.steps[jobs[job].steps.lowerBound].title(in: plan)
    return ShellCall(
      "start",
      [jobs[job].word, Word(literal: label)]
        + sections.needs.awaited(by: job).map { jobs[$0].word })
  }

  /// Jobs that build, those that wait for the fewest others first.
  private var ordered: [Int] {
    var levels: [Int] = []
    for job in sections.jobs.indices {
      levels.append(sections.needs.awaited(by: job).map { levels[$0] + 1 }.max() ?? 0)
    }
    let jobs = sections.jobs
    return jobs.indices.filter { jobs[$0].phase == .build && !jobs[$0].isFirst }
      .sorted { levels[$0] == levels[$1] ? $0 < $1 : levels[$0] < levels[$1] }
  }

  /// A line for each reference that is pushed, or one for an image without any.
  @ShellBuilder private var rows: [ShellStatement] {
    let jobs = sections.jobs
    for image in plan.images.indices {
      if let job = jobs.first(where: { $0.image == image && $0.phase == .build }) {
        let words = [job.word, Word(literal: plan.images[image].name)]
        let pushed = pushed(of: image)
        if pushed.isEmpty { ShellCall("row", words) }
        for reference in pushed {
          Lowering.only(
            with: reference.optionalVariables, .simple(.call(ShellCall("row", words + [reference])))
          )
        }
      }
    }
  }

  private func pushed(of image: Int) -> [Word] {
    var seen: Set<Word> = []
    return plan.steps.filter { $0.image == image && $0.phase == .pushImages }
      .flatMap(\.operation.writes).filter { seen.insert($0).inserted }
  }

  /// What a trap does, where nothing is done.
  @ShellBuilder private var putBack: [ShellStatement] {
    if plan.steps.last?.phase == .cleanUp {
      ShellIf(#"[ "$dry_run" = yes ]"#) {
        for step in plan.steps where step.phase == .cleanUp {
          ShellRun(plan.command(of: step), behind: ShellCall("quoted"))
        }
      }
    }
  }
}
