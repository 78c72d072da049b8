import COSE
import CardCrypto
import CardRecords
import Foundation

/// A transport concession as in CardSchemas' typical example, its authority and its card.
struct TransportSample {
    let record: TransportConcession
    /// Deterministic CBOR of the record's body.
    let body: [UInt8]
    let cardKey: KeyThumbprint
    let issued = moment(1_790_000_000)
    let expires = moment(1_830_000_000)

    init() throws {
        let file = projectRoot.appending(path: "CardSchemas/transport-concession/v1/examples/typical.diag")
        let body = try CBORDiagnostic.bytes(from: try String(contentsOf: file, encoding: .utf8))
        self.body = body
        record = try TransportConcession(decoding: body.span)
        cardKey = try SigningKey.generate(.p256).thumbprint
    }

    /// The CWT claims around the body, bound to the card.
    func payload() -> [UInt8] {
        CWTClaims.payload(
            expiration: expires, notBefore: nil, issuedAt: issued, cardKey: cardKey,
            recordLabel: RecordType.transportConcession.rawValue, body: body)
    }
}

/// Where Package.swift stands.
let projectRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A moment of the measurements' own calendar.
func moment(_ epochSeconds: Int64) -> NumericDate {
    guard let moment = NumericDate(epochSeconds: epochSeconds) else {
        preconditionFailure("not in the years 1970…9999")
    }
    return moment
}
