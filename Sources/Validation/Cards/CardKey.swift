internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ISO7816

/// The key that a card says it has, made ready to check its proof.
enum CardKey {
    case key(VerificationKey, COSEKey)
    /// The card tells none, or one that isn't a point of the curve.
    case none
    /// libcrypto could not decide.
    case failed

    init(_ information: TapInformation) {
        let point = information.compressedPublicKey
        guard information.hasPublicKey, let x = Coordinate(point.span.extracting(1..<33)) else {
            self = .none
            return
        }
        let key = COSEKey.p256Compressed(x: x, yIsOdd: point[0] == 0x03)
        do { self = .key(try VerificationKey(key), key) } catch {
            if case .library = error { self = .failed } else { self = .none }
        }
    }

    /// As the card told it.
    var told: COSEKey? {
        if case .key(_, let key) = self { key } else { nil }
    }

    /// What a record has to be bound to, if the card then proves that it has the key.
    var evidence: CardEvidence {
        switch self {
        case .key(let key, _): .proven(key.thumbprint)
        case .none: .disproven
        case .failed: .none
        }
    }

    /// Whether the card has proven its key; nil where nobody can say.
    func proves(_ answer: TapAuthentication, challenge: Span<UInt8>) -> Bool? {
        switch self {
        case .none: return false
        case .failed: return nil
        case .key(let key, _):
            let message = SignedMessage(challenge: challenge, counter: answer.counter)
            switch key.check(signature: answer.signature.span, message: message.span) {
            case .valid: return true
            case .invalid: return false
            case .failed: return nil
            }
        }
    }
}

/// "KARTKA-AUTH-v1" ‖ challenge ‖ counter, as the card signed it.
private struct SignedMessage {
    private var bytes = [50 of UInt8](repeating: 0)

    init(challenge: Span<UInt8>, counter: UInt32) {
        let prefix = CardApplication.authenticationPrefix
        for index in prefix.indices { bytes[index] = prefix[index] }
        for index in challenge.indices { bytes[prefix.count + index] = challenge[index] }
        for index in 0..<4 {
            bytes[46 + index] = UInt8(truncatingIfNeeded: counter >> UInt32(24 - 8 * index))
        }
    }

    var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }
}
