public import COSE

/// A step from a record to one of its values.
public enum RecordPathStep: Equatable, Hashable, Sendable {
    case field(String)
    case index(Int)
}

/// Where in a record a value stands: "allergies[2].substance"; empty for the record itself.
public struct RecordPath: Equatable, Hashable, Sendable, CustomStringConvertible {
    public private(set) var steps: [RecordPathStep]

    public init(_ steps: [RecordPathStep] = []) {
        self.steps = steps
    }

    public func appending(_ step: RecordPathStep) -> RecordPath { RecordPath(steps + [step]) }

    mutating func prepend(_ step: RecordPathStep) { steps.insert(step, at: 0) }

    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

/// Why bytes or values are not a record: the place, the problem and the rule; never the value itself.
public struct RecordError: Error, Equatable, Sendable, CustomStringConvertible {
    public private(set) var path: RecordPath
    public let problem: RecordProblem

    public init(_ problem: RecordProblem, at path: RecordPath = RecordPath()) {
        self.problem = problem
        self.path = path
    }

    /// Not even well-formed, deterministic CBOR of the expected type.
    public static func cbor(_ error: CBORError) -> RecordError { RecordError(.cbor(error)) }

    func inside(_ step: RecordPathStep) -> RecordError {
        var error = self
        error.path.prepend(step)
        return error
    }

    /// "allergies[2].substance: has 61 bytes, at most 50 allowed"
    public var description: String {
        path.steps.isEmpty ? problem.text(in: .english) : "\(path): \(problem.text(in: .english))"
    }
}
