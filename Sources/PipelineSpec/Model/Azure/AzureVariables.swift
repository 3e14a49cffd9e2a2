/// Variables of a pipeline, a stage or a job: a mapping, or a list with groups and templates.
enum AzureVariables {
  static let schema = Schema<AzureValue>(
    .either([.map(key: .text(), value: .text()), list.shape])
  ) { node, diagnostics in
    guard case .mapping(let entries) = node.content else { return list.decode(node, &diagnostics) }
    for entry in entries { check(entry.key, into: &diagnostics) }
    return Schema<AzureValue>.azureTexts.decode(node, &diagnostics)
  }

  private static let list = Schema<AzureValue>(.list(.either(kinds.map(\.schema.shape)))) {
    node, diagnostics in
    guard case .sequence(let items) = node.content else {
      diagnostics.wrongKind(
        of: node, expected: "variables",
        help: "write one 'NAME: …' a line, or a list of '- name: …' and '- group: …'")
      return nil
    }
    return diagnostics.all(items) { element($0, into: &$1) }.map(AzureValue.list)
  }

  private static let kinds = [
    AzureKind(
      "name",
      Schema<AzureValue>.azureRecord("variable", first: "name") {
        [
          AzureRow("name", .azureText, "The variable's name."),
          AzureRow("value", .azureText, "Its value; macros and expressions are live."),
          AzureRow("readonly", .azureBoolean, "Whether nothing may set it later."),
        ]
      }),
    AzureKind(
      "group",
      Schema<AzureValue>.azureRecord("variable group", first: "group") {
        [AzureRow("group", .azureText, "A variable group of the library.")]
      }),
    AzureKind("template", AzureStageTables.template("variable")),
  ]

  private static func element(
    _ node: Node, into diagnostics: inout Diagnostics
  ) -> AzureValue? {
    let keys = node.entries?.map(\.key.value) ?? []
    guard
      let kind = kinds.first(where: { keys.contains($0.key) })
        ?? (node.entries?.first?.key.isExpression == true ? kinds[0] : nil)
    else {
      diagnostics.wrongKind(
        of: node, expected: "a variable",
        help: "begin it with '- name: …', '- group: …' or '- template: …'")
      return nil
    }
    if kind.key == "name", let name = node.entries?.value(of: "name"),
      case .scalar(let text, _) = name.content
    {
      check(Located(text, at: name.range), into: &diagnostics)
    }
    return kind.schema.decode(node, &diagnostics)
  }

  /// Names that never reach a script, or that would lie over what pipegen gives one.
  private static let prefixes = ["endpoint", "input", "secret", "securefile", "path"]

  private static func check(_ name: Located<String>, into diagnostics: inout Diagnostics) {
    guard !name.value.holds(0x24) else { return }
    if let fault = Grammar.azureVariable.fault(in: name.value) {
      diagnostics.invalid(name.value, as: .azureVariable, fault, at: name.range)
      return
    }
    let lower = name.value.lowercased()
    if let prefix = prefixes.first(where: { lower.utf8.starts(with: $0.utf8) }) {
      diagnostics.error(
        .reservedName, "a variable whose name begins with '\(prefix)' reaches no script in Azure",
        at: name.range, help: "choose another name")
    } else if lower.utf8.starts(with: "pipegen_".utf8) || lower.utf8.starts(with: "pipegen.".utf8) {
      diagnostics.error(
        .reservedName, "names that begin with 'PIPEGEN_' are pipegen's own", at: name.range,
        help: "Azure would put this one in the place of a value; choose another name")
    }
  }
}
