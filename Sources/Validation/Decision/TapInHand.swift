internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules
internal import ISO7816
internal import Receipts
internal import Synchronization

/// One tap between the reading of its record and its receipt.
struct TapInHand: ~Copyable {
    private let key: CardKey
    private let gate: Gate
    private let lists: Lists
    private let settings: ValidatorSettings
    private let clock: ClockCheck

    var findings = Findings()
    /// What the verifier accepted; whether the card is the record's own is only known with ``answer``.
    private(set) var verified: VerifiedRecord?
    private(set) var fare: FareDecision?
    private(set) var draft: ReceiptDraft?
    private(set) var answer: CardAnswer?
    private(set) var isCardProven = false
    private(set) var sameTripAs: ReceiptSequence?
    private(set) var cardError: CardError?

    init(
        _ key: consuming CardKey, _ gate: Gate, _ lists: Lists, _ settings: ValidatorSettings,
        _ time: NumericDate?
    ) {
        self.key = key
        self.gate = gate
        self.lists = lists
        self.settings = settings
        clock = ClockCheck(time, lists.seen)
    }

    private var concession: TransportConcession? {
        if case .transportConcession(let concession)? = verified?.record { concession } else { nil }
    }

    /// The record, its status and what the rules give for it.
    mutating func judge(_ record: Span<UInt8>, _ trips: borrowing Mutex<Trips>) {
        guard let trust = lists.trust else {
            findings.reasons.insert(lists.trustReason)
            return
        }
        let context = VerificationContext(
            time: clock.time, card: key.evidence, recordType: .transportConcession)
        let verdict = trust.verifier.verify(record, in: context)
        findings.add(verdict, clock)
        if key.hasFailed { findings.reasons.insert(.checkFailed) }
        guard case .accepted(let verified) = verdict, let time = clock.time,
            case .transportConcession(let concession) = verified.record
        else { return }
        self.verified = verified
        findings.judgeLists(of: verified.keyID, concession.statusIndex, lists, settings, at: time)
        judgeRules(concession, at: time, trips)
    }

    private mutating func judgeRules(
        _ concession: TransportConcession, at time: NumericDate, _ trips: borrowing Mutex<Trips>
    ) {
        guard let rules = lists.rules(of: gate.network, at: time) else {
            findings.reasons.insert(lists.rulesReason)
            return
        }
        let age = settings.rulesAge.age(
            issued: rules.issued, end: nil, refresh: rules.nextUpdate, at: time)
        findings.add(age, stale: .rulesStale, tooOld: .rulesTooOld)
        let trip = Trip(
            network: gate.network, carrier: gate.carrier, mode: gate.mode, zone: gate.zone, stop: gate.stop,
            time: time)
        let card = concession.cardNumber
        let fare = trips.withLock { trips in
            // The repetition of a trip isn't another one.
            let counted: UInt32 =
                trips.isRepeatedTrip(of: card, place: gate.place, time: time.epochSeconds) ? 1 : 0
            return rules.decide(concession, trip) { counter in
                let used = trips.trips(of: card, counter)
                return used - min(counted, used)
            }
        }
        self.fare = fare
        switch fare.reason {
        case nil: break
        case .quotaUsedUp?: findings.reasons.insert(.quotaExhausted)
        default: findings.reasons.insert(.noConcessionHere)
        }
    }
}

// MARK: The card's own word

extension TapInHand {
    /// Asks the card to sign what is known of the trip.
    mutating func authenticate<Transport: TapTransport & ~Copyable>(
        with id: ValidatorID, _ record: Span<UInt8>, _ exchange: inout TapExchange,
        over transport: inout Transport
    ) {
        let challenge: [32 of UInt8]
        do throws(CryptoLibraryError) {
            let draft = try makeDraft(id, record)
            self.draft = draft
            challenge = try draft.challenge()
        } catch {
            findings.reasons.insert(.checkFailed)
            return
        }
        guard key.isThere else { return }
        do throws(CardError) {
            let answer = try exchange.authenticate(challenge: challenge.span, over: &transport)
            self.answer = CardAnswer(counter: answer.counter, signature: answer.signature)
            switch key.proves(answer, challenge: challenge.span) {
            case true?: isCardProven = true
            case false?: findings.reasons.insert(.cardProofInvalid)
            case nil: findings.reasons.insert(.checkFailed)
            }
        } catch {
            cardError = error
            // A card that refuses proves nothing; one that doesn't answer, or says that it failed, may yet.
            let isRefusal = error.status.map { !$0.isCardFailure } ?? false
            findings.reasons.insert(isRefusal ? .cardProofInvalid : .readTorn)
        }
    }

