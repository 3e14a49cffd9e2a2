import PipelineSpec

/// What a run leaves out, as an optional value that it names is not set.
extension Command {
  /// The program and its arguments with `values` in the holes; an option whose text names an
  /// optional value that is not set is left out, together with its name.
  public func words(_ values: [Variable: String]) -> [String] {
    arguments.reduce(into: [tool.text]) { words, argument in
      switch argument {
      case .word(let word): words.append(word.text(with: values))
      case .subcommand(let name), .flag(let name): words.append(name.text)
      case .option(let option, let value):
        guard value.isPresent(with: values) else { return }
        words += [option.text, value.text(with: values)]
      case .options(let option, let all):
        for value in all where value.isPresent(with: values) {
          words += [option.text, value.text(with: values)]
        }
      }
    }
  }
}

extension Step {
  /// Values without which the step is not done: what it is about has no name then.
  public var optionalVariables: [Variable] {
    switch operation {
    case .pull(let reference), .find(let reference), .probe(let reference), .push(let reference):
      reference.optionalVariables
    case .tag(let tagging): tagging.name.optionalVariables
    case .copy(let copying): copying.names.first?.optionalVariables ?? []
    // What is pushed together is there together.
    case .build(let build) where build.result == .pushed:
      build.tags.first?.optionalVariables ?? []
    case .require, .login, .build, .name, .unname, .save, .extract, .check: []
    }
  }

  /// Whether a run with `values` does it, as far as optional values decide.
  public func isPresent(with values: [Variable: String]) -> Bool {
    optionalVariables.allSatisfy { values[$0] != nil }
  }
}

extension Word {
  /// Whether every optional value that it names is set.
  public func isPresent(with values: [Variable: String]) -> Bool {
    optionalVariables.allSatisfy { values[$0] != nil }
  }

  /// The text; an optional hole without a value is empty, any other as in the spec.
  public func text(with values: [Variable: String]) -> String {
    var text = head.string
    for fragment in tail {
      switch fragment {
      case .literal(let piece): text += piece.string
      case .variable(let variable):
        if let value = values[variable] {
          text += value
        } else if !variable.isOptional {
          text += "${" + variable.name + "}"
        }
      }
    }
    return text
  }
}
