/// What is read from elsewhere: COPY, ADD and mounts.
extension StageExpander {
  mutating func expand(
    _ copy: inout Dockerfile.Copy, isAdd: Bool
  ) throws(NodeFault) {
    for name in isAdd ? ["chown", "chmod", "checksum"] : ["chown", "chmod"] {
      if let value = copy.flags[name] { _ = try word(value[...]) }
    }
    var files: [[UInt8]] = []
    for path in copy.paths {
      let (text, isKnown) = try word(path)
      files.append(isKnown ? text : Array(path))
    }
    _ = try word(copy.destination)
    for heredoc in copy.heredocs where heredoc.isExpanded {
      try expandHeredoc(heredoc.content)
    }
    copy.files = files
    if case .stage(let stage) = copy.origin, stage > index {
      let from = GoQuote.quoted(copy.fromFlag ?? [])
      throw NodeFault(
        message: "cannot copy from stage \(from), it needs to be defined before current stage "
          + GoQuote.quoted(label.utf8))
    }
    if !isAdd { try checkLocal(files) }
  }

  private func checkLocal(_ files: [[UInt8]]) throws(NodeFault) {
    for file in files {
      switch RemoteSource(file) {
      case .repository: throw NodeFault(message: "source can't be a git ref for COPY")
      case .address: throw NodeFault(message: "source can't be a URL for COPY")
      case nil: break
      }
    }
  }

  /// Text of a heredoc: quotes are plain text in it, and a backslash escapes whatever the
  /// Dockerfile's own escape character is.
  private mutating func expandHeredoc(_ text: ArraySlice<UInt8>) throws(NodeFault) {
    var lexer = ShellLexer(
      text, escape: UInt8(ascii: "\\"), mode: .quotesAreText, environment: state.environment,
      budget: min(budget, 1 << 20))
    do throws(ShellFault) {
      budget -= try lexer.expand().count + lexer.spent
    } catch {
      budget -= lexer.spent
      throw NodeFault(message: "failed to process \(GoQuote.quoted(text)): \(error.message)")
    }
  }

  mutating func expand(_ mount: inout Dockerfile.Mount) throws(NodeFault) {
    var check = MountCheck()
    for (key, value) in mount.fields {
      let value: (text: [UInt8], isKnown: Bool)? =
        if let value { try word(value[...]) } else { nil }
      try check.take(key.text, value?.text.text, isKnown: value?.isKnown ?? true)
    }
    try check.finish()
    mount.checked = check
    let needsStage = !check.from.isEmpty || check.kind == .cache
    if needsStage, let stage = mount.namedStage, stage > index {
      let from = GoQuote.quoted((check.from.isEmpty ? "scratch" : check.from).utf8)
      throw NodeFault(
        message: "cannot mount from stage \(from) to \(GoQuote.quoted(check.target.utf8)), stage "
          + "needs to be defined before current command")
    }
    guard check.kind != .secret, check.kind != .ssh, check.isTargetKnown else { return }
    let target = Array(check.target.utf8)
    let isAbsolute = target.first == UInt8(ascii: "/")
    let isUnclear = !isAbsolute && state.isAtRoot == nil && !target.isEmpty
    let isBelow = !isAbsolute && state.isAtRoot == false
    if Self.isRoot(target), !isUnclear, !isBelow {
      throw NodeFault(message: "invalid mount target \"/\"")
    }
  }
}
