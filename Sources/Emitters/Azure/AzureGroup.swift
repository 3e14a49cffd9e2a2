import PipelinePlan

/// What stands before a command whose output is a group of the log.
struct AzureGroup {
  /// What the group is called.
  let title: Word
  /// The part of an output variable's name that tells the image whose digest it becomes.
  let output: Word?

  private var function: StaticString { output == nil ? "grouped" : "published" }

  private func eachWord(_ give: (Word) -> Void) {
    if let output { give(output) }
    give(title)
  }

  /// The same as a call.
  var call: ShellCall {
    var words: [Word] = []
    eachWord { words.append($0) }
    return ShellCall(function, words)
  }

  /// Appends it and a blank, without a call that is made and thrown away.
  func append(to printer: inout ShellPrinter) {
    printer.buffer.append(function)
    eachWord { word in
      printer.buffer.append(byte: UInt8(ascii: " "))
      printer.append(word)
    }
    printer.buffer.append(byte: UInt8(ascii: " "))
  }
}
