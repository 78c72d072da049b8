/// One thing that is wrong in a form that somebody filled in: the field, the place in the text, the problem.
public struct FormError: Error, Equatable, Sendable, CustomStringConvertible {
    public let path: RecordPath
    public let position: TextPosition
    public let problem: RecordProblem
    /// The start of the value, to show to the person whose own file it is. Never for logs.
    public let excerpt: String?

    public init(path: RecordPath, position: TextPosition, problem: RecordProblem, excerpt: String? = nil) {
        self.path = path
        self.position = position
        self.problem = problem
        self.excerpt = excerpt
    }

    /// "line 12, column 17: allergies[2].substance: has 61 bytes, at most 50 allowed". Without the value.
    public var description: String { text(in: .english) }

    public func text(in language: DisplayLanguage) -> String {
        let place =
            switch language {
            case .english: "line \(position.line), column \(position.column)"
            case .ukrainian: "рядок \(position.line), позиція \(position.column)"
            case .russian: "строка \(position.line), позиция \(position.column)"
            }
        let name = path.steps.isEmpty ? "" : "\(path): "
        return "\(place): \(name)\(problem.text(in: language))"
    }
}

/// Why a JSON text is not a record: no JSON at all, or every field that is wrong.
public enum RecordJSONError: Error, Equatable, Sendable, CustomStringConvertible {
    case syntax(JSONSyntaxError)
    /// At least one.
    case fields([FormError])

    public var description: String { text(in: .english) }

    /// One line for each thing that is wrong.
    public func text(in language: DisplayLanguage) -> String {
        switch self {
        case .syntax(let error): error.description
        case .fields(let errors): errors.map { $0.text(in: language) }.joined(separator: "\n")
        }
    }
}
