public import COSE
public import CardCrypto
public import CardRecords
internal import ISO7816

/// Checks receipts one after another, as they follow in a journal or a batch, without asking who made them.
///
/// It trusts the validator's keys that it is given and, for the records, the trust list; everything else
/// comes from the receipts themselves. Only an accepted trip needs the card's proof: a refused tap is
/// evidence of nothing that anybody pays for.
public struct ReceiptChecker: Sendable {
    /// Public keys of the validator, all that it has had.
    public let validatorKeys: [KeyID: VerificationKey]
    private let records: RecordVerifier?
    /// The last receipt, or where the range begins; nil before the first.
    public private(set) var position: JournalPosition?
    private var validator: ValidatorID?
    private var firstSequence: ReceiptSequence?
    private var cards: [CardNumber: CardMemory] = [:]

    /// What is remembered of a card's taps.
    private struct CardMemory {
        var counter: UInt32?
        /// The last trips, oldest first; one minute holds no more than these.
        var trips: [(sequence: ReceiptSequence, time: NumericDate)]
    }

    /// A tap repeats a trip only within this time.
    public static let sameTripSecondsMax: Int64 = 60
    private static let tripsMax = 8

    /// - Parameters:
    ///   - validatorKeys: of the validators that may have signed.
    ///   - start: the receipt before the first one, where it is known.
    ///   - records: checks the authority's signature on every record, too.
    public init(
        validatorKeys: [VerificationKey], after start: JournalPosition? = nil,
        records: RecordVerifier? = nil
    ) {
        self.validatorKeys = Dictionary(
            validatorKeys.map { ($0.keyID, $0) }, uniquingKeysWith: { first, _ in first })
        position = start
        self.records = records
    }

    /// What a check came to.
    public struct Result: Equatable, Sendable {
        /// Nil where the bytes aren't one.
        public let receipt: Receipt?
        public let hash: ReceiptHash?
        public let findings: [ReceiptFinding]
    }

    /// Checks the next receipt. After one that can't be read, the next is compared with the last good one.
    public mutating func check(_ sealed: Span<UInt8>) -> Result {
        let receipt: Receipt
        do { receipt = try Receipt(unverified: sealed) } catch {
            return Result(receipt: nil, hash: nil, findings: [.malformed(error)])
        }
        guard let hash = try? Receipt.hash(sealed) else {
            return Result(receipt: receipt, hash: nil, findings: [.checkFailed])
        }
        var findings: [ReceiptFinding] = []
        checkSeal(sealed, &findings)
        checkPlace(receipt, &findings)
        position = JournalPosition(sequence: receipt.sequence, hash: hash)
        switch receipt.verdict.outcome {
        case .accepted: checkTrip(receipt, &findings)
        // The card may have been gone before its answer: a tap within a minute is the same trip.
        case .undetermined: remember(receipt)
        case .refused: break
        }
        return Result(receipt: receipt, hash: hash, findings: findings)
    }

    /// Goes on behind a place that a segment's header names.
    mutating func resume(after position: JournalPosition) { self.position = position }

    private func checkSeal(_ sealed: Span<UInt8>, _ findings: inout [ReceiptFinding]) {
        guard let message = try? COSESign1(parsing: sealed) else { return }  // it has been read already
        guard let keyID = message.keyID, let key = validatorKeys[keyID] else {
            return findings.append(.validatorKeyUnknown(message.keyID))
        }
        guard key.accepts(message.algorithm) else { return findings.append(.validatorSignatureInvalid) }
        switch message.check(with: key) {
        case .valid: break
        case .invalid: findings.append(.validatorSignatureInvalid)
        case .failed: findings.append(.checkFailed)
        }
    }

    private mutating func checkPlace(_ receipt: Receipt, _ findings: inout [ReceiptFinding]) {
        if let validator, validator != receipt.draft.validator {
            findings.append(.otherValidator(receipt.draft.validator))
        }
        validator = receipt.draft.validator
        if firstSequence == nil { firstSequence = receipt.sequence }
        // The first one of all has nothing before it.
        let start = receipt.sequence.rawValue == 1 ? JournalPosition(sequence: .none, hash: .none) : nil
        guard let before = position ?? start else { return }
        if receipt.sequence != before.sequence.next {
            findings.append(.sequence(expected: before.sequence.next, found: receipt.sequence))
        } else if receipt.previous != before.hash {
            findings.append(.chainBroken)
        }
    }

