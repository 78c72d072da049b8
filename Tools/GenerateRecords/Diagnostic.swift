/// A place in a source file; both count from 1.
struct SourcePosition: Equatable, Sendable {
    var line: Int
    var column: Int
}

/// Why a schema can't be turned into Swift: the file, the place, and what to change.
struct SchemaError: Error, Equatable, CustomStringConvertible {
    var file: String
    var position: SourcePosition
    var message: String

    var description: String { "\(file):\(position.line):\(position.column): error: \(message)" }
}
