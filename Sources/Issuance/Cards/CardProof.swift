public import COSE
internal import CardCrypto
public import CardRecords
public import ISO7816

extension COSEKey {
    /// Nil for coordinates that aren't 32 bytes.
    public init?(_ key: CardPublicKey) {
        guard let x = Coordinate(key.x.span), let y = Coordinate(key.y.span) else { return nil }
        self = .p256(x: x, y: y)
    }

    /// Of a compressed point `02`/`03` ‖ x, as the FCI has it; nil for anything else.
    public init?(compressedPoint point: [UInt8]) {
        guard let sign = point.first, sign == 0x02 || sign == 0x03,
            let x = Coordinate(point.span.extracting(1..<point.count))
        else { return nil }
        self = .p256Compressed(x: x, yIsOdd: sign == 0x03)
    }
}

/// Lets a card prove that it holds the key that it tells.
public enum CardProof {
    /// INTERNAL AUTHENTICATE with a fresh challenge.
    ///
    /// - Returns: `CardEvidence.proven(_:)`; `CardEvidence.disproven` for a wrong signature or a key that
    ///   isn't one; `CardEvidence.none` for a card that has no key or, in its state, doesn't prove it.
    /// - Throws: `CardError` where the conversation failed: that says nothing about the card.
    public static func evidence<Card: SelectedApplication & ~Copyable>(
        of card: inout Card
    ) throws -> CardEvidence {
        guard let point = card.information.compressedPublicKey else { return .none }
        guard [.personalised, .active].contains(card.information.lifeCycle) else { return .none }
        let challenge = try Secrets.randomBytes(count: CardApplication.Limits.challengeBytes)
        let proof = try card.authenticate(challenge: challenge)
        guard let key = COSEKey(compressedPoint: point) else { return .disproven }
        let verificationKey: VerificationKey
        do { verificationKey = try VerificationKey(key) } catch {
            if case .library = error { throw error }
            return .disproven
        }
        switch verificationKey.check(signature: proof.signature.span, message: proof.signedMessage.span) {
        case .valid: return .proven(verificationKey.thumbprint)
        case .invalid: return .disproven
        case .failed: throw CryptoLibraryError(code: 0)
        }
    }

    /// As ``evidence(of:)``, for a card that somebody shows: one that isn't active is not in use, whatever it
    /// proves, and an active one that proves nothing is none of ours.
    public static func evidenceInUse<Card: SelectedApplication & ~Copyable>(
        of card: inout Card
    ) throws -> CardEvidence {
        guard card.information.lifeCycle == .active else { return .inactive }
        do {
            let evidence = try evidence(of: &card)
            return evidence == .none ? .disproven : evidence
        } catch let error as CardError where error.status != nil {
            return .disproven
        }
    }
}
