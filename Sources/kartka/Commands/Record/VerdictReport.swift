import CardRecords

/// What a check came to, for people and as JSON.
struct VerdictReport {
    let verdict: Verdict<VerifiedRecord>

    init(_ verdict: Verdict<VerifiedRecord>) {
        self.verdict = verdict
    }

    func print(on console: Console) throws(Failure) {
        if console.isJSON {
            console.print(.document(try members(console.language)))
            return
        }
        console.print(headline(on: console))
        for reason in verdict.reasons {
            console.print("  \(reason.text(in: console.language.display)) [\(reason.code)]")
        }
        if case .accepted(let record) = verdict { try RecordReport(record).printRows(on: console) }
    }

    func headline(on console: Console) -> String {
        switch verdict.outcome {
        case .accepted: console.styled(RecordPhrase.accepted.text[console.language], .good)
        case .refused: console.styled(RecordPhrase.refused.text[console.language], .bad)
        case .undetermined: console.styled(RecordPhrase.undetermined.text[console.language], .doubtful)
        }
    }

    func members(_ language: Language) throws(Failure) -> [(String, JSONValue)] {
        let word =
            switch verdict.outcome {
            case .accepted: "accepted"
            case .refused: "refused"
            case .undetermined: "undetermined"
            }
        let reasons = verdict.reasons.map { reason in
            JSONValue.object([
                ("code", .text(reason.code)), ("text", .text(reason.text(in: language.display))),
            ])
        }
        let members: [(String, JSONValue)] = [("outcome", .text(word)), ("reasons", .array(reasons))]
        guard case .accepted(let record) = verdict else { return members }
        return members + (try RecordReport(record).members())
    }
}
