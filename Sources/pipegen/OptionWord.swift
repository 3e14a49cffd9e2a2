import ArgumentParser

/// A value of an option that is one word of a fixed set.
///
/// What ArgumentParser asks of it is said here: it would ask a mirror else, and make a dictionary.
protocol OptionWord: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {}

extension OptionWord {
  static var allValueStrings: [String] { allCases.map(\.rawValue) }
  static var allValueDescriptions: [String: String] { [:] }
  var defaultValueDescription: String { rawValue }
}
