import COSE
import CardRecords
import Foundation
import Testing

func date(_ epochSeconds: Int64) -> NumericDate {
    NumericDate(epochSeconds: epochSeconds) ?? .latest
}

func thumbprint(_ seed: UInt8) -> KeyThumbprint {
    guard let value = KeyThumbprint([UInt8](repeating: seed, count: 16).span) else {
        preconditionFailure("16 bytes")
    }
    return value
}

func ed25519Key(_ secret: UInt8) -> COSEKey {
    guard let x = Coordinate([UInt8](repeating: secret, count: 32).span) else {
        preconditionFailure("32 bytes")
    }
    return .ed25519(x: x)
}

/// The transport concession of the schema's own example.
func sampleRecord() throws -> Record {
    let file = URL(filePath: #filePath).appending(
        path: "../../../CardSchemas/transport-concession/v1/examples/typical.diag"
    ).standardized
    let bytes = try CBORDiagnostic.bytes(from: String(contentsOf: file, encoding: .utf8))
    var decoder = CBORDecoder(bytes.span)
    return try Record(.transportConcession, from: &decoder)
}

/// A valid number that no example has.
let otherCardNumber: CardNumber = {
    guard let number = CardNumber(withoutCheckDigit: 980_400_000_000_000_000) else {
        preconditionFailure("19 digits")
    }
    return number
}()

/// Signs by a keyed checksum: enough to tell messages and keys apart, and no cryptography.
struct StandInKey: SignatureCreating, SignatureVerifying {
    var algorithm = COSEAlgorithm.edDSA
    private let secret: UInt8
    private var fails = false

    var keyID: KeyID { KeyID(rawValue: UInt64(secret)) }

    struct Unusable: Error {}

    init(secret: UInt8) {
        self.secret = secret
    }

    /// Of ``ed25519Key(_:)``, whose x repeats the secret.
    init(publicKey: COSEKey, fails: Bool) throws(Unusable) {
        guard case .ed25519(let x) = publicKey else { throw Unusable() }
        secret = x.span[0]
        self.fails = fails
    }

    func sign(head: Span<UInt8>, payload: Span<UInt8>) throws(SigningFailure) -> [64 of UInt8] {
        let sums = checksums(head, payload)
        return [64 of UInt8] { index in UInt8(truncatingIfNeeded: sums[index / 8] >> UInt64(index % 8 * 8)) }
    }

    func accepts(_ algorithm: COSEAlgorithm) -> Bool { algorithm == .edDSA }

    func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck {
        if fails { return .failed }
        let sums = checksums(head, payload)
        let matches = signature.indices.allSatisfy {
            signature[$0] == UInt8(truncatingIfNeeded: sums[$0 / 8] >> UInt64($0 % 8 * 8))
        }
        return matches && signature.count == 64 ? .valid : .invalid
    }

    /// FNV-1a, eight times with different starts.
    private func checksums(_ head: Span<UInt8>, _ payload: Span<UInt8>) -> [UInt64] {
        (0..<8).map { start in
            var sum = 0xCBF2_9CE4_8422_2325 &+ UInt64(secret) &+ UInt64(start) << 32
            for index in head.indices { sum = (sum ^ UInt64(head[index])) &* 0x100_0000_01B3 }
            for index in payload.indices { sum = (sum ^ UInt64(payload[index])) &* 0x100_0000_01B3 }
            return sum
        }
    }
}
