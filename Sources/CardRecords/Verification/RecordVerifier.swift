public import COSE

/// A record that a trusted authority sealed, that holds at the time in question and belongs to the card at
/// hand.
///
/// Only ``RecordVerifier`` makes one.
public struct VerifiedRecord: Equatable, Sendable {
    public let record: Record
    public let validity: Validity
    public let keyID: KeyID
    /// The authority's name, from the trust list.
    public let authority: String
    /// Whether the card at hand proved to be the one that the record was made for.
    public let isCardProven: Bool

    fileprivate init(_ content: consuming Content, by issuer: RecordVerifier.Issuer, isCardProven: Bool) {
        record = content.record
        validity = content.validity
        keyID = issuer.keyID
        authority = issuer.authority
        self.isCardProven = isCardProven
    }
}

/// What is known of the card that showed a record.
public enum CardEvidence: Equatable, Sendable {
    /// The record came from a file; nothing says which card it lies on.
    case none
    /// The card signed a fresh challenge with the key of this thumbprint.
    case proven(KeyThumbprint)
    /// The card's signature over the challenge was wrong.
    case disproven
    /// The card itself says that it isn't in use: not handed out yet, suspended or terminated.
    case inactive
}

/// The circumstances of a check.
public struct VerificationContext: Equatable, Sendable {
    /// Nil when the clock is known not to be set.
    public var time: NumericDate?
    public var card: CardEvidence
    /// The kind that is expected where the record was found; nil for any.
    public var recordType: RecordType?
    /// The number that the other records of this card have; nil for any.
    public var cardNumber: CardNumber?

    public init(
        time: NumericDate?, card: CardEvidence, recordType: RecordType? = nil, cardNumber: CardNumber? = nil
    ) {
        self.time = time
        self.card = card
        self.recordType = recordType
        self.cardNumber = cardNumber
    }
}

/// The offline check of a record: trusted signer, right signature, right kind, right time, right card.
///
/// One verifier serves any number of threads. Checking allocates what the verdict returns and nothing else.
public struct RecordVerifier: Sendable {
    public let trustList: TrustList
    /// In the order of their key identifiers.
    private let issuers: [Issuer]

    /// A class, so that looking one up copies nothing.
    fileprivate final class Issuer: Sendable {
        let keyID: KeyID
        let key: any SignatureVerifying
        let authority: String
        let recordTypes: [RecordType]
        let validity: ClosedRange<NumericDate>
        let isRevoked: Bool

        init(_ trusted: TrustedKey, _ key: any SignatureVerifying) {
            keyID = trusted.keyID
            self.key = key
            authority = trusted.authority
            recordTypes = Array(trusted.recordTypes)
            validity = trusted.validity
            isRevoked = trusted.state == .revoked
        }
    }

    /// - Parameter makeKey: prepares a key of the list; it is called once for each.
    public init<Failure: Error>(
        _ trustList: TrustList, makeKey: (COSEKey) throws(Failure) -> any SignatureVerifying
    ) throws(Failure) {
        self.trustList = trustList
        var issuers: [Issuer] = []
        for trusted in trustList.keys {
            let key = try makeKey(trusted.key)
            // A list that calls a key by another name doesn't make it known by that name.
            if key.keyID == trusted.keyID { issuers.append(Issuer(trusted, key)) }
        }
        self.issuers = issuers.sorted { $0.keyID.rawValue < $1.keyID.rawValue }
    }

    private func issuer(_ keyID: KeyID) -> Issuer? {
        var low = 0
        var high = issuers.count
        while low < high {
            let middle = (low + high) / 2
            let found = issuers[middle].keyID
            if found == keyID { return issuers[middle] }
            if found.rawValue < keyID.rawValue { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    public func verify(_ sealed: SealedRecord, in context: VerificationContext) -> Verdict<VerifiedRecord> {
        verify(sealed.bytes.span, in: context)
    }

    /// Checks one sealed record. As long as the signature hasn't been found right, its content isn't looked
    /// at; from then on all reasons are collected.
    public func verify(_ bytes: Span<UInt8>, in context: VerificationContext) -> Verdict<VerifiedRecord> {
        guard let message = try? COSESign1(parsing: bytes) else { return .refused([.recordMalformed]) }
        guard let keyID = message.keyID, let issuer = issuer(keyID) else {
            return .undetermined([.issuerUnknown])
        }
        guard issuer.key.accepts(message.algorithm) else { return .refused([.algorithmNotAllowed]) }
        switch message.check(with: issuer.key) {
        case .valid: break
        case .invalid: return .refused([.signatureInvalid])
        case .failed: return .undetermined([.checkFailed])
        }
        guard let content = try? Content(message.unverifiedPayload) else {
            return .refused([.recordMalformed])
        }
        var reasons: [Reason] = []
        checkIssuer(issuer, of: content, &reasons)
        checkTime(content.validity, at: context.time, &reasons)
        checkCard(content, in: context, &reasons)
        if !reasons.isEmpty { return .notAccepted(reasons) }
        return .accepted(
            VerifiedRecord(content, by: issuer, isCardProven: context.card != .none))
    }

    private func checkIssuer(_ issuer: Issuer, of content: Content, _ reasons: inout [Reason]) {
        if !issuer.recordTypes.contains(content.record.type) { reasons.append(.authorityNotEntitled) }
        if issuer.isRevoked { reasons.append(.issuerKeyRevoked) }
        if !issuer.validity.contains(content.validity.issuedAt) { reasons.append(.issuedOutsideKeyValidity) }
    }

    private func checkTime(_ validity: Validity, at time: NumericDate?, _ reasons: inout [Reason]) {
        guard let time else { return reasons.append(.clockNotSet) }
        // A clock that is known to be wrong says nothing about the record.
        guard time >= trustList.issued else { return reasons.append(.clockBeforeTrustList) }
        if time >= trustList.nextUpdate { reasons.append(.trustListTooOld) }
        if time < validity.start { reasons.append(.notYetValid) }
        if let expiration = validity.expiration, time >= expiration { reasons.append(.expired) }
    }

    private func checkCard(_ content: Content, in context: VerificationContext, _ reasons: inout [Reason]) {
        if let type = context.recordType, content.record.type != type { reasons.append(.otherRecordType) }
        if let number = context.cardNumber, content.record.body.cardNumber != number {
            reasons.append(.otherCardNumber)
        }
        switch context.card {
        case .none: break
        case .disproven: reasons.append(.cardProofInvalid)
        case .inactive: reasons.append(.cardNotActive)
        case .proven(let thumbprint):
            guard let cardKey = content.cardKey else { return reasons.append(.notBoundToCard) }
            if cardKey != thumbprint { reasons.append(.otherCardKey) }
        }
    }
}
