public import COSE
internal import CardRecords

/// What a batch holds, signed by the validator.
///
/// Its labels begin at 32, so that no manifest can be taken for a receipt that the same key signed.
public struct BatchManifest: Equatable, Sendable {
    public let validator: ValidatorID
    public let first: ReceiptSequence
    public let last: ReceiptSequence
    /// Hash of the receipt before the first.
    public let previous: ReceiptHash
    public let firstHash: ReceiptHash
    public let lastHash: ReceiptHash
    /// The receipts' own times; a clock that was set may put the first later than the last.
    public let earliest: NumericDate
    public let latest: NumericDate
    /// Of the sealed receipts, one after another.
    public let byteCount: UInt64
    public let totals: BatchTotals
    /// When the batch was made.
    public let made: NumericDate

    public var count: UInt64 { last.rawValue - first.rawValue + 1 }
}

/// What the receipts of a batch come to.
public struct BatchTotals: Equatable, Sendable {
    /// Accepted taps, those that repeat a trip included.
    public internal(set) var accepted: UInt64 = 0
    public internal(set) var refused: UInt64 = 0
    public internal(set) var undetermined: UInt64 = 0
    /// Accepted taps that repeat a trip.
    public internal(set) var sameTrip: UInt64 = 0
    /// Trips by payer, ascending; trips without one aren't here.
    public internal(set) var payers: [PayerTrips] = []

    public struct PayerTrips: Equatable, Sendable {
        public let payer: UInt16
        public internal(set) var trips: UInt64
    }

    public init() {}

    /// Accepted taps that don't repeat a trip.
    public var trips: UInt64 { accepted - min(accepted, sameTrip) }

    public mutating func add(_ receipt: Receipt) {
        switch receipt.verdict.outcome {
        case .refused: refused += 1
        case .undetermined: undetermined += 1
        case .accepted:
            accepted += 1
            guard receipt.verdict.sameTripAs == nil else {
                sameTrip += 1
                return
            }
            if let payer = receipt.draft.fare?.payer { addTrip(of: payer) }
        }
    }

    private mutating func addTrip(of payer: UInt16) {
        let place = payers.firstIndex { $0.payer >= payer } ?? payers.count
        if place < payers.count, payers[place].payer == payer {
            payers[place].trips += 1
        } else {
            payers.insert(PayerTrips(payer: payer, trips: 1), at: place)
        }
    }
}

/// Collects what a manifest says while receipts go by.
struct ManifestBuilder {
    private(set) var start: JournalPosition
    private(set) var end: JournalPosition
    private var validator: ValidatorID?
    private var firstHash: ReceiptHash?
    private var earliest = NumericDate.latest
    private var latest: NumericDate?
    private(set) var byteCount: UInt64 = 0
    private(set) var totals = BatchTotals()

    init(after start: JournalPosition) {
        self.start = start
        end = start
    }

    var count: UInt64 { end.sequence.rawValue - start.sequence.rawValue }

    mutating func add(_ sealed: SealedReceipt, _ receipt: Receipt) {
        validator = validator ?? receipt.draft.validator
        firstHash = firstHash ?? sealed.hash
        earliest = min(earliest, receipt.draft.time)
        latest = max(latest ?? receipt.draft.time, receipt.draft.time)
        byteCount += UInt64(sealed.bytes.count)
        totals.add(receipt)
        end = JournalPosition(sequence: sealed.sequence, hash: sealed.hash)
    }

    /// Nil where nothing was added.
    func manifest(made: NumericDate) -> BatchManifest? {
        guard let validator, let firstHash, let latest else { return nil }
        return BatchManifest(
            validator: validator, first: start.sequence.next, last: end.sequence, previous: start.hash,
            firstHash: firstHash, lastHash: end.hash, earliest: earliest, latest: latest,
            byteCount: byteCount, totals: totals, made: made)
    }
}
