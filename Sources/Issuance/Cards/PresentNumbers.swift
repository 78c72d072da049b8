public import CardRecords

/// The numbers of the records that lie on a card, for a record that is to replace one of them.
public struct PresentNumbers: Equatable, Sendable {
    public let cardNumber: CardNumber
    /// Of the record that is to be replaced; nil where the card has none or doesn't show it.
    public let statusIndex: Int?

    /// Of a card that shows no record to go by, because their key was revoked, say: the office knows its
    /// number by its serial, which opening a channel to it proves.
    public init(cardNumber: CardNumber) {
        self.cardNumber = cardNumber
        statusIndex = nil
    }

    /// Takes them from records with a right signature that belong to this very card. They may have expired:
    /// that is what they are replaced for.
    ///
    /// - Returns: nil where the card showed no such record.
    public init?(_ report: CardReport, replacing type: RecordType) {
        var number: CardNumber?
        var index: Int?
        for file in report.files {
            guard case .record(let sealed, let verdict) = file.content,
                Set(verdict.reasons).isSubset(of: Self.reasonsToReplace),
                let record = try? UnverifiedRecord(sealed).record
            else { continue }
            number = number ?? record.body.cardNumber
            if file.type == type { index = record.body.statusIndex }
        }
        guard let number else { return nil }
        cardNumber = number
        statusIndex = index
    }

    private static let reasonsToReplace: Set<Reason> = [
        .expired, .notYetValid, .trustListTooOld,
    ]
}
