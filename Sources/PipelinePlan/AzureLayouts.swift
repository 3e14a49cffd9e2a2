package import PipelineSpec

/// What an Azure output asks for and its layout, or its variables, do not allow.
enum AzureLayouts {
  static func check(
    _ azure: AzureOutput, _ outputs: Outputs, _ parameters: [Plan.Parameter],
    into diagnostics: inout Diagnostics
  ) {
    switch azure.layout {
    case .steps: break
    case .script where outputs.shell.isEmpty:
      diagnostics.error(
        .missingKey, "layout script calls a generated script, and the spec asks for none",
        at: azure.place, help: "add 'shell: ci/build.sh' to outputs")
    case .script: break
    case .jobs:
      for hole in azure.holes where hole.kind == .steps {
        diagnostics.error(
          .clash, "layout jobs makes a job for each image, and this is a list of steps",
          at: hole.images.range, help: "move it into a list of jobs, or write 'layout: steps'")
      }
    }
    checkVariables(of: azure, parameters, into: &diagnostics)
  }

  /// Azure puts a variable of the pipeline in the place of a step's own of that name.
  private static func checkVariables(
    of azure: AzureOutput, _ parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) {
    guard azure.layout == .script else { return }
    let names = azure.variables?.variableNames ?? []
    for parameter in parameters {
      guard let name = names.first(where: { environmentName(of: $0) == parameter.environmentName })
      else { continue }
      diagnostics.error(
        .clash,
        "Azure's variable '\(name)' would lie over the value of '\(parameter.variable.name)'",
        at: parameter.origin, help: "give the one or the other another name")
    }
  }

  /// As the variable is called in a script's environment.
  private static func environmentName(of variable: String) -> String {
    String(
      decoding: variable.uppercased().utf8.map { $0 == 0x2E || $0 == 0x20 ? 0x5F : $0 },
      as: UTF8.self)
  }
}

extension AzureOutput {
  /// Where the plan's parts stand in what is passed through.
  package var holes: [AzureHole] {
    (stages?.holes ?? []) + (extends?.parameters?.holes ?? [])
  }
}

extension AzureValue {
  /// Names of the variables of a list, or a mapping, of variables.
  fileprivate var variableNames: [String] {
    switch self {
    case .text, .compiled: []
    case .map(let entries): entries.map(\.key)
    case .list(let items): items.compactMap { $0.value(of: "name")?.text }
    }
  }
}
