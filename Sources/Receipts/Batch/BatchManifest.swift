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
    /// Accepted taps that repeat an accepted one of the batch: no trips of their own.
    public internal(set) var sameTrip: UInt64 = 0
    /// Accepted taps that repeat one before the batch: trips of their own only where that one wasn't
    /// accepted, which the batch before tells.
    public internal(set) var sameTripBefore: UInt64 = 0
    /// Trips by payer, ascending; trips without one, and those of ``sameTripBefore``, aren't here.
    public internal(set) var payers: [PayerTrips] = []

    public struct PayerTrips: Equatable, Sendable {
        public let payer: UInt16
        public internal(set) var trips: UInt64
    }

    public init() {}

    /// Accepted taps that are surely trips of their own.
    public var trips: UInt64 { accepted - min(accepted, sameTrip + sameTripBefore) }

    fileprivate mutating func addTrip(of payer: UInt16) {
        let place = payers.firstIndex { $0.payer >= payer } ?? payers.count
        if place < payers.count, payers[place].payer == payer {
            payers[place].trips += 1
        } else {
            payers.insert(PayerTrips(payer: payer, trips: 1), at: place)
        }
    }
}

/// Adds receipts up, and remembers which of them weren't trips: a tap that repeats one of those is the trip.
struct TotalsCounter {
    private(set) var totals = BatchTotals()
    private var first: ReceiptSequence?
    private var others: Set<UInt64> = []
    private var othersInOrder: [UInt64] = []
    /// A repetition comes within a minute; no validator has so many taps in that time.
    private static let othersMax = 8192

    mutating func add(_ receipt: Receipt) {
        if first == nil { first = receipt.sequence }
        switch receipt.verdict.outcome {
        case .refused: totals.refused += 1
        case .undetermined: totals.undetermined += 1
        case .accepted: return addTrip(receipt)
        }
        if othersInOrder.count == Self.othersMax {
            others.subtract(othersInOrder[..<(Self.othersMax / 2)])
            othersInOrder.removeFirst(Self.othersMax / 2)
        }
        others.insert(receipt.sequence.rawValue)
        othersInOrder.append(receipt.sequence.rawValue)
    }

    private mutating func addTrip(_ receipt: Receipt) {
        totals.accepted += 1
        if let earlier = receipt.verdict.sameTripAs {
            if let first, earlier < first {
                totals.sameTripBefore += 1
                return
            }
            if !others.contains(earlier.rawValue) {
                totals.sameTrip += 1
                return
            }
        }
        if let payer = receipt.draft.fare?.payer { totals.addTrip(of: payer) }
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
    private var counter = TotalsCounter()

    init(after start: JournalPosition) {
        self.start = start
        end = start
    }

    var totals: BatchTotals { counter.totals }
    var count: UInt64 { end.sequence.rawValue - start.sequence.rawValue }

    mutating func add(_ sealed: SealedReceipt, _ receipt: Receipt) {
        validator = validator ?? receipt.draft.validator
        firstHash = firstHash ?? sealed.hash
        earliest = min(earliest, receipt.draft.time)
        latest = max(latest ?? receipt.draft.time, receipt.draft.time)
        byteCount += UInt64(sealed.bytes.count)
        counter.add(receipt)
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
