import COSE
import CardRecords
import ISO7816
import Issuance

/// What a card showed to one viewer, for people and as JSON. Of each record only the fields that the schema
/// lets this viewer see.
struct CardReadReport {
    private let report: CardReport
    private let files: [(type: RecordType, content: CardReport.Content)]
    private let names: Set<String>
    private let viewpoint: CardViewpoint

    /// - Parameter asked: of these, what the report doesn't have is told as withheld.
    init(_ report: CardReport, of asked: [RecordType], seenBy names: Set<String>, viewpoint: CardViewpoint) {
        self.report = report
        files = asked.map { type in
            (type, report.files.first { $0.type == type }?.content ?? .withheld)
        }
        self.names = names
        self.viewpoint = viewpoint
    }

    /// Of all records that are shown: one refused record outweighs an undetermined one. A card that isn't in
    /// use, or that can't prove to be genuine, is refused even if it shows nothing.
    var outcome: Outcome {
        if report.evidence == .inactive || report.evidence == .disproven { return .refused }
        let outcomes = files.compactMap { file -> Outcome? in
            if case .record(_, let verdict) = file.content { verdict.outcome } else { nil }
        }
        return outcomes.contains(.refused)
            ? .refused : outcomes.contains(.undetermined) ? .undetermined : .accepted
    }

    func print(on console: Console) throws(Failure) {
        if console.isJSON {
            var records: [JSONValue] = []
            for file in files { records.append(.object(try members(file, console.language))) }
            console.print(
                .document([
                    ("card", CardWords.json(report.information)), ("viewer", .text(viewpoint.rawValue)),
                    ("cardProof", .text(proof)), ("outcome", .text(CardWords.word(outcome))),
                    ("records", .array(records)),
                ]))
            return
        }
        let language = console.language
        var head = TextTable()
        let state = report.information.lifeCycle
        head.add(
            .init(CardPhrase.serial.text[language], .key),
            .init(Hexadecimal.text(report.information.serial)))
        head.add(
            .init(CardPhrase.state.text[language], .key),
            .init(CardWords.state(state)[language], CardWords.style(state)))
        head.add(.init(CardPhrase.viewer.text[language], .key), .init(viewpoint.text[language]))
        head.print(on: console)
        if let reason {
            console.print(console.styled(reason.text(in: language.display), .bad) + " [\(reason.code)]")
        }
        for file in files { try print(file, on: console) }
    }

    /// What is wrong with the card itself.
    private var reason: Reason? {
        switch report.evidence {
        case .inactive: .cardNotActive
        case .disproven: .cardProofInvalid
        case .none, .proven: nil
        }
    }

    private var proof: String {
        switch report.evidence {
        case .none: "none"
        case .proven: "proven"
        case .disproven: "disproven"
        case .inactive: "inactive"
        }
    }

    private func print(_ file: (type: RecordType, content: CardReport.Content), on console: Console)
        throws(Failure)
    {
        let language = console.language
        let title = console.styled(file.type.schema.title[language.display], .heading)
        console.print("")
        switch file.content {
        case .absent: console.print("\(title) – \(CardPhrase.absent.text[language])")
        case .withheld: console.print("\(title) – \(CardPhrase.withheld.text[language])")
        case .record(_, let verdict):
            console.print("\(title) – \(VerdictReport(verdict).headline(on: console))")
            for reason in verdict.reasons {
                console.print("  \(reason.text(in: language.display)) [\(reason.code)]")
            }
            // What isn't accepted isn't shown as if it were true.
            guard case .accepted(let verified) = verdict else { return }
            var table = TextTable()
            table.add(
                .init(RecordPhrase.authority.text[language], .key), .init(verified.authority.printable))
            table.add(
                .init(RecordPhrase.validFrom.text[language], .key),
                .init(CardWords.time(verified.validity.start, language)))
            let end = verified.validity.expiration.map { CardWords.time($0, language) }
            table.add(
                .init(RecordPhrase.validUntil.text[language], .key),
                .init(end ?? RecordPhrase.noEnd.text[language]))
            table.print(on: console, indent: "  ")
            let (rows, hidden) = try rows(verified, language)
            RecordRows(rows).print(on: console)
            if hidden > 0 {
                console.print(
                    "    "
                        + console.styled(
                            CardPhrase.hiddenFields.text.with("count", CountedText.fields.text(for: hidden))[
                                language], .faint))
            }
        }
    }

    private func members(
        _ file: (type: RecordType, content: CardReport.Content), _ language: Language
    ) throws(Failure) -> [(String, JSONValue)] {
        let type: [(String, JSONValue)] = [
            ("type", .text(file.type.name)), ("title", .text(file.type.schema.title[language.display])),
        ]
        switch file.content {
        case .absent: return type + [("shown", .text("absent"))]
        case .withheld: return type + [("shown", .text("withheld"))]
        case .record(_, let verdict):
            let reasons = verdict.reasons.map { reason in
                JSONValue.object([
                    ("code", .text(reason.code)), ("text", .text(reason.text(in: language.display))),
                ])
            }
            let told =
                type + [
                    ("shown", .text("record")), ("outcome", .text(CardWords.word(verdict.outcome))),
                    ("reasons", .array(reasons)),
                ]
            guard case .accepted(let verified) = verdict else { return told }
            let (rows, hidden) = try rows(verified, language)
            return told + [
                ("authority", .text(verified.authority)), ("keyId", .text(verified.keyID.description)),
                ("issued", .text(CardWords.iso(verified.validity.issuedAt))),
                ("validFrom", .text(CardWords.iso(verified.validity.start))),
                ("validUntil", .text(orNull: verified.validity.expiration.map(CardWords.iso))),
                ("fieldsHidden", .number(Int64(hidden))), ("fields", .array(rows.map(Self.json))),
            ]
        }
    }

    /// Those that this viewer may see, and the number of the others.
    private func rows(
        _ verified: VerifiedRecord, _ language: Language
    ) throws(Failure) -> ([RecordRow], hidden: Int) {
        let all: [RecordRow]
        do { all = try verified.record.rows(in: language.display) } catch {
            throw RecordFailure.unreadable(error)
        }
        let seen = all.filter { !names.isDisjoint(with: $0.readers) }
        return (seen, all.count - seen.count)
    }

    private static func json(_ row: RecordRow) -> JSONValue {
        .object([
            ("path", .text(row.path.description)), ("group", .text(row.group)), ("title", .text(row.title)),
            ("value", .text(row.value)),
        ])
    }
}
