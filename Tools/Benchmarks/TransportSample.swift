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

    /// What an authority does for one record: check it, encode it, wrap it, sign it.
    func sealed(with authority: borrowing SigningKey) throws(SealError) -> SealedRecord {
        try SealedRecord.seal(
            .transportConcession(record), validity: Validity(issuedAt: issued, expiration: expires),
            cardKey: cardKey, with: authority)
    }

    /// A gate that trusts `authority` alone.
    func verifier(
        trusting authority: borrowing SigningKey, isAccelerated: Bool = false
    ) throws -> RecordVerifier {
        let key = TrustedKey(
            keyID: authority.keyID, key: authority.publicKey, authority: "Transport",
            recordTypes: [.transportConcession], validity: issued...expires)
        let list = TrustList(version: 1, region: "Region", issued: issued, nextUpdate: expires, keys: [key])
        return try RecordVerifier(list) { (key) throws(KeyImportError) in
            try isAccelerated ? VerificationKey(accelerating: key) : VerificationKey(key)
        }
    }

    /// A tap between issue and expiry, by the card that the record was made for.
    var context: VerificationContext {
        VerificationContext(
            time: issued.advanced(bySeconds: 86_400), card: .proven(cardKey), recordType: .transportConcession
        )
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
