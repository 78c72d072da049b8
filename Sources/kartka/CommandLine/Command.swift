/// One command of the program. Everything that is said about it or done with it starts from this value.
struct Command: Sendable {
    typealias Body = @Sendable (Invocation) async throws(Failure) -> ExitStatus

    struct Example: Sendable {
        /// Without the leading `kartka`.
        let words: String
        let purpose: Text

        init(_ words: String, _ purpose: Text) {
            self.words = words
            self.purpose = purpose
        }
    }

    let noun: String
    /// Nil where the noun alone is the command.
    let verb: String?
    let summary: Text
    let details: Text
    let options: [Option]
    let arguments: [Argument]
    let examples: [Example]
    /// Those that this command ends with besides 0 and 64.
    let statuses: [ExitStatus]
    let body: Body

    init(
        _ noun: String, _ verb: String? = nil, summary: Text, details: Text, options: [Option] = [],
        arguments: [Argument] = [], examples: [Example], statuses: [ExitStatus] = [], body: @escaping Body
    ) {
        self.noun = noun
        self.verb = verb
        self.summary = summary
        self.details = details
        self.options = options
        self.arguments = arguments
        self.examples = examples
        self.statuses = statuses
        self.body = body
    }

    /// `record show`, as it is typed.
    var words: String {
        verb.map { "\(noun) \($0)" } ?? noun
    }

    /// The manual page's name: `kartka-record-show`.
    var pageName: String {
        "kartka-" + words.replacing(" ", with: "-")
    }

    /// Every status the command can end with, ascending.
    var allStatuses: [ExitStatus] {
        ExitStatus.allCases.filter { $0 == .accepted || $0 == .usage || statuses.contains($0) }
    }
}
