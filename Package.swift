// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "pipegen",
  products: [
    .executable(name: "pipegen", targets: ["pipegen"]),
    .library(name: "PipelineSpec", targets: ["PipelineSpec"]),
    .library(name: "PipelinePlan", targets: ["PipelinePlan"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", "4.5.2"..<"5.0.0"),
  ],
  targets: [
    .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "PipelineSpec", dependencies: ["CYaml"], swiftSettings: settings),
    .target(name: "PipelinePlan", dependencies: ["PipelineSpec"], swiftSettings: settings),
    .target(
      name: "Emitters", dependencies: ["PipelinePlan", "PipelineSpec"], swiftSettings: settings),
    .systemLibrary(name: "CSpawn"),
    .target(
      name: "Execution", dependencies: ["CSpawn", "PipelinePlan", "PipelineSpec"],
      swiftSettings: settings),
    .executableTarget(
      name: "pipegen",
      dependencies: [
        "CSpawn", "PipelineSpec", "PipelinePlan", "Emitters", "Execution",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["Execution", "PipelineSpec", "PipelinePlan"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "PipelineSpecTests", dependencies: ["PipelinePlan", "PipelineSpec", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PipelinePlanTests", dependencies: ["PipelinePlan", "PipelineSpec", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EmittersTests",
      dependencies: ["Emitters", "PipelinePlan", "PipelineSpec", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ExecutionTests",
      dependencies: ["Execution", "PipelinePlan", "PipelineSpec", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SampleTests",
      dependencies: ["Emitters", "Execution", "PipelinePlan", "PipelineSpec", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EngineTests", dependencies: ["Execution", "PipelineSpec", "TestSupport"],
      swiftSettings: settings),
  ]
)
