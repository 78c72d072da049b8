import COSE
import CardCrypto
import ISO7816
import SoftCard

/// A forger's card: it shows what another card answered to SELECT, and does all else by itself.
struct ForgedCard: CardTransport {
    let shown: [UInt8]
    let own: SoftCardTransport

    /// SELECT as any reader sends it.
    static let select: [UInt8] = [0x00, 0xA4, 0x04, 0x00, 0x08] + CardApplication.aid.bytes + [0x00]

    var limits: TransportLimits { own.limits }

    func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        let answer = try own.transmit(command)
        return command.starts(with: [0x00, 0xA4]) ? shown : answer
    }
}

/// Signs with one key in the name of another.
struct PosingKey: SignatureCreating {
    let own: StoredSigningKey<FileKeyStore>
    let keyID: KeyID

    var algorithm: COSEAlgorithm { own.algorithm }

    func sign(head: Span<UInt8>, payload: Span<UInt8>) throws(SigningFailure) -> [64 of UInt8] {
        try own.sign(head: head, payload: payload)
    }
}