    private func makeDraft(
        _ id: ValidatorID, _ record: Span<UInt8>
    ) throws(CryptoLibraryError) -> ReceiptDraft {
        let random = try Secrets.randomBytes(count: ReceiptNonce.byteCount)
        let nonce = ReceiptNonce([16 of UInt8] { index in random[index] })
        let place = TripPlace(
            carrier: UInt32(gate.carrier), route: gate.route, stop: gate.stop, mode: gate.mode.rawValue,
            zone: gate.zone == 0 ? nil : gate.zone - 1)
        return ReceiptDraft(
            // A clock that isn't believed is told by the verdict's codes.
            validator: id, nonce: nonce, time: clock.time ?? clock.earliest, place: place,
            record: presented(record), cardKey: key.told, fare: fare.map(TripFare.init))
    }

    /// The record as it was read, whoever may have signed it; nil where it can't be read at all.
    private func presented(_ record: Span<UInt8>) -> PresentedRecord? {
        let sealed = [UInt8](capacity: record.count) { output in
            for index in record.indices { output.append(record[index]) }
        }
        if let verified, let concession {
            return PresentedRecord(
                cardNumber: concession.cardNumber, issuedAt: verified.validity.issuedAt,
                concessionClass: fare?.concessionClass, sealed: sealed)
        }
        guard let said = try? UnverifiedRecord(SealedRecord(bytes: sealed)) else { return nil }
        return PresentedRecord(
            cardNumber: said.record.body.cardNumber, issuedAt: said.validity.issuedAt, concessionClass: nil,
            sealed: sealed)
    }
}

// MARK: Letting in

extension TapInHand {
    /// Counts the card's counter and, if there is nothing against the tap, the trip.
    mutating func admit(_ trips: borrowing Mutex<Trips>) -> Trips.Admission? {
        guard isCardProven, let answer, let concession, let time = clock.time else { return nil }
        let isGood = findings.reasons.isEmpty
        guard isGood, let fare else {
            let hasGrown = trips.withLock { $0.note(counter: answer.counter, of: concession.cardNumber) }
            if !hasGrown { findings.reasons.insert(.counterWentBackwards) }
            return nil
        }
        let tap = Trips.Tap(
            card: concession.cardNumber, counter: answer.counter, time: time.epochSeconds, place: gate.place,
            passbackMinutes: fare.passbackMinutes, recordQuota: fare.recordQuota?.counter,
            ruleQuota: fare.ruleQuota?.counter, recordLimit: fare.recordQuota?.limit ?? 0,
            ruleLimit: fare.ruleQuota?.limit ?? 0)
        switch trips.withLock({ $0.admit(tap) }) {
        case .refused(let reason):
            findings.reasons.insert(reason)
            return nil
        case .admitted(let admission):
            if admission.sameTripAs != 0 {
                sameTripAs = ReceiptSequence(rawValue: admission.sameTripAs)
                findings.notices.insert(.sameTrip)
            }
            return admission
        }
    }

    var verdict: ReceiptVerdict {
        var codes: [UInt16] = []
        codes.reserveCapacity(findings.reasons.count + findings.notices.count)
        for reason in findings.reasons { codes.append(UInt16(clamping: reason.rawValue)) }
        for notice in findings.notices { codes.append(UInt16(clamping: notice.rawValue)) }
        return ReceiptVerdict(outcome: findings.reasons.outcome, codes: codes, sameTripAs: sameTripAs)
    }

    /// The receipt is on the disk.
    func settle(
        _ admission: Trips.Admission?, _ sequence: ReceiptSequence, _ trips: borrowing Mutex<Trips>
    ) {
        if let admission {
            trips.withLock { $0.settle(admission, sequence: sequence.rawValue) }
        } else if let concession, let time = clock.time, findings.reasons == ReasonSet([.readTorn]) {
            trips.withLock {
                $0.noteUnanswered(
                    concession.cardNumber, sequence: sequence.rawValue, time: time.epochSeconds,
                    place: gate.place)
            }
        }
    }
}

extension TripFare {
    fileprivate init(_ fare: FareDecision) {
        let price: Price =
            switch fare.fare {
            case .free: .free
            case .discount(let percent): .discount(percent: percent)
            case .fixed(let minorUnits): .fixed(minorUnits: UInt32(minorUnits))
            case .full: .full
            }
        self.init(
            price: price, payer: fare.payer.map(UInt16.init), rulesVersion: UInt32(fare.rulesVersion),
            rule: fare.rule, companions: fare.companion == nil ? nil : 1)
    }
}

extension StatusWord {
    /// The card could not carry out what it may do well another time. ISO/IEC 7816-4 §5.6: 64XX and 65XX are
    /// execution errors, 6F00 has no precise diagnosis.
    fileprivate var isCardFailure: Bool {
        rawValue >> 8 == 0x64 || rawValue >> 8 == 0x65 || rawValue == 0x6F00
    }
}
