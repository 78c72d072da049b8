import COSE
import CardRecords
import Issuance
import StatusLists

/// The words for statuses, reasons and what a decision is about.
enum StatusWords {
    static func text(_ status: CardStatus) -> Text {
        switch status {
        case .valid: StatusPhrase.valid.text
        case .revoked: StatusPhrase.revoked.text
        case .suspended: StatusPhrase.suspended.text
        case .superseded: StatusPhrase.superseded.text
        }
    }

    /// For programs.
    static func word(_ status: CardStatus) -> String {
        switch status {
        case .valid: "valid"
        case .revoked: "revoked"
        case .suspended: "suspended"
        case .superseded: "superseded"
        }
    }

    static func style(_ status: CardStatus) -> Style {
        switch status {
        case .valid: .good
        case .revoked: .bad
        case .suspended: .doubtful
        case .superseded: .faint
        }
    }

    static func text(_ reason: StatusReason) -> Text {
        switch reason {
        case .unspecified: StatusPhrase.unspecified.text
        case .lost: StatusPhrase.lost.text
        case .stolen: StatusPhrase.stolen.text
        case .defective: StatusPhrase.defective.text
        case .holderDied: StatusPhrase.holderDied.text
        case .holderMoved: StatusPhrase.holderMoved.text
        case .entitlementEnded: StatusPhrase.entitlementEnded.text
        case .issuedInError: StatusPhrase.issuedInError.text
        case .fraud: StatusPhrase.fraud.text
        case .holderRequest: StatusPhrase.holderRequest.text
        case .replaced: StatusPhrase.replaced.text
        case .neverStored: StatusPhrase.neverStored.text
        }
    }

    /// As it is typed: `9804…`, `9804…:utilities`, `transport:17`.
    static func word(_ target: StatusTarget) -> String {
        switch target {
        case .card(let number): number.digits
        case .recordOfCard(let number, let type): "\(number.digits):\(type.name)"
        case .record(let domain, let index): "\(domain.rawValue):\(index)"
        }
    }

    /// Nil for what is none of the three, a card number with a wrong check digit among it.
    static func target(_ word: String) -> StatusTarget? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, let domain = Domain(rawValue: parts[0]) {
            guard let index = Int(parts[1]), index >= 0, String(index) == parts[1] else { return nil }
            return .record(domain, index: index)
        }
        guard let number = CardNumber(digits: parts[0].filter { $0 != " " }), parts.count <= 2 else {
            return nil
        }
        guard parts.count == 2 else { return .card(number) }
        return RecordType(name: parts[1]).map { .recordOfCard(number, $0) }
    }

    // MARK: Records

    static func json(_ record: RegisteredRecord) -> JSONValue {
        .object([
            ("domain", .text(record.domain.rawValue)), ("type", .text(record.type.name)),
            ("index", .number(Int64(record.index))), ("cardNumber", .text(record.cardNumber.digits)),
            ("issued", .text(record.issued.stamp)), ("status", .text(word(record.status))),
            ("since", .text(orNull: record.since?.stamp)),
            ("reason", .text(orNull: record.reason?.name)), ("onCard", .bool(record.isOnCard)),
        ])
    }

    static func doubt(_ record: RegisteredRecord) -> Text {
        StatusPhrase.inDoubt.text.with("card", record.cardNumber.masked)
            .with("record", PersonalisationFailure.title(record.type))
            .with("name", "\(record.domain.rawValue):\(record.index)")
    }

    static func add(_ record: RegisteredRecord, to table: inout TextTable, _ language: Language) {
        let name = "\(record.domain.rawValue):\(record.index)"
        let state = record.isOnCard ? "" : StatusPhrase.notSeen.text[language]
        var since = record.since.map { $0.text(in: language) } ?? ""
        if let reason = record.reason, reason != .unspecified {
            since += (since.isEmpty ? "" : ", ") + text(reason)[language]
        }
        table.add(
            .init(name, .key), .init(record.type.schema.title[language.display]),
            .init(text(record.status)[language], style(record.status)),
            .init(since.isEmpty ? state : state.isEmpty ? since : "\(since); \(state)"))
    }
}
