import Foundation
import TestSupport
import Testing

/// Pictures of the samples, for programs that are not ours.
@Suite struct PictureTests {
  @Test(arguments: Sample.all) func aPictureIsXML(_ sample: Sample) throws {
    guard let python = Program.find("python3") else {
      return try Skip.report("SVG of \(sample)", because: "there is no python3")
    }
    let picture = try Repository.pipegen.run(
      ["plan", "--format", "svg"], in: sample.folder, input: Data())
    #expect(picture.status == 0, "\(picture.errors)")
    let script = """
      import sys, xml.etree.ElementTree as tree
      root = tree.parse(sys.stdin.buffer).getroot()
      print(root.tag, len(root.findall('.//{http://www.w3.org/2000/svg}g')))
      """
    let read = try python.run(["-c", script], in: sample.folder, input: picture.output)
    let plan = try Repository.pipegen.run(
      ["plan", "--format", "json"], in: sample.folder, input: Data())
    let json = try JSONSerialization.jsonObject(with: plan.output) as? [String: Any]
    let count = (json?["steps"] as? [Any])?.count ?? -1
    #expect(read.text == "{http://www.w3.org/2000/svg}svg \(count)\n", "\(read.errors)")
  }
}
