import PipelineSpec

/// Ways by which a secret or a password would get into text, or to somebody else.
enum SecretFlow {
  /// Reports each, with its path.
  static func check(
    _ pipeline: Pipeline, _ parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) {
    let secrets = pipeline.secrets
    for registry in pipeline.registries {
      guard let password = registry.login?.passwordEnv else { continue }
      let what = "the password in \(password.value)"
      for parameter in parameters where parameter.environmentName == password.value {
        report(
          parameter, reads: what, .clash, "the password is named here", password.range, pipeline,
          &diagnostics)
      }
      for secret in secrets where secret.env.value == password.value {
        diagnostics.error(
          .clash,
          "secret '\(secret.name.value)' would be the password of registry '\(registry.name.value)'",
          at: secret.env.range, help: "a password is for the login alone: use another variable",
          notes: [Diagnostic.Note(message: "the password is named here", range: password.range)])
      }
    }
    for secret in secrets {
      for parameter in parameters {
        check(secret, parameter, pipeline, into: &diagnostics)
      }
      checkOutputs(secret, pipeline, into: &diagnostics)
    }
    checkPasswords(pipeline, into: &diagnostics)
  }

  private static func check(
    _ secret: BuildSecret, _ parameter: Plan.Parameter, _ pipeline: Pipeline,
    into diagnostics: inout Diagnostics
  ) {
    if parameter.environmentName == secret.env.value {
      report(
        parameter, reads: "secret '\(secret.name.value)'", .secretFlow, "the secret is here",
        secret.env.range, pipeline, &diagnostics)
    }
    if parameter.variable.name == secret.name.value {
      diagnostics.error(
        .clash, "secret '\(secret.name.value)' is a parameter already", at: secret.name.range,
        help: "choose another name for one of them",
        notes: [Diagnostic.Note(message: "the parameter is here", range: parameter.origin)])
    }
  }

  /// A parameter that reads a secret's variable, and the first text that it would get into.
  private static func report(
    _ parameter: Plan.Parameter, reads what: String, _ id: DiagnosticID, _ note: String,
    _ range: SourceRange, _ pipeline: Pipeline, _ diagnostics: inout Diagnostics
  ) {
    var notes = [Diagnostic.Note(message: note, range: range)]
    if let use = pipeline.images.lazy.compactMap({ $0.use(of: parameter.variable.name) }).first {
      notes.append(Diagnostic.Note(message: "and would be in this text", range: use))
    }
    diagnostics.error(
      id, "parameter '\(parameter.variable.name)' would be \(what)", at: parameter.origin,
      help: "let the parameter read another variable", notes: notes)
  }

  /// Parameters that an Azure pipeline would give the variable of a secret.
  private static func checkOutputs(
    _ secret: BuildSecret, _ pipeline: Pipeline, into diagnostics: inout Diagnostics
  ) {
    for azure in pipeline.outputs.azure {
      let given = azure.secrets.first { $0.key.value == secret.name.value }?.value
      let macro = given?.value ?? "$(\(secret.env.value))"
      for entry in azure.parameters where CaselessText(entry.value.utf8).holds([macro]) {
        report(
          entry, macro, "secret '\(secret.name.value)'", at: given?.range ?? secret.env.range,
          into: &diagnostics)
      }
    }
  }

  private static func checkPasswords(
    _ pipeline: Pipeline, into diagnostics: inout Diagnostics
  ) {
    for password in pipeline.registries.compactMap(\.login?.passwordEnv) {
      let macro = "$(\(password.value))"
      for entry in pipeline.outputs.azure.flatMap(\.parameters)
      where CaselessText(entry.value.utf8).holds([macro]) {
        report(
          entry, macro, "the password in \(password.value)", at: password.range,
          into: &diagnostics)
      }
    }
  }

  private static func report(
    _ entry: Keyed<String, String>, _ macro: String, _ what: String, at range: SourceRange,
    into diagnostics: inout Diagnostics
  ) {
    diagnostics.error(
      .secretFlow, "parameter '\(entry.key.value)' would be \(what), by \(macro)",
      at: entry.key.range, help: "give the parameter another variable of the pipeline",
      notes: [Diagnostic.Note(message: "the secret is here", range: range)])
  }
}

extension Image {
  /// The first text of it that names `parameter`.
  fileprivate func use(of parameter: String) -> SourceRange? {
    let texts = args.map(\.value) + labels.map(\.value) + tags.map(\.text)
    return texts.lazy.flatMap(\.variables).first { $0.value == parameter }?.range
  }
}
