internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules
internal import StatusLists

/// Everything that a decision is made by, as it was at one moment. Never changes: a reload makes another one,
/// and taps that are under way finish with the one that they began with.
final class Lists: Sendable {
    let trust: Trust?
    /// Why there is no trust list.
    let trustReason: Reason
    let issuers: [KeyID: IssuerLists]
    let rules: Rules?
    let nextRules: Rules?
    private let shelf: RuleShelf
    /// Why there are no rules.
    let rulesReason: Reason
    let seen: SeenLists

    init(
        trust: Trust?, trustReason: Reason, issuers: [KeyID: IssuerLists], rules: Rules?, nextRules: Rules?,
        rulesReason: Reason, seen: SeenLists
    ) {
        self.trust = trust
        self.trustReason = trustReason
        self.issuers = issuers
        self.rules = rules
        self.nextRules = nextRules
        shelf = RuleShelf([rules, nextRules].compactMap { $0?.set })
        self.rulesReason = rulesReason
        self.seen = seen
    }

    /// Before anything was loaded.
    static func none(_ seen: SeenLists) -> Lists {
        Lists(
            trust: nil, trustReason: .trustListMissing, issuers: [:], rules: nil, nextRules: nil,
            rulesReason: .rulesMissing, seen: seen)
    }

    /// A trust list that the root signed, and its keys made ready.
    struct Trust: Sendable {
        let bytes: [UInt8]
        let verifier: RecordVerifier
        let keys: [KeyID: VerificationKey]

        var list: TrustList { verifier.trustList }

        /// A key that may sign the status list of that URI if it was issued at `time`.
        func mayList(_ trusted: TrustedKey, uri: String, issued time: NumericDate) -> Bool {
            guard trusted.statusListURI == uri else { return false }
            return switch trusted.state {
            case .active: true
            case .retired: trusted.validity.contains(time)
            case .revoked: false
            }
        }
    }

    /// A rule set that an entitled authority signed.
    struct Rules: Sendable {
        let bytes: [UInt8]
        let signer: KeyID?
        let set: RuleSet
    }

    /// What belongs to one issuer's key. A class, so that looking it up copies nothing.
    final class IssuerLists: Sendable {
        let status: Status
        /// False where records are checked on the ordinary, slower way.
        let hasTable: Bool

        init(status: Status, hasTable: Bool) {
            self.status = status
            self.hasTable = hasTable
        }
    }

    enum Status: Sendable {
        case list(StatusArray)
        case none(Reason)
    }

    /// The rules in force in `network` at `time`.
    func rules(of network: UInt16, at time: NumericDate) -> RuleSet? {
        shelf.inForce(network: network, at: time)
    }
}
