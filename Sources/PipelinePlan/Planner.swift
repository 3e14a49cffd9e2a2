public import PipelineSpec

/// Decides what a spec means: which steps, in which order, at whose cost.
public enum Planner {
  /// The plan of `pipeline`; nil once every fault is reported. `files` has the Dockerfiles; those with
  /// faults join `sources`.
  public static func plan(
    _ pipeline: Pipeline, files: some SpecFiles = NoFiles(), sources: inout Sources,
    into diagnostics: inout Diagnostics
  ) -> Plan? {
    var faults = Diagnostics()
    defer { diagnostics.append(faults) }
    let parameters = ParameterPlanner.plan(pipeline.parameters, into: &faults)
    SecretFlow.check(pipeline, parameters, into: &faults)
    LoginCheck.check(pipeline.registries, into: &faults)
    let lanes = LanePlanner.plan(pipeline, parameters: parameters, into: &faults)
    ValueRulePlanner.check(pipeline, parameters, into: &faults)
    let legs = Legs.of(pipeline.images, into: &faults)
    guard PlanLimits.allow(legs, into: &faults) else { return nil }
    let groups = Groups.resolve(pipeline, into: &faults)
    let names = NameTable(
      legs: legs, parameters: parameters, secrets: pipeline.secrets.map(\.name.value),
      given: pipeline.outputs.azure.flatMap(\.parameters))
    let resolver = ReferenceResolver(pipeline, names, lanes: lanes)
    let references = legs.map { resolver.references(of: $0, into: &faults) }
    let images = ImageResolver(
      names: names, references: references,
      keyed: pipeline.images.contains { $0.key != nil }
        ? legs.indices.map { resolver.keyed(references[$0], of: legs[$0], at: $0) } : references,
      resolver: resolver, files: files, dockerfiles: DockerfileContents(files, count: legs.count),
      secrets: SecretTable(pipeline.secrets))
    let resolved = legs.indices.map { images.resolve($0, into: &faults) }
    resolved.uniteKeys()
    let ledger = ReferenceLedger(resolved)
    ledger.check(into: &faults)
    DockerfileCheck(pipeline: pipeline, parameters: parameters, files: files)
      .check(resolved, sources: &sources, into: &faults)
    ContextCheck(engine: pipeline.engine?.value ?? .docker).check(resolved, into: &faults)
    let order = BuildOrder.order(resolved, into: &faults)
    let checks = CheckPlanner(
      pipeline: pipeline, names: names, references: references, groups: groups, lanes: lanes,
      parameters: parameters
    ).plan(into: &faults)
    EngineLimits.check(pipeline, resolved, checks, into: &faults)
    let rules = ledger.rules
    TagDefaults.check(rules, pipeline.parameters, into: &faults)
    let used = usedRegistries(of: resolved, in: pipeline)
    UnusedRegistries.check(pipeline, used: used, into: &faults)
    OutputReferences.check(pipeline, parameters: parameters, into: &faults)
    faults.removeRepeated()  // Legs of one image have one text.
    guard let order, !faults.hasErrors else { return nil }
    let plan = assemble(
      pipeline, parameters: parameters, images: order.map { resolved[$0] }, lanes: lanes,
      groups: groups, checks: checks, rules: rules, usedRegistries: used,
      areShared: ledger.areShared)
    TrustProof.check(plan, pipeline.lanes ?? [], into: &faults)
    OutputReferences.check(pipeline.outputs, in: plan, into: &faults)
    // Nobody looks for those while the spec itself is wrong.
    if !faults.hasErrors, !diagnostics.hasErrors {
      MissingDockerfiles.report(resolved, into: &faults)
    }
    return faults.hasErrors ? nil : plan
  }

  private static func assemble(
    _ pipeline: Pipeline, parameters: [Plan.Parameter], images: [ResolvedImage],
    lanes: [Plan.Lane], groups: [Plan.Group], checks: [ResolvedCheck], rules: [Plan.TagRule],
    usedRegistries used: [Int], areShared: Bool
  ) -> Plan {
    let engine = pipeline.engine?.value ?? .docker
    var steps = StepPlanner(
      images, by: engine, lanes: lanes, registries: pipeline.registries.indices,
      timeouts: pipeline.timeouts, areShared: areShared, isStored: isStored(images, checks))
    steps.addRequirement(of: engine, images)
    steps.addLogins(used.map { pipeline.registries[$0] })
    for (index, image) in images.enumerated() { steps.addBuilds(of: image, at: index) }
    for check in checks { steps.add(check, of: images) }
    for (index, image) in images.enumerated() { steps.addImagePushes(of: image, at: index) }
    for (index, image) in images.enumerated() { steps.addCachePushes(of: image, at: index) }
    steps.putNamesBack()
    var positions = Array(repeating: 0, count: images.count)
    for (position, image) in images.enumerated() { positions[image.index] = position }
    var seen: Set<Variable> = []
    let keys = images.flatMap { $0.keys.map(\.content) }.filter {
      seen.insert($0.variable).inserted
    }
    return Plan(
      engine: engine, parameters: parameters,
      registries: pipeline.registries.enumerated().map { index, registry in
        Plan.Registry(
          name: registry.name.value, host: registry.host, address: registry.address.value,
          isUsed: used.contains(index))
      },
      images: images.map { image in
        Plan.PlannedImage(
          key: image.image.name.value, name: image.title,
          repository: image.references.repository,
          reference: image.references.reference, context: image.context,
          caching: !image.stageCaches.isEmpty ? .stages : image.cache != nil ? .image : .none,
          needs: KeptList(count: image.needs.count) { positions[image.needs[$0].value] })
      },
      groups: groups, secrets: SecretTable(pipeline.secrets).all, steps: steps.builder.steps,
      lanes: lanes, tagRules: rules, keys: keys)
  }

  /// Whether something on this machine uses the image of each leg.
  private static func isStored(_ images: [ResolvedImage], _ checks: [ResolvedCheck]) -> [Bool] {
    var isStored = Array(repeating: false, count: images.count)
    for image in images {
      for need in image.needs { isStored[need.value] = true }
      if image.archive != nil { isStored[image.index] = true }
    }
    for check in checks where check.stage == nil {
      if let leg = check.leg { isStored[leg] = true }
    }
    return isStored
  }

  /// Positions of the registries that are read or written, in the spec's order.
  private static func usedRegistries(
    of images: [ResolvedImage], in pipeline: Pipeline
  ) -> [Int] {
    var isUsed = Array(repeating: false, count: pipeline.registries.count)
    for image in images {
      for tag in image.references.tags { for one in tag.references { isUsed[one.registry] = true } }
      for cache in image.stageCaches { isUsed[cache.registry] = true }
      if let cache = image.cache { isUsed[cache.registry] = true }
      if let key = image.key { isUsed[key.registry] = true }
      for context in image.contexts where context.leg == nil {
        guard case .image(let reference) = context.context.source else { continue }
        for (index, registry) in pipeline.registries.enumerated()
        where reference.head.utf8.starts(with: (registry.host + "/").utf8) { isUsed[index] = true }
      }
    }
    let used = isUsed.indices.filter { isUsed[$0] }
    return used.isEmpty ? [0] : used
  }
}
