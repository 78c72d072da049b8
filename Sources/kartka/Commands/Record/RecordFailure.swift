import CardRecords

/// What is wrong with a record or a form, in the user's language.
enum RecordFailure {
    static func malformed(_ path: String, _ cause: String) -> Failure {
        Failure(
            .badData, "record-malformed",
            RecordPhrase.malformed.text.with("path", path).with("cause", cause))
    }

    static func failure(_ error: UnverifiedRecordError, _ path: String, _ language: Language) -> Failure {
        switch error {
        case .message(let cause): return malformed(path, "\(cause)")
        case .recordTypeUnknown(let label):
            let what = RecordPhrase.typeUnknown.text.with("path", path).with(
                "label", label.map { "\($0)" } ?? "–")
            return Failure(.badData, "record-type-unknown", what)
        case .issueDateMissing:
            return Failure(.badData, "issue-date-missing", RecordPhrase.noIssueDate.text.with("path", path))
        case .record(let cause):
            return malformed(path, "\(cause.path): \(cause.problem.text(in: language.display))")
        }
    }

    /// A record that was decoded and yet can't be shown: a fault of the program.
    static func unreadable(_ error: RecordError) -> Failure {
        Failure(
            .internalFault, "internal", FilePhrase.internalFault.text.with("cause", error.description),
            next: FilePhrase.reportFault.text)
    }
}
