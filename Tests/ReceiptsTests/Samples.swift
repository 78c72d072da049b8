import COSE
import CardCrypto
import CardRecords
import Glibc
import ISO7816
import Testing

@testable import Receipts

/// A key pair that stands for a card's, with the record sealed for it.
final class SampleCard: Sendable {
    let key: SigningKey
    let issuer: SigningKey
    let number: CardNumber
    let sealed: SealedRecord

    init(serial: UInt64 = 9_804_000_010_000_000) throws {
        let key = try SigningKey.generate(.p256)
        let issuer = try SigningKey.generate(.p256)
        let number = try #require(CardNumber(withoutCheckDigit: serial))
        let concession = TransportConcession(
            cardNumber: number, statusIndex: 7, network: 1, rulesVersion: 3,
            profiles: [TransportConcession.Profile(class: .student)])
        sealed = try SealedRecord.seal(
            .transportConcession(concession),
            validity: Validity(
                issuedAt: Samples.issued, expiration: Samples.time.advanced(bySeconds: 86_400)),
            cardKey: key.thumbprint, with: issuer)
        self.key = key
        self.issuer = issuer
        self.number = number
    }

    /// What the card answers to the draft's challenge.
    func answer(_ draft: ReceiptDraft, counter: UInt32) throws -> CardAnswer {
        let challenge = try draft.challenge()
        let message = CardAuthentication.signedMessage(
            challenge: challenge.indices.map { challenge[$0] }, counter: counter)
        return CardAnswer(counter: counter, signature: try key.sign(message: message.span))
    }

    func draft(second: Int64 = 0, stop: UInt32 = 5) throws -> ReceiptDraft {
        var draft = Samples.draft(second: second, stop: stop)
        draft.record = PresentedRecord(
            cardNumber: number, issuedAt: Samples.issued, concessionClass: .student, sealed: sealed.bytes)
        draft.cardKey = key.publicKey.compressed
        draft.fare = TripFare(price: .discount(percent: 50), payer: 4, rulesVersion: 3, rule: 2)
        return draft
    }
}

enum Samples {
    static let issued = NumericDate(epochSeconds: 1_790_000_000) ?? .latest
    static let time = NumericDate(epochSeconds: 1_795_000_000) ?? .latest
    static let end = NumericDate(epochSeconds: 1_800_000_000) ?? .latest
    static let validator = ValidatorID(rawValue: 0x0102_0304_0506_0708)

    static func draft(second: Int64 = 0, stop: UInt32 = 5) -> ReceiptDraft {
        ReceiptDraft(
            validator: validator,
            nonce: ReceiptNonce(
                [16 of UInt8] { index in UInt8(truncatingIfNeeded: index * 3 + Int(second)) }),
            time: time.advanced(bySeconds: second) ?? time,
            place: TripPlace(carrier: 12, route: 340, stop: stop, mode: 3, zone: 0))
    }
}

/// A directory that goes with the test.
final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/kartka-receipts-XXXXXX".utf8CString)
        path = unsafe try template.withUnsafeMutableBufferPointer { buffer in
            let start = unsafe try #require(buffer.baseAddress)
            _ = unsafe try #require(mkdtemp(start))
            return unsafe String(cString: start)
        }
    }

    var journal: String { path + "/journal" }

    deinit { Folder.remove(path) }

    static func remove(_ path: String) {
        for name in names(path) {
            let entry = "\(path)/\(name)"
            if unsafe unlink(entry) != 0 { remove(entry) }
        }
        unsafe rmdir(path)
    }

    static func names(_ path: String) -> [String] {
        (try? JournalFolder(path: path).names()) ?? []
    }
}
