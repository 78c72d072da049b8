import CardRecords

/// Why a form isn't taken: every place with the path, what is wrong and the rule; never the value.
enum FormFailure {
    /// - Parameter path: the form's file, `-` for standard input.
    static func failure(_ error: RecordJSONError, _ path: String) -> Failure {
        switch error {
        case .syntax(let cause):
            let fault = fault(
                path, cause.position, field: nil, JSONPhrase.text(cause.problem), rule: "RFC 8259")
            return Failure(
                .badData, "not-json", JSONPhrase.notJSON.text.with("path", path.printable), faults: [fault])
        case .fields(let errors):
            let faults = errors.map { error in
                self.fault(
                    path, error.position, field: error.path.description, text(error.problem),
                    rule: error.problem.rule)
            }
            let count = CountedText.faults.text(for: faults.count)
            return Failure(
                .badData, "form-invalid",
                JSONPhrase.invalid.text.with("path", path.printable).with("count", count), faults: faults)
        }
    }

    /// `holder.json:12:17: allergies[2].substance: has 61 bytes, at most 50 allowed [.size (1..50)]`
    private static func fault(
        _ path: String, _ position: TextPosition, field: String?, _ problem: Text, rule: String
    ) -> Fault {
        let place = "\(path.printable):\(position.line):\(position.column): "
        let name = field.map { $0.isEmpty ? "" : "\($0.printable): " } ?? ""
        return Fault(
            Text(verbatim: "{place}{problem} [{rule}]").with("place", place + name).with("problem", problem)
                .with("rule", rule),
            members: [
                ("line", .number(Int64(position.line))), ("column", .number(Int64(position.column))),
                ("path", .text(orNull: field)), ("rule", .text(rule)),
            ],
            detail: problem)
    }

    private static func text(_ problem: RecordProblem) -> Text {
        Text(
            uk: problem.text(in: .ukrainian), en: problem.text(in: .english),
            ru: problem.text(in: .russian))
    }
}
