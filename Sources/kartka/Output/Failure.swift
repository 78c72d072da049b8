/// Why a command couldn't do its work: where, what, and what to do next.
///
/// Never holds a secret or a personal datum: it is printed and may be logged.
struct Failure: Error, Sendable {
    let status: ExitStatus
    /// Stable code for programs: lowercase words and hyphens.
    let code: String
    let what: Text
    let next: Text?
    /// All that is wrong with an input, in its order; empty where `what` says everything.
    let faults: [Fault]
    /// Set for a usage error inside a command: its usage line is shown.
    private(set) var command: Command?

    init(_ status: ExitStatus, _ code: String, _ what: Text, next: Text? = nil, faults: [Fault] = []) {
        self.status = status
        self.code = code
        self.what = what
        self.next = next
        self.faults = faults
    }

    static func usage(_ code: String, _ what: Text, next: Text? = nil) -> Failure {
        Failure(.usage, code, what, next: next)
    }

    func about(_ command: Command) -> Failure {
        var failure = self
        failure.command = command
        return failure
    }

    /// Problem details in the manner of RFC 9457: `type`, `title`, `detail`; the process's exit status as
    /// `exit`, what is wrong in an input as `errors`.
    func problem(in language: Language) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("schema", .number(JSONValue.schema)),
            ("type", .text("urn:kartka:problem:\(code)")),
            ("title", .text(status.meaning[language])),
            ("detail", .text(what[language])),
            ("exit", .number(Int64(status.rawValue))),
        ]
        if !faults.isEmpty { members.append(("errors", .array(faults.map { $0.json(in: language) }))) }
        if let next { members.append(("next", .text(next[language]))) }
        return .object(members)
    }
}
