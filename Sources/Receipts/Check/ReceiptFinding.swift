public import COSE
public import CardRecords

/// What is wrong with a receipt, or with its place in the chain.
public enum ReceiptFinding: Equatable, Sendable {
    case malformed(ReceiptError)
    /// Nobody gave the validator's key of this name, so its signature is unchecked.
    case validatorKeyUnknown(KeyID?)
    case validatorSignatureInvalid
    /// The cryptographic library could not decide.
    case checkFailed
    /// In a batch or journal of another validator.
    case otherValidator(ValidatorID)
    /// Receipts are missing, or out of order.
    case sequence(expected: ReceiptSequence, found: ReceiptSequence)
    /// The one before was altered, exchanged or removed.
    case chainBroken
    /// A trip was accepted without a record that can be read.
    case recordUnreadable
    /// Card number, issue date or class aren't those of the record that goes along.
    case recordDiffers
    /// With the trust list at hand, the record couldn't have been accepted.
    case recordNotTrusted([Reason])
    /// A trip was accepted without the card's signature or key.
    case cardProofMissing
    /// The card's key isn't the one that the record names.
    case otherCardKey
    case cardSignatureInvalid
    /// The card had shown this counter or a higher one before: the same signature twice, or a copied card.
    case cardCounterNotGrown(previous: UInt32, found: UInt32)
    /// The trip that it is said to repeat isn't there, or is another card's, or more than a minute away.
    case sameTripUnknown(ReceiptSequence)

    /// Refused, or undetermined where the receipt may well be good.
    public var outcome: Outcome {
        switch self {
        case .validatorKeyUnknown, .checkFailed: .undetermined
        case .recordNotTrusted(let reasons):
            reasons.contains { $0.outcome == .refused } ? .refused : .undetermined
        default: .refused
        }
    }

    /// Stable, for programs.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .validatorKeyUnknown: "validator-key-unknown"
        case .validatorSignatureInvalid: "validator-signature-invalid"
        case .checkFailed: "check-failed"
        case .otherValidator: "other-validator"
        case .sequence: "sequence"
        case .chainBroken: "chain-broken"
        case .recordUnreadable: "record-unreadable"
        case .recordDiffers: "record-differs"
        case .recordNotTrusted: "record-not-trusted"
        case .cardProofMissing: "card-proof-missing"
        case .otherCardKey: "other-card-key"
        case .cardSignatureInvalid: "card-signature-invalid"
        case .cardCounterNotGrown: "card-counter-not-grown"
        case .sameTripUnknown: "same-trip-unknown"
        }
    }
}

extension [ReceiptFinding] {
    /// What they come to together: one that refuses decides.
    public var outcome: Outcome {
        if isEmpty { return .accepted }
        return contains { $0.outcome == .refused } ? .refused : .undetermined
    }
}
