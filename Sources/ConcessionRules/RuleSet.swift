public import COSE
public import CardRecords

/// The concession rules of one network from one time on: read, checked and made ready to decide.
///
/// Immutable and shared by any number of threads. ``decide(_:_:used:)`` allocates nothing.
public final class RuleSet: Sendable {
    /// The network that the rules are of, 0…4095.
    public let network: UInt16
    /// Grows with every rule set.
    public let version: UInt16
    public let issued: NumericDate
    /// The rules hold from here until a later set takes effect.
    public let takesEffect: NumericDate
    /// After this a newer set ought to be there.
    public let nextUpdate: NumericDate
    /// ISO 4217.
    public let currency: String

    init(
        network: UInt16, version: UInt16, issued: NumericDate, takesEffect: NumericDate,
        nextUpdate: NumericDate, currency: String
    ) {
        self.network = network
        self.version = version
        self.issued = issued
        self.takesEffect = takesEffect
        self.nextUpdate = nextUpdate
        self.currency = currency
    }

    /// Reads a rule set whose signer the trust list must entitle to transport concession records.
    ///
    /// - Parameter signer: the trust list's entry of a key and the key made ready; nil for a key that the list
    ///   doesn't have.
    /// - Throws: ``RuleSetError``; nothing of an unverified set is told.
    public convenience init<Key: SignatureVerifying>(
        verifying bytes: Span<UInt8>, signer: (KeyID) -> (trusted: TrustedKey, key: Key)?
    ) throws(RuleSetError) {
        throw .malformed(.notSign1)
    }

    /// The deterministic payload of a sealed set, or one that nobody has signed.
    public convenience init(parsing payload: Span<UInt8>) throws(RuleSetError) {
        throw .malformed(.notSign1)
    }

    /// Reads the form that people write.
    public convenience init(json text: [UInt8]) throws(RuleFormError) {
        throw .rules([])
    }

    /// What `concession` gives on `trip`.
    ///
    /// A pure function of its arguments: the same ones have the same decision always, and all of them have
    /// one. The work is bounded by ``RuleLimits``.
    /// - Parameter used: how many trips have been counted, without this one. It is asked for at most once for
    ///   each quota that would have to have a trip left.
    public func decide(
        _ concession: borrowing TransportConcession, _ trip: Trip, used: (QuotaCounter) -> UInt32
    ) -> FareDecision {
        FareDecision(
            fare: .full, reason: .noRule, rule: nil, profile: nil, concessionClass: nil, payer: nil,
            companion: nil, recordQuota: nil, ruleQuota: nil, passbackMinutes: 0, rulesVersion: version,
            recordIsNewer: false)
    }
}

/// Why a rule set isn't taken.
public enum RuleSetError: Error, Equatable, Sendable {
    case malformed(COSEError)
    /// Right signature, but the payload breaks the schema: where and how.
    case invalid(RecordError)
    /// Keeps the schema, but contradicts itself.
    case inconsistent([RuleProblem])
    /// The trust list doesn't have the signer's key: undetermined, not refused.
    case signerUnknown(KeyID?)
    /// The signer may not seal transport concession records.
    case signerNotEntitled
    case signerRevoked
    /// Issued when the signer's key was not valid.
    case issuedOutsideKeyValidity
    case algorithmNotAllowed
    case signatureInvalid
    /// The library could not decide; try again.
    case checkFailed
}

/// Why a text isn't a rule set.
public enum RuleFormError: Error, Equatable, Sendable {
    case form(RecordJSONError)
    case rules([RuleProblem])
}

/// A contradiction in a rule set.
public struct RuleProblem: Error, Equatable, Sendable {
    public let path: RecordPath
}

/// The rule sets that lie side by side: what holds now, and what is going to.
public struct RuleShelf: Sendable {
    /// In any order; sets of other networks are never chosen.
    public let sets: [RuleSet]

    public init(_ sets: [RuleSet]) {
        self.sets = sets
    }

    /// The set that is in force in `network` at `time`: of those that have taken effect the one that did last,
    /// and of two that did at the same time the one with the higher version. Nil when none has.
    public func inForce(network: UInt16, at time: NumericDate) -> RuleSet? {
        var chosen: RuleSet?
        for set in sets where set.network == network && set.takesEffect <= time {
            guard let other = chosen else {
                chosen = set
                continue
            }
            if (set.takesEffect, set.version) > (other.takesEffect, other.version) { chosen = set }
        }
        return chosen
    }
}

/// Bounds of the language; evaluating never does more work than these allow.
public enum RuleLimits {
    public static let rulesMax = 512
    /// Profiles of a record, by its schema.
    public static let profilesMax = 3
    /// A decision looks at no more rules than this, whatever it is given.
    public static let rulesTriedMax = rulesMax * profilesMax
}
