public import CardRecords
public import StatusLists

/// What a decision of the office is about.
public enum StatusTarget: Equatable, Hashable, Sendable {
    /// The card, with all records that it has and will have.
    case card(CardNumber)
    /// The card's records of this type that aren't superseded.
    case recordOfCard(CardNumber, RecordType)
    case record(Domain, index: Int)
}

/// What the office decides.
public enum StatusDecision: Equatable, Sendable {
    /// For good.
    case revoke(StatusReason)
    /// Until ``resume``.
    case suspend(StatusReason)
    /// Lifts what ``suspend(_:)`` did to the same target.
    case resume
}

/// What a decision did.
public struct StatusDecisionEffect: Equatable, Sendable {
    public let target: StatusTarget
    /// False where it had been decided so before.
    public let isChanged: Bool
    /// The records that it is about, as they are now.
    public let records: [RegisteredRecord]
}

/// Why a decision isn't taken; nothing of it is then.
public enum StatusRefusal: Error, Equatable, Sendable {
    /// No record was ever issued for the card.
    case unknownCard(CardNumber)
    /// The card has no record of this type that isn't superseded.
    case unknownRecord(CardNumber, RecordType)
    case unknownIndex(Domain, index: Int)
    /// What is revoked stays revoked.
    case revoked(StatusTarget)
    /// No record is made for a card that the office has revoked or suspended.
    case cardDenied(CardNumber, CardStatus)
    /// The index belongs to a record of another card or type: the folder was restored from an old copy.
    case otherRecord(Domain, index: Int)
}

extension StatusRegister {
    /// The records that a decision on `target` is about.
    ///
    /// - Throws: ``StatusRefusal`` where there is none.
    public func records(at target: StatusTarget) throws(StatusRefusal) -> [RegisteredRecord] {
        switch target {
        case .card(let number):
            let records = records(of: number)
            guard !records.isEmpty else { throw .unknownCard(number) }
            return records
        case .recordOfCard(let number, let type):
            let all = records(of: number)
            guard !all.isEmpty else { throw .unknownCard(number) }
            let records = all.filter { $0.type == type && !isSuperseded($0) }
            guard !records.isEmpty else { throw .unknownRecord(number, type) }
            return records
        case .record(let domain, let index):
            guard let record = record(domain, index) else { throw .unknownIndex(domain, index: index) }
            return [record]
        }
    }

    /// The events that make `decision` so; empty where it is so already.
    func events(
        _ decision: StatusDecision, on target: StatusTarget, at now: Int64
    ) throws(StatusRefusal) -> [RegisterEvent] {
        let records = try records(at: target)
        if case .card(let number) = target {
            guard
                let kind = try Self.kind(
                    decision, isSuspended(number), isRevoked(number), target, isCard: true)
            else { return [] }
            return [.card(kind, number.rawValue, decision.reason, at: now)]
        }
        var events: [RegisterEvent] = []
        for record in records {
            let kind = try Self.kind(
                decision, isSuspended(record), isRevoked(record), target, isCard: false)
            guard let kind else { continue }
            events.append(
                .record(
                    kind, record.type, UInt32(record.index), of: record.cardNumber.rawValue, decision.reason,
                    at: now))
        }
        return events
    }

    private static func kind(
        _ decision: StatusDecision, _ isSuspended: Bool, _ isRevoked: Bool, _ target: StatusTarget,
        isCard: Bool
    ) throws(StatusRefusal) -> RegisterEvent.Kind? {
        switch decision {
        case .revoke: return isRevoked ? nil : isCard ? .cardRevoked : .recordRevoked
        case .suspend:
            guard !isRevoked else { throw .revoked(target) }
            return isSuspended ? nil : isCard ? .cardSuspended : .recordSuspended
        case .resume:
            guard !isRevoked else { throw .revoked(target) }
            return isSuspended ? isCard ? .cardResumed : .recordResumed : nil
        }
    }

    /// What follows from having seen the card with the record `index`: that one is on it, and no other of its
    /// type is.
    func events(
        seeing index: Int, of type: RecordType, on card: CardNumber, at now: Int64
    ) throws(StatusRefusal) -> [RegisterEvent] {
        let others = records(of: card).filter { $0.type == type && $0.index != index && !isSuperseded($0) }
        var events: [RegisterEvent] = []
        let seen = record(type.domain, index)
        if let seen {
            guard seen.cardNumber == card, seen.type == type else {
                throw .otherRecord(type.domain, index: index)
            }
            // Somebody put an old record back: that says nothing of the newer one.
            guard !isSuperseded(seen) else { return [] }
            if !seen.isOnCard {
                events.append(
                    .record(.placed, type, UInt32(index), of: card.rawValue, .unspecified, at: now))
            }
        }
        for other in others {
            // A record that was sealed after the one that is there never reached the card.
            let isNewer = other.index > index && !other.isOnCard
            events.append(
                .record(
                    .superseded, type, UInt32(other.index), of: card.rawValue,
                    isNewer ? .neverStored : .replaced, at: now))
        }
        return events
    }
}

extension StatusDecision {
    var reason: StatusReason {
        switch self {
        case .revoke(let reason), .suspend(let reason): reason
        case .resume: .unspecified
        }
    }
}
