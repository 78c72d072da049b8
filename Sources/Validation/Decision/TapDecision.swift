public import CardRecords
public import ConcessionRules
public import ISO7816
public import Receipts

/// What a gate does with the card that was held to it, and why.
public struct TapDecision: Sendable {
    public let outcome: Outcome
    /// Empty just when the outcome is `.accepted`.
    public let reasons: ReasonSet
    /// What else the operator ought to know.
    public let notices: NoticeSet
    /// What may be relied on; nil unless accepted.
    public let record: VerifiedRecord?
    /// What the rules said; nil where they weren't asked. It grants nothing unless the tap is accepted.
    public let fare: FareDecision?
    /// The evidence, which is on the disk; nil where no record was read, or `Reason.evidenceNotKept` says
    /// why not.
    public let receipt: ReceiptSequence?
    /// The tap whose answer was lost and which this one repeats: both are one trip.
    public let sameTripAs: ReceiptSequence?
    /// What went wrong with the card, for those who look after the gate.
    public let cardError: CardError?

    init(
        reasons: ReasonSet, notices: NoticeSet = NoticeSet(), record: VerifiedRecord? = nil,
        fare: FareDecision? = nil, receipt: ReceiptSequence? = nil, sameTripAs: ReceiptSequence? = nil,
        cardError: CardError? = nil
    ) {
        outcome = reasons.outcome
        self.reasons = reasons
        self.notices = notices
        self.record = reasons.isEmpty ? record : nil
        self.fare = fare
        self.receipt = receipt
        self.sameTripAs = sameTripAs
        self.cardError = cardError
    }
}

/// What is to be thought of a sealed record that came without its card.
public struct RecordDecision: Sendable {
    public let outcome: Outcome
    /// Empty just when the outcome is `.accepted`.
    public let reasons: ReasonSet
    public let notices: NoticeSet
    /// What may be relied on; nil unless accepted.
    public let record: VerifiedRecord?

    init(reasons: ReasonSet, notices: NoticeSet = NoticeSet(), record: VerifiedRecord? = nil) {
        outcome = reasons.outcome
        self.reasons = reasons
        self.notices = notices
        self.record = reasons.isEmpty ? record : nil
    }
}
