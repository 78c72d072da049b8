public import COSE
public import CardRecords
internal import ConcessionRules
internal import StatusLists

extension Validator {
    /// Checks a sealed record of any kind without its card: signature, validity, status.
    ///
    /// Without a card there is neither passback nor a receipt, and `VerifiedRecord.isCardProven` is false.
    /// - Parameters:
    ///   - type: the kind that is expected; nil for any.
    ///   - time: nil where the clock isn't set.
    public func verify(
        _ sealed: Span<UInt8>, type: RecordType? = nil, at time: NumericDate?
    ) -> RecordDecision {
        let lists = lists
        guard let trust = lists.trust else { return RecordDecision(reasons: ReasonSet([lists.trustReason])) }
        let clock = ClockCheck(time, lists.seen)
        let context = VerificationContext(time: clock.time, card: .none, recordType: type)
        return decide(trust.verifier.verify(sealed, in: context), lists, clock)
    }

    /// Checks many records, each as ``verify(_:type:at:)-(Span<UInt8>,_,_)`` does, on all processors.
    ///
    /// - Returns: the decisions, in the order of the records.
    public func verify(
        _ records: [SealedRecord], type: RecordType? = nil, at time: NumericDate?
    ) -> [RecordDecision] {
        let lists = lists
        guard let trust = lists.trust else {
            return records.map { _ in RecordDecision(reasons: ReasonSet([lists.trustReason])) }
        }
        let clock = ClockCheck(time, lists.seen)
        let context = VerificationContext(time: clock.time, card: .none, recordType: type)
        return trust.verifier.verify(records, in: context, on: pool).map { decide($0, lists, clock) }
    }

    private func decide(
        _ verdict: Verdict<VerifiedRecord>, _ lists: Lists, _ clock: ClockCheck
    ) -> RecordDecision {
        var findings = Findings()
        findings.add(verdict, clock)
        guard case .accepted(let verified) = verdict, let time = clock.time else {
            return RecordDecision(reasons: findings.reasons, notices: findings.notices)
        }
        findings.judgeLists(
            of: verified.keyID, verified.record.body.statusIndex, lists, settings, at: time)
        return RecordDecision(reasons: findings.reasons, notices: findings.notices, record: verified)
    }
}

/// What is to be made of the clock: one that is known to be behind says nothing about a record.
struct ClockCheck {
    /// Nil where it isn't set, or is behind what was signed before.
    let time: NumericDate?
    /// Why it isn't believed.
    let reason: Reason?
    /// The latest moment that has passed for certain.
    let earliest: NumericDate

    init(_ time: NumericDate?, _ seen: SeenLists) {
        earliest = seen.earliestTime
        guard let time else {
            self.time = nil
            reason = .clockNotSet
            return
        }
        let isBehind = time < earliest
        self.time = isBehind ? nil : time
        reason =
            !isBehind
            ? nil
            : time < seen.trustListIssued
                ? .clockBeforeTrustList : time < seen.statusListIssued ? .clockBeforeStatusList : .clockNotSet
    }
}

/// Reasons and notices as they come together.
struct Findings {
    var reasons = ReasonSet()
    var notices = NoticeSet()

    /// What the verifier found, with the right word for a clock that isn't believed.
    mutating func add(_ verdict: Verdict<VerifiedRecord>, _ clock: ClockCheck) {
        if case .accepted = verdict { return }
        for reason in verdict.reasons { reasons.insert(reason) }
        if let reason = clock.reason {
            reasons.remove(.clockNotSet)
            reasons.insert(reason)
        }
    }
}
