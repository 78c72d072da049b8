internal import CKartka
internal import COSE
internal import CardRecords
internal import ConcessionRules
internal import ISO7816
internal import Receipts
internal import Validation

/// The caller's `kartka_verdict`, or the first of an array of them.
@safe struct VerdictTarget {
    private let start: UnsafeMutableRawPointer
    /// As the caller's compiler has it.
    let bytes: Int

    /// Nil for a null pointer and for a `struct_size` that can't be.
    init?(_ verdict: UnsafeMutablePointer<kartka_verdict>?) {
        guard let verdict = unsafe verdict else { return nil }
        unsafe start = UnsafeMutableRawPointer(verdict)
        guard let bytes = unsafe kartka_verdict.callersBytes(start) else { return nil }
        self.bytes = bytes
    }

    /// - Returns: the outcome.
    @discardableResult
    func store(_ verdict: kartka_verdict, at index: Int = 0) -> Int32 {
        let place = unsafe start + index * bytes  // safe: the caller brings so many
        unsafe place.storeBytes(of: UInt32(bytes), as: UInt32.self)
        unsafe verdict.store(to: place, callersBytes: bytes)
        return verdict.outcome
    }

    /// The call was wrong: a verdict that opens nothing.
    func fail() -> Int32 {
        store(kartka_verdict(undetermined: .checkFailed, time: nil))
        return Int32(KARTKA_ERROR_ARGUMENT)
    }
}

extension kartka_verdict {
    private init(
        _ outcome: Outcome, _ reasons: some Sequence<Reason>, _ notices: some Sequence<Notice>,
        time: NumericDate?
    ) {
        self.init()
        self.outcome = outcome.rawValue
        reason_count = setNumbers(&self.reasons, reasons.lazy.map(\.rawValue))
        notice_count = setNumbers(&self.notices, notices.lazy.map(\.rawValue))
        self.time = time?.epochSeconds ?? CallTime.unknown
        fare_kind = Int32(KARTKA_FARE_NONE)
        companion_fare_kind = Int32(KARTKA_FARE_NONE)
        payer = -1
        rule = -1
        trips_left = -1
    }

    init(undetermined reason: Reason, time: NumericDate?) {
        self.init(.undetermined, CollectionOfOne(reason), EmptyCollection<Notice>(), time: time)
    }

    init(_ decision: RecordDecision, time: NumericDate?) {
        self.init(decision.outcome, decision.reasons, decision.notices, time: time)
        fill(decision.record)
    }

    init(_ decision: TapDecision, time: NumericDate?, fullFare: UInt32) {
        self.init(decision.outcome, decision.reasons, decision.notices, time: time)
        receipt = decision.receipt?.rawValue ?? 0
        same_trip_receipt = decision.sameTripAs?.rawValue ?? 0
        status_word = decision.cardError?.status.map { UInt32($0.rawValue) } ?? 0
        fill(decision.record)
        if let fare = decision.fare { fill(fare, isAccepted: decision.outcome == .accepted, fullFare) }
    }

    private mutating func fill(_ verified: VerifiedRecord?) {
        guard let verified, case .transportConcession(let concession) = verified.record else { return }
        card_number = concession.cardNumber.rawValue
        flags = UInt32(truncatingIfNeeded: concession.flags?.rawValue ?? 0)
        if let language = concession.language {
            setText(&self.language, Language.choices.first { $0.value == language.rawValue }?.name ?? "")
        }
        passback_minutes = UInt32(clamping: concession.passbackMinutes ?? 0)
        concession_class = concession.profiles.first.map { Int32(clamping: $0.class.rawValue) } ?? 0
    }

    private mutating func fill(_ decision: FareDecision, isAccepted: Bool, _ fullFare: UInt32) {
        full_fare_reason = decision.reason.map { Int32($0.rawValue) } ?? 0
        rule = decision.rule.map { Int32($0) } ?? -1
        rules_version = UInt32(decision.rulesVersion)
        passback_minutes = UInt32(decision.passbackMinutes)
        guard isAccepted else { return }
        (fare_kind, fare_value) = Self.parts(decision.fare)
        fare_amount = decision.fare.amount(ofFull: fullFare)
        if let companion = decision.companion {
            (companion_fare_kind, companion_fare_value) = Self.parts(companion)
            companion_fare_amount = companion.amount(ofFull: fullFare)
        }
        payer = decision.payer.map { Int32($0) } ?? -1
        concession_class = decision.concessionClass.map { Int32(clamping: $0.rawValue) } ?? 0
        if decision.recordQuota != nil || decision.ruleQuota != nil {
            trips_left = Int32(
                clamping: min(decision.recordQuota?.left ?? .max, decision.ruleQuota?.left ?? .max))
        }
    }

    private static func parts(_ fare: Fare) -> (kind: Int32, value: UInt32) {
        switch fare {
        case .free: (Int32(KARTKA_FARE_FREE), 0)
        case .discount(let percent): (Int32(KARTKA_FARE_DISCOUNT), UInt32(percent))
        case .fixed(let minorUnits): (Int32(KARTKA_FARE_FIXED), UInt32(minorUnits))
        case .full: (Int32(KARTKA_FARE_FULL), 0)
        }
    }
}
