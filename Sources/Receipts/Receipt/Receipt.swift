public import COSE
public import CardRecords

/// What a card answered to INTERNAL AUTHENTICATE.
public struct CardAnswer: Equatable, Sendable {
    /// Only grows.
    public let counter: UInt32
    /// r ‖ s.
    public let signature: [64 of UInt8]

    public init(counter: UInt32, signature: [64 of UInt8]) {
        self.counter = counter
        self.signature = signature
    }

    /// - Parameter signature: 64 bytes; nil for any other number.
    public init?(counter: UInt32, signature: Span<UInt8>) {
        guard signature.count == COSELimits.signatureBytes else { return nil }
        self.init(counter: counter, signature: [64 of UInt8] { index in signature[index] })
    }

    public static func == (left: CardAnswer, right: CardAnswer) -> Bool {
        left.counter == right.counter
            && left.signature.indices.allSatisfy { left.signature[$0] == right.signature[$0] }
    }
}

/// What the gate showed.
public struct ReceiptVerdict: Equatable, Sendable {
    public var outcome: Outcome
    /// Reasons (100…299) and notices (300…) by their stable numbers, in the order of the verdict; at most 16.
    public var codes: [UInt16]
    /// The receipt of the trip that this tap repeats (ratification): both are one trip.
    public var sameTripAs: ReceiptSequence?

    public static let codesMax = 16
    static let codeMax: UInt64 = 999

    /// Codes beyond the sixteenth, and those above 999, are left out.
    public init(outcome: Outcome, codes: [UInt16] = [], sameTripAs: ReceiptSequence? = nil) {
        self.outcome = outcome
        let isFit = codes.count <= Self.codesMax && codes.allSatisfy { $0 <= Self.codeMax }
        self.codes = isFit ? codes : Array(codes.filter { $0 <= Self.codeMax }.prefix(Self.codesMax))
        self.sameTripAs = sameTripAs
    }

    public init(outcome: Outcome, reasons: [Reason], sameTripAs: ReceiptSequence? = nil) {
        self.init(
            outcome: outcome, codes: reasons.map { UInt16(clamping: $0.rawValue) }, sameTripAs: sameTripAs)
    }
}

/// The evidence of one tap.
///
/// A carrier can't invent one with a concession (the card's signature), repeat one (the card's counter), or
/// drop or reorder one unseen (sequence number and hash of the one before).
public struct Receipt: Equatable, Sendable {
    public var draft: ReceiptDraft
    /// Nil where the card wasn't asked, or didn't answer.
    public var card: CardAnswer?
    public var verdict: ReceiptVerdict
    public var sequence: ReceiptSequence
    /// Hash of the sealed receipt before it; ``ReceiptHash/none`` for the first.
    public var previous: ReceiptHash

    public init(
        draft: ReceiptDraft, card: CardAnswer?, verdict: ReceiptVerdict, sequence: ReceiptSequence,
        previous: ReceiptHash
    ) {
        self.draft = draft
        self.card = card
        self.verdict = verdict
        self.sequence = sequence
        self.previous = previous
    }
}

/// A receipt as it is kept and sent: a COSE_Sign1 by the validator's key.
public struct SealedReceipt: Equatable, Sendable {
    public let sequence: ReceiptSequence
    /// SHA-256 of ``bytes``, which the next receipt names.
    public let hash: ReceiptHash
    public let bytes: [UInt8]

    /// No receipt comes near it.
    public static let bytesMax = 2048
}

/// Why bytes are no receipt, or no manifest.
public enum ReceiptError: Error, Equatable, Sendable {
    /// Not a COSE_Sign1 that this product can read.
    case message(COSEError)
    /// The payload isn't deterministic CBOR.
    case cbor(CBORError)
    /// The value under this label can't be; the offset is in the payload.
    case value(label: Int64, at: Int)
    case unknownLabel(Int64, at: Int)
    case missing(label: Int64)
    /// More than ``SealedReceipt/bytesMax``.
    case tooLong(bytes: Int)
}
