import COSE
import CardRecords

/// A record with its circumstances, for people and as JSON.
struct RecordReport {
    let record: Record
    let validity: Validity
    let keyID: KeyID?
    let cardKey: KeyThumbprint?
    /// Nil for a record that nobody has checked.
    let authority: String?

    init(_ unverified: UnverifiedRecord) {
        record = unverified.record
        validity = unverified.validity
        keyID = unverified.keyID
        cardKey = unverified.cardKey
        authority = nil
    }

    init(_ verified: VerifiedRecord) {
        record = verified.record
        validity = verified.validity
        keyID = verified.keyID
        cardKey = nil
        authority = verified.authority
    }

    func print(on console: Console) throws(Failure) {
        if console.isJSON {
            console.print(.document([("verified", .bool(authority != nil))] + (try members())))
        } else {
            try printRows(on: console)
        }
    }

    /// The members of the JSON form, without what the document says of itself.
    func members() throws(Failure) -> [(String, JSONValue)] {
        let body: String
        do { body = try record.json() } catch { throw RecordFailure.unreadable(error) }
        return [
            ("type", .text(record.type.name)),
            ("authority", .text(orNull: authority)),
            ("keyId", .text(orNull: keyID?.description)),
            ("issued", .text(Timestamp(epochSeconds: validity.issuedAt.epochSeconds).text)),
            ("validFrom", .text(Timestamp(epochSeconds: validity.start.epochSeconds).text)),
            (
                "validUntil",
                .text(orNull: validity.expiration.map { Timestamp(epochSeconds: $0.epochSeconds).text })
            ),
            ("cardKey", .text(orNull: cardKey?.description)),
            ("record", .encoded(body)),
        ]
    }

    /// Title, circumstances, then the fields by their groups.
    func printRows(on console: Console) throws(Failure) {
        let language = console.language
        console.print(console.styled(record.type.schema.title[language.display], .heading))
        var head = TextTable()
        if let authority {
            head.add(.init(RecordPhrase.authority.text[language], .key), .init(authority.printable))
        }
        head.add(.init(RecordPhrase.validFrom.text[language], .key), .init(time(validity.start, language)))
        let end = validity.expiration.map { time($0, language) } ?? RecordPhrase.noEnd.text[language]
        head.add(.init(RecordPhrase.validUntil.text[language], .key), .init(end))
        if let keyID {
            head.add(.init(RecordPhrase.keyID.text[language], .key), .init(keyID.description))
        }
        head.print(on: console, indent: "  ")
        let rows: [RecordRow]
        do { rows = try record.rows(in: language.display) } catch { throw RecordFailure.unreadable(error) }
        RecordRows(rows).print(on: console)
    }

    private func time(_ date: NumericDate, _ language: Language) -> String {
        EpochSeconds.text(date.epochSeconds, in: language.display)
            ?? Timestamp(epochSeconds: date.epochSeconds).text
    }
}

/// The fields of a record in their groups, one width of titles for all.
struct RecordRows {
    private let rows: [RecordRow]

    init(_ rows: [RecordRow]) {
        self.rows = rows
    }

    func print(on console: Console) {
        let width = rows.map(\.title.displayWidth).max() ?? 0
        var group: String?
        for row in rows {
            if row.group != group, !row.group.isEmpty {
                console.print("  " + console.styled(row.group, .heading))
            }
            group = row.group
            let title = console.styled(row.title.padded(to: width), .key)
            console.print("    \(title)  \(row.value.replacing("\n", with: ", ").printable)")
        }
    }
}
