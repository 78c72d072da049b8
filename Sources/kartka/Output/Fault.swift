/// One of several things that are wrong with an input.
struct Fault: Sendable {
    /// A line of its own, for people.
    let line: Text
    /// For programs, before `detail`.
    let members: [(String, JSONValue)]
    /// What is wrong, without the place.
    let detail: Text

    init(_ line: Text, members: [(String, JSONValue)], detail: Text) {
        self.line = line
        self.members = members
        self.detail = detail
    }

    func json(in language: Language) -> JSONValue {
        .object(members + [("detail", .text(detail[language]))])
    }
}
