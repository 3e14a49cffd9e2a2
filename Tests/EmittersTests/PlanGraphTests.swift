import Emitters
import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// A plan as a graph, in three languages.
@Suite struct PlanGraphTests {
  private func plan() throws -> Plan {
    let spec = """
      pipegen: 1
      registry: a.io
      images:
        base: { tags: ["${v}"], stages: { s: { cache: c } } }
        app: { tags: [y], args: { BASE: "${images.base}" } }
      parameters: { v: { default: x } }
      """
    return try #require(Compiled(spec).plan)
  }

  @Test func dot() throws {
    #expect(
      PlanGraph.dot(of: try plan()) == """
        digraph plan {
          rankdir=LR;
          node [shape=box, fontname="sans-serif"];
          s0 [label="Pull cache image base:c"];
          s1 [label="Build stage s of base"];
          s2 [label="Build image base"];
          s3 [label="Build image app"];
          s4 [label="Push image base:${v}", style=rounded];
          s5 [label="Push image app:y", style=rounded];
          s6 [label="Push cache image base:c", style=rounded];
          s0 -> s1;
          s1 -> s2;
          s2 -> s3;
          s2 -> s4;
          s3 -> s5;
          s2 -> s6;
        }

        """)
  }

  @Test func mermaid() throws {
    let text = PlanGraph.mermaid(of: try plan())
    #expect(text.hasPrefix("flowchart LR\n  s0[\"Pull cache image base:c\"]\n"))
    #expect(text.contains("  s4(\"Push image base:${v}\")\n"))
    #expect(text.hasSuffix("  s2 --> s6\n"))
  }

  /// Each step stands right of what it needs, and no two stand on one place.
  @Test func svg() throws {
    let plan = try plan()
    let text = PlanPicture(of: plan).svg
    let box = /<g id="s(\d+)" class="\w+"><rect x="(\d+)" y="(\d+)" width="(\d+)"/
    var places: [Int: (left: Int, right: Int)] = [:]
    var seen: Set<String> = []
    for match in text.matches(of: box) {
      let left = try #require(Int(match.2))
      places[try #require(Int(match.1))] = (left, left + (Int(match.4) ?? 0))
      #expect(seen.insert("\(match.2) \(match.3)").inserted)
    }
    #expect(places.count == plan.steps.count)
    for step in plan.steps {
      for need in step.needs {
        let (before, behind) = (places[need.index], places[step.id.index])
        #expect(try #require(before).right < #require(behind).left)
      }
    }
    #expect(text.contains(">Push image base:${v}</text>"))
  }

  @Test func whatMeansSomethingIsSpelled() {
    #expect(XMLText.escaped("<a b='\"&\u{1}\">") == "&lt;a b=&#39;&quot;&amp;\u{FFFD}&quot;&gt;")
  }
}
