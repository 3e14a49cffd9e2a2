import Foundation
import PipelinePlan
import TestSupport
import Testing

/// Law 8 for specs that nobody thought of: script, pipeline and run do the same.
///
/// `PIPEGEN_RANDOM_SPECS` is how many are tried, 500 or (in a quick run) 6 by default;
/// `PIPEGEN_SEED` the first of their seeds.
@Suite struct RandomSpecTests {
  /// Some seeds that are tried in one process of each shell.
  struct Batch: Sendable, CustomTestStringConvertible {
    let seeds: Range<UInt64>

    var testDescription: String { "\(seeds)" }

    static let all: [Batch] = {
      let environment = ProcessInfo.processInfo.environment
      let count =
        environment["PIPEGEN_RANDOM_SPECS"].flatMap { UInt64($0) }
        ?? (TestEnvironment.isWhole ? 500 : 6)
      let first = environment["PIPEGEN_SEED"].flatMap { UInt64($0) } ?? 1
      return stride(from: first, to: first + count, by: 50).map { start in
        Batch(seeds: start..<min(start + 50, first + count))
      }
    }()
  }

  @Test(arguments: Batch.all)
  func theThreeWaysAgree(_ batch: Batch) async throws {
    let specs = batch.seeds.map(RandomSpec.init(seed:))
    var cases: [SpecCase] = []
    for spec in specs {
      do { cases.append(try SpecCase.possible(spec)) } catch {
        Issue.record("a random spec is refused:\n\(error)\n\(spec.description)")
      }
    }
    let outcomes = try await ThreeWays.outcomes(of: cases)
    let differences = zip(cases, outcomes).compactMap { one, outcome in
      Difference(outcome, of: one).map { (one, $0) }
    }
    #expect(differences.map(\.0.spec.seed) == [])
    // One that is small says more than all of them.
    for (one, difference) in differences.prefix(1) {
      let smallest = await Shrinking.smallest(one.spec, kept: difference)
      Issue.record(
        "\(smallest.difference.description)\nmade smaller from seed \(one.spec.seed):\n\(smallest.spec.description)"
      )
    }
  }
}

/// How the three ways differ.
struct Difference {
  /// The same for differences that have one reason, as far as can be told.
  let kind: String
  let description: String

  /// Nil where they do not.
  init?(_ outcome: ThreeWays.Outcome, of one: SpecCase) {
    let hosts = Set(one.connections.values)
    let script = outcome.script.words(withoutLoginsTo: hosts)
    let run = outcome.run.words(withoutLoginsTo: hosts)
    var azure = outcome.azure.words(withoutLoginsTo: hosts)
    if one.areJobs {
      // A value that is refused is no matter of jobs that have no use for it.
      azure = outcome.run.status == 0 ? Self.withoutRepetitions(azure, of: run) : run
    }
    if (outcome.script.status == 0) != (outcome.run.status == 0)
      || (outcome.azure.status == 0) != (outcome.run.status == 0)
    {
      kind = "\(outcome.script.status) \(outcome.azure.status) \(outcome.run.status)"
      description = """
        the script ends with \(outcome.script.status): \(outcome.script.errors.suffix(600))
        the pipeline with \(outcome.azure.status): \(outcome.azure.errors.suffix(600))
        the run with \(outcome.run.status): \(outcome.run.errors.suffix(600))
        """
    } else if script != run {
      kind = "script"
      description = "the script and the run differ:\n\(Self.difference(script, run))"
    } else if azure != run {
      kind = "azure"
      description = "the pipeline and the run differ:\n\(Self.difference(azure, run))"
    } else if outcome.run.status == 0, one.plan.keys.isEmpty,
      !run.contains(where: { $0.contains("build") })
    {
      kind = "nothing"
      description = "nothing is built"
    } else {
      let ways = [("script", outcome.script), ("pipeline", outcome.azure), ("run", outcome.run)]
      let faults = ways.compactMap { name, calls in
        // Jobs push what they have built, whatever the others do.
        let arePhases = !(one.areJobs && name == "pipeline")
        return Self.orderFault(in: calls.calls, outcome.steps, arePhases: arePhases)
          .map { "\(name): \($0)" }
      }
      guard let first = faults.first else { return nil }
      kind = "order"
      description = first
    }
  }

  /// What several jobs do, as often as a run does it; each push is done once.
  private static func withoutRepetitions(_ azure: [[String]], of run: [[String]]) -> [[String]] {
    let counts = Dictionary(run.map { ($0, 1) }, uniquingKeysWith: +)
    let unique = Dictionary(grouping: azure) { $0 }.flatMap { words, all in
      CallLine.isPush(words.dropFirst().joined(separator: " "))
        ? all : Array(repeating: words, count: min(all.count, counts[words] ?? 1))
    }
    return unique.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func difference(_ left: [[String]], _ right: [[String]]) -> String {
    let changes = left.difference(from: right)
    return changes.map { change in
      switch change {
      case .insert(_, let words, _): "+ \(words)"
      case .remove(_, let words, _): "- \(words)"
      }
    }.joined(separator: "\n")
  }

  /// A call that began before what it needs was done.
  private static func orderFault(
    in calls: [SpecCalls.Call], _ steps: [(step: Step, words: [String])], arePhases: Bool
  ) -> String? {
    // Of steps with the same words none can be told from the others.
    let known = Dictionary(grouping: calls, by: \.words).compactMapValues { same in
      same.count == 1 ? same[0] : nil
    }
    var places: [Step.ID: SpecCalls.Call] = [:]
    for (step, words) in steps {
      places[step.id] = RecordingLauncher.calls(of: words).first.flatMap { known[$0] }
    }
    let ends = Dictionary(grouping: steps, by: \.step.phase).mapValues { phase in
      phase.compactMap { places[$0.step.id]?.end }.max() ?? -1
    }
    for (step, words) in steps {
      guard let call = places[step.id] else { continue }
      for need in step.needs where places[need].map({ $0.end >= call.start }) ?? false {
        return "\(words) began before step \(need.index) was done"
      }
      for phase in Step.Phase.allCases where arePhases && phase < step.phase {
        if ends[phase] ?? -1 >= call.start { return "\(words) began before \(phase) was done" }
      }
    }
    return nil
  }
}

/// Makes a failing spec smaller.
enum Shrinking {
  /// The smallest spec found that still fails, in the same way, by some trials.
  static func smallest(
    _ spec: RandomSpec, kept difference: Difference
  ) async -> (spec: RandomSpec, difference: Difference) {
    var (best, found) = (spec, difference)
    var trials = 60
    var isSmaller = true
    while isSmaller, trials > 0 {
      isSmaller = false
      for tree in best.tree.smaller where trials > 0 {
        trials -= 1
        var candidate = best
        candidate.tree = tree
        guard let one = try? SpecCase(candidate),
          let outcome = try? await ThreeWays.outcomes(of: [one]).first,
          let other = Difference(outcome, of: one), other.kind == difference.kind
        else { continue }
        (best, found, isSmaller) = (candidate, other, true)
        break
      }
    }
    return (best, found)
  }
}
