internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ISO7816

/// The key that a card says it has, made ready to check its proof.
struct CardKey: ~Copyable {
    private let key: PassingKey?
    /// libcrypto could not decide.
    let hasFailed: Bool
    /// As the card told it, where that is a point of the curve.
    let told: COSEKey?

    init(_ information: TapInformation) {
        let point = information.compressedPublicKey
        guard information.hasPublicKey, let x = Coordinate(point.span.extracting(1..<33)) else {
            key = nil
            hasFailed = false
            told = nil
            return
        }
        do throws(KeyImportError) {
            key = try PassingKey(compressedPoint: point.span)
            hasFailed = false
            told = .p256Compressed(x: x, yIsOdd: point[0] == 0x03)
        } catch {
            if case .library = error { hasFailed = true } else { hasFailed = false }
            key = nil
            told = nil
        }
    }

    var isThere: Bool { told != nil }

    /// What a record has to be bound to, if the card then proves that it has the key.
    var evidence: CardEvidence {
        if hasFailed { return .none }
        guard let thumbprint else { return .disproven }
        return .proven(thumbprint)
    }

    private var thumbprint: KeyThumbprint? {
        switch key {
        case .some(let key): key.thumbprint
        case nil: nil
        }
    }

    /// Whether the card has proven its key; nil where nobody can say.
    func proves(_ answer: TapAuthentication, challenge: Span<UInt8>) -> Bool? {
        let message = SignedMessage(challenge: challenge, counter: answer.counter)
        switch key {
        case nil: return hasFailed ? nil : false
        case .some(let key):
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
