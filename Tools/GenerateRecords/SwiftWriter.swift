/// Builds Swift source with indentation.
struct SwiftWriter {
    private(set) var text = ""
    private var depth = 0

    static let columnsMax = 110

    mutating func line(_ content: String = "") {
        text += content.isEmpty ? "\n" : String(repeating: "    ", count: depth) + content + "\n"
    }

    /// `head {`, the body one level deeper, `}`.
    mutating func block(
        _ head: String, end: String = "}", _ body: (inout SwiftWriter) throws(SchemaError) -> Void
    )
        throws(SchemaError)
    {
        line(head.isEmpty ? "{" : head + " {")
        try indented(body)
        line(end)
    }

    mutating func indented(_ body: (inout SwiftWriter) throws(SchemaError) -> Void) throws(SchemaError) {
        depth += 1
        try body(&self)
        depth -= 1
    }

    /// `head(`, one argument a line, `)` and the tail; on one line if it fits.
    mutating func call(_ head: String, _ arguments: [String], tail: String = "") {
        let whole = "\(head)(\(arguments.joined(separator: ", ")))\(tail)"
        if 4 * depth + whole.count <= Self.columnsMax { return line(whole) }
        line("\(head)(")
        depth += 1
        for (index, argument) in arguments.enumerated() {
            line(argument + (index + 1 < arguments.count ? "," : ""))
        }
        depth -= 1
        line(")\(tail)")
    }

    /// A doc comment, broken into lines.
    mutating func documentation(_ comment: String, otherwise: String) {
        let width = Self.columnsMax - 4 * depth - 4
        var current = ""
        for word in (comment.isEmpty ? otherwise : comment).split(separator: " ") {
            if !current.isEmpty, current.count + 1 + word.count > width {
                line("/// \(current)")
                current = ""
            }
            current += current.isEmpty ? String(word) : " \(word)"
        }
        if !current.isEmpty { line("/// \(current)") }
    }
}
