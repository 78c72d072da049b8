public import CardRecords
public import Receipts
internal import Synchronization

extension Validator {
    /// The receipt of that number as it is kept; nil where there is none.
    public func receipt(_ sequence: ReceiptSequence) throws(JournalError) -> SealedReceipt? {
        try journal.receipt(sequence)
    }

    /// As ``withdraw(_:)``, for a caller who kept the numbers of the decision only.
    public func withdraw(_ receipt: ReceiptSequence, of card: CardNumber) {
        trips.withLock { $0.markUnanswered(card, sequence: receipt.rawValue) }
    }
}
