import PipelineSpec
import TestSupport
import Testing

/// Times of schedules, as Azure reads them.
@Suite struct CronTests {
  private static func faults(of cron: String) -> [String] {
    let spec = """
      pipegen: 1
      registry: localhost:5000
      images: { app: { tags: [a] } }
      outputs: { azure: { path: a.yml, schedules: [{ cron: "\(cron)", branches: [main] }] } }

      """
    return Compiled(spec).diagnostics.all.filter { $0.severity == .error }.map(\.message)
  }

  @Test(arguments: [
    "0 3 * * *", "*/15 * * * *", "0 0-23/2 1,15 Jan-Mar Mon-Fri", "59 23 31 12 6",
    "5 4 * * sun,Tuesday", "0  3 * * 0",
  ])
  func isATime(_ cron: String) { #expect(Self.faults(of: cron) == []) }

  @Test(arguments: [
    ("0 3 * *", "it has 4 fields, five are needed"),
    ("61 3 * * 1", "'61' is no minute: 0 to 59"),
    ("0 24 * * *", "'24' is no hour: 0 to 23"),
    ("0 3 0 * *", "'0' is no day: 1 to 31"),
    ("0 3 * 13 *", "'13' is no month: 1 to 12, or its name"),
    ("0 3 * * 7", "'7' is no weekday: 0 to 6, or its name"),
    ("0 3 * * Funday", "'Funday' is no weekday: 0 to 6, or its name"),
    ("0 3 * Mon *", "'Mon' is no month: 1 to 12, or its name"),
    ("30-10 3 * * *", "the range '30-10' ends before it begins"),
    ("1-2-3 3 * * *", "'1-2-3' is not a range"), ("*/0 3 * * *", "'0' is not a step of minutes"),
    ("*/5/5 3 * * *", "'*/5/5' has more than one step"), ("1,,2 3 * * *", "'' is no minute"),
    ("0 -3 * * *", "'' is no hour"),
  ])
  func isNone(_ cron: String, _ reason: String) {
    let faults = Self.faults(of: cron)
    #expect(faults.count == 1 && faults[0].contains(reason), "\(faults)")
  }
}
