extension Schema<String> {
  /// Text in a field of Azure's that is no script: a macro would be replaced there, unseen.
  static let azureLine = Schema(.text()) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    guard !text.isEmpty, text.isOneLine else {
      diagnostics.error(
        .invalidValue, "expected one line of text", at: node.range, help: "name it as Azure does")
      return nil
    }
    if let opening = AzureText.first(of: AzureText.expressions + ["##"], in: text) {
      diagnostics.error(
        .invalidValue, "'\(opening)' is live in Azure and not allowed here", at: node.range,
        help: "macros may stand in outputs.azure.parameters")
      return nil
    }
    return text
  }

  /// One line in which `$(macro)` is live.
  static let macroText = Schema(.text()) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    guard text.isOneLine, AzureText.first(of: AzureText.commands, in: text) == nil else {
      diagnostics.error(
        .invalidValue, "expected one line of text without '##vso[' and '##['", at: node.range,
        help: "an agent would take it for a command; write it otherwise")
      return nil
    }
    return text
  }

  /// A run's number; `$(Date:…)` and `$(Rev:…)` are live.
  static let runNumber = text(.runNumber)
}

extension String {
  /// Whether it holds no control character.
  fileprivate var isOneLine: Bool {
    unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}

extension Schema<AzureValue> {
  /// Parameters of a template: what is called `steps`, `jobs` or `stages` is a list of these, so
  /// that the plan's parts may stand in it; all else is what it is.
  static let azureParts: Schema = Schema(.map(key: .text(), value: .any)) { node, diagnostics in
    guard case .mapping(let entries) = node.content else {
      return azureAny.decode(node, &diagnostics)
    }
    diagnostics.checkFoldedKeys(of: entries)
    return diagnostics.all(entries) { entry, diagnostics in
      diagnostics.entry(entry) { value, diagnostics in
        guard case .sequence(let items) = value.content else {
          return Schema<AzureValue>.azureParts.decode(value, &diagnostics)
        }
        switch entry.key.value {
        case "steps": return AzureStepTables.list.decode(value, &diagnostics)
        case "jobs": return AzureStageTables.jobs.decode(value, &diagnostics)
        case "stages": return AzureStageTables.list.decode(value, &diagnostics)
        case _:
          for item in items { diagnostics.refuseHole(item) }
          return Schema<AzureValue>.azureAny.decode(value, &diagnostics)
        }
      }
    }.map(AzureValue.map)
  }
}

extension Diagnostics {
  /// A part of the plan would be of no known kind here.
  fileprivate mutating func refuseHole(_ item: Node) {
    guard case .mapping(let entries) = item.content, entries.count == 1,
      let key = entries.first?.key, key.value == "pipegen"
    else { return }
    error(
      .invalidValue, "'pipegen' stands for steps, jobs or stages in a list of that name alone",
      at: key.range, help: "call the template's parameter 'steps', 'jobs' or 'stages'")
  }
}
