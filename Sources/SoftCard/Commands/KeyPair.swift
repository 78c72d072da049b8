internal import COSE
internal import CardCrypto
internal import ISO7816

/// The card's public key, P-256.
struct CardPublicKey: Equatable, Sendable {
    let x: [UInt8]
    let y: [UInt8]

    /// 04 ‖ x ‖ y. SEC 1 §2.3.3.
    var uncompressedPoint: [UInt8] { [0x04] + x + y }
    /// 02 or 03 ‖ x. SEC 1 §2.3.3.
    var compressedPoint: [UInt8] { [0x02 | (y.last ?? 0) & 1] + x }
}

extension SoftCard {
    /// GENERATE ASYMMETRIC KEY PAIR: P1 = 80 a new pair, 81 the public key of the present one.
    mutating func generateKeyPair(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0x80 || command.p1 == 0x81, command.p2 == 0 else { throw .parameters }
        guard command.data.isEmpty else { throw .length }
        guard let channel = session.channel, channel.role == .issuer, channel.level.authenticatesResponses
        else {
            throw .security
        }
        if command.p1 == 0x80 {
            guard state.lifeCycle == .blank else { throw .conditions }
            let secret = try Self.newPrivateKey()
            try commit { $0.privateKey = secret }
        }
        guard let key = try publicKey() else { throw .status(.referencedDataNotFound) }
        let point = DataObject(primitive: CardApplication.Tag.publicPoint, key.uncompressedPoint)
        let template = DataObject(constructed: CardApplication.Tag.publicKey, [point])
        return ResponseAPDU(data: template.encoded(), status: .success)
    }

    /// INTERNAL AUTHENTICATE: counts durably, then signs. A tear may skip a number, but no number is signed
    /// twice.
    mutating func internalAuthenticate(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0, command.p2 == 0 else { throw .parameters }
        guard command.data.count == CardApplication.Limits.challengeBytes else { throw .length }
        guard let key = try signingKey() else { throw .status(.referencedDataNotFound) }
        let (counter, isUsedUp) = state.authenticationCounter.addingReportingOverflow(1)
        guard !isUsedUp else { throw .conditions }
        try commit { $0.authenticationCounter = counter }
        let head = CardApplication.authenticationPrefix + command.data
        let count = Self.fourBytes(counter)
        do throws(SigningFailure) {
            let signature = try key.sign(head: head.span, payload: count.span)
            session.mayRecordTap = true
            return ResponseAPDU(data: count + signature.indices.map { signature[$0] }, status: .success)
        } catch {
            throw .internalFault
        }
    }

    /// The public half of the card's key, or nil where there is none.
    func publicKey() throws(Refusal) -> CardPublicKey? {
        guard let key = try signingKey() else { return nil }
        guard case .p256(let x, let y) = key.publicKey else { throw .internalFault }
        return CardPublicKey(x: Self.bytes(of: x.span), y: Self.bytes(of: y.span))
    }

    private func signingKey() throws(Refusal) -> SigningKey? {
        guard let privateKey = state.privateKey else { return nil }
        do throws(KeyImportError) {
            return try SigningKey(secret: SecretBytes(copying: privateKey.span), curve: .p256)
        } catch {
            throw .internalFault
        }
    }

    private static func newPrivateKey() throws(Refusal) -> [UInt8] {
        do {
            let key = try SigningKey.generate(.p256)
            let secret = try key.secret()
            return bytes(of: secret.span)
        } catch {
            throw .internalFault
        }
    }

    static func bytes(of span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }
}
