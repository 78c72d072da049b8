public import COSE
public import CardRecords

/// The concession rules of one network from one time on: read, checked and made ready to decide.
///
/// Immutable and shared by any number of threads. ``decide(_:_:used:)`` allocates nothing.
public final class RuleSet: Sendable {
    /// The network that the rules are of, 0…4095.
    public let network: UInt16
    /// Grows with every rule set of the network.
    public let version: UInt16
    public let issued: NumericDate
    /// The rules hold from here until a later set takes effect.
    public let takesEffect: NumericDate
    /// By then there ought to be a newer set.
    public let nextUpdate: NumericDate
    /// ISO 4217.
    public let currency: String
    /// Rules in all, 1…``RuleLimits/rulesMax``.
    public let ruleCount: Int

    let compiled: CompiledRules

    /// Makes a rule set ready that nobody has signed: for tests, and for those who write one.
    ///
    /// - Throws: ``RuleSetError/invalid(_:)`` or ``RuleSetError/inconsistent(_:)``.
    public init(_ form: ConcessionRuleSet) throws(RuleSetError) {
        do { try form.validate() } catch { throw .invalid(error) }
        let problems = Consistency.problems(of: form)
        guard problems.isEmpty else { throw .inconsistent(problems) }
        guard let issued = NumericDate(epochSeconds: Int64(form.issued)),
            let takesEffect = NumericDate(epochSeconds: Int64(form.takesEffect)),
            let nextUpdate = NumericDate(epochSeconds: Int64(form.nextUpdate))
        else { throw .invalid(RecordError(.format(.epochSeconds))) }  // the schema's years are in range
        network = UInt16(clamping: form.network)
        version = UInt16(clamping: form.version)
        self.issued = issued
        self.takesEffect = takesEffect
        self.nextUpdate = nextUpdate
        currency = form.currency
        ruleCount = form.rules.count
        compiled = CompiledRules(form)
    }

    /// Reads the payload of a sealed set, whose signature is not looked at.
    public convenience init(parsing payload: Span<UInt8>) throws(RuleSetError) {
        let form: ConcessionRuleSet
        do { form = try ConcessionRuleSet(decoding: payload) } catch { throw .invalid(error) }
        try self.init(form)
    }

    /// The moment at which the network's clock shows this; the earlier one where it does so twice. Nil where
    /// it never does, as in the hour that summer time leaves out.
    ///
    /// - Parameter minute: of the local clock, 0…1439.
    /// - Parameter offsetMinutes: which of the two moments, by its UTC offset; nil for any.
    public func time(day: EpochDay, minute: Int, offsetMinutes: Int? = nil) -> NumericDate? {
        compiled.calendar.moment(day: day, minute: minute, offsetMinutes: offsetMinutes)
    }

    /// What `concession` gives on `trip`.
    ///
    /// A pure function of its arguments: the same ones have the same decision always, and all of them have
    /// one. The work is bounded by ``RuleLimits``. Whether the set is in force at that time isn't asked: see
    /// ``RuleShelf``.
    ///
    /// - Parameter used: how many trips have been counted, without this one; the same answer for the same
    ///   counter as long as the call lasts.
    public func decide(
        _ concession: TransportConcession, _ trip: Trip, used: (QuotaCounter) -> UInt32
    ) -> FareDecision {
        var decision = FareDecision(
            fullFareBecause: .otherNetwork, rulesVersion: version,
            recordIsNewer: concession.rulesVersion > Int(version))
        guard trip.network == network, concession.network == Int(network) else { return decision }
        compiled.decide(concession, trip, used, &decision)
        return decision
    }
}

/// Why a rule set isn't taken.
public enum RuleSetError: Error, Equatable, Sendable {
    /// Longer than ``RuleLimits/sealedBytesMax``.
    case tooLong(bytes: Int)
    /// No COSE_Sign1 of ours.
    case malformed(COSEError)
    /// A signed message of another kind.
    case otherType
    /// The payload breaks the schema: where and how. Offsets count from the payload's start.
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