    private mutating func checkTrip(_ receipt: Receipt, _ findings: inout [ReceiptFinding]) {
        guard let presented = receipt.draft.record,
            let record = try? UnverifiedRecord(SealedRecord(bytes: presented.sealed)),
            case .transportConcession(let concession) = record.record
        else { return findings.append(.recordUnreadable) }
        if !presented.agrees(with: concession, issuedAt: record.validity.issuedAt) {
            findings.append(.recordDiffers)
        }
        checkCard(receipt, record.cardKey, &findings)
        checkRecord(receipt, presented, record.cardKey, &findings)
        checkHistory(receipt, presented.cardNumber, &findings)
    }

    /// The card's signature, with the key that goes along and that the record names.
    private func checkCard(
        _ receipt: Receipt, _ named: KeyThumbprint?, _ findings: inout [ReceiptFinding]
    ) {
        guard let answer = receipt.card, let cardKey = receipt.draft.cardKey else {
            return findings.append(.cardProofMissing)
        }
        let key: VerificationKey
        do { key = try VerificationKey(cardKey) } catch {
            return findings.append(error == .invalidPoint ? .otherCardKey : .checkFailed)
        }
        if key.thumbprint != named { findings.append(.otherCardKey) }
        guard let challenge = try? receipt.draft.challenge() else { return findings.append(.checkFailed) }
        let message = CardAuthentication.signedMessage(
            challenge: challenge.indices.map { challenge[$0] }, counter: answer.counter)
        let signature = answer.signature
        switch key.check(signature: signature.span, message: message.span) {
        case .valid: break
        case .invalid: findings.append(.cardSignatureInvalid)
        case .failed: findings.append(.checkFailed)
        }
    }

    /// The authority's signature, as of the time of the trip.
    private func checkRecord(
        _ receipt: Receipt, _ presented: PresentedRecord, _ named: KeyThumbprint?,
        _ findings: inout [ReceiptFinding]
    ) {
        guard let records else { return }
        let context = VerificationContext(
            time: receipt.draft.time, card: named.map(CardEvidence.proven) ?? .none,
            recordType: .transportConcession, cardNumber: presented.cardNumber)
        let verdict = records.verify(presented.sealed.span, in: context)
        // The list at hand may be younger than the trip, or no longer the newest: that isn't the receipt's
        // fault.
        let reasons = verdict.reasons.filter { $0 != .clockBeforeTrustList && $0 != .trustListTooOld }
        if !reasons.isEmpty { findings.append(.recordNotTrusted(reasons)) }
    }

    private mutating func checkHistory(
        _ receipt: Receipt, _ number: CardNumber, _ findings: inout [ReceiptFinding]
    ) {
        let memory = cards[number]
        if let counter = receipt.card?.counter, let previous = memory?.counter, counter <= previous {
            findings.append(.cardCounterNotGrown(previous: previous, found: counter))
        }
        if let earlier = receipt.verdict.sameTripAs, let firstSequence, earlier >= firstSequence {
            let trip = memory?.trips.first { $0.sequence == earlier }
            let isNear = trip.map { trip in
                abs(receipt.draft.time.epochSeconds - trip.time.epochSeconds) <= Self.sameTripSecondsMax
            }
            if isNear != true { findings.append(.sameTripUnknown(earlier)) }
        }
        remember(receipt)
    }

    private mutating func remember(_ receipt: Receipt) {
        guard let number = receipt.draft.record?.cardNumber else { return }
        var memory = cards[number] ?? CardMemory(counter: nil, trips: [])
        if memory.trips.count == Self.tripsMax { memory.trips.removeFirst() }
        memory.trips.append((receipt.sequence, receipt.draft.time))
        // Nobody has checked the counter of a tap that wasn't accepted.
        if receipt.verdict.outcome == .accepted, let counter = receipt.card?.counter {
            memory.counter = max(counter, memory.counter ?? 0)
        }
        cards[number] = memory
    }
}

extension PresentedRecord {
    /// Whether what was taken out of the record is in it.
    fileprivate func agrees(with concession: TransportConcession, issuedAt: NumericDate) -> Bool {
        concession.cardNumber == cardNumber && self.issuedAt == issuedAt
            && (concessionClass.map { found in concession.profiles.contains { $0.class == found } } ?? true)
    }
}
