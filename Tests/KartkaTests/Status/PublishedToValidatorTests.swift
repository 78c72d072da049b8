import COSE
import CardCrypto
import CardRecords
import Foundation
import Issuance
import Testing
import Validation

/// What is published is a validator's folder: from the office's decision to the gate's.
@Suite("published, and decided by")
struct PublishedToValidatorTests {
    @Test("each decision of the office is the gate's after publishing and reloading, and not before")
    func decisions() throws {
        let desk = try StatusDesk()
        let old = try desk.recordOnCard()
        #expect(try desk.publish().status == 0)
        let validator = try Self.validator(desk)
        func reasons(_ record: [UInt8]) throws -> [Reason] {
            let now = try #require(NumericDate(epochSeconds: Int64(Date().timeIntervalSince1970)))
            return Array(validator.verify(record.span, type: .transportConcession, at: now).reasons)
        }
        func publish() throws {
            #expect(try desk.publish().status == 0)
            // There are no rules here, and none are asked for without a trip.
            let problems = validator.reload().filter { $0.kind != .rules }
            #expect(problems.isEmpty, "\(problems)")
        }
        #expect(try reasons(old) == [])
        _ = try desk.authority("suspend", desk.cardNumber)
        #expect(try reasons(old) == [])
        try publish()
        #expect(try reasons(old) == [.suspended])
        _ = try desk.authority("resume", desk.cardNumber)
        try publish()
        #expect(try reasons(old) == [])

        // A newer record: good at once, for its place is in the list already. The old one put back isn't.
        #expect(try desk.update().status == 0)
        let new = try desk.recordOnCard()
        #expect(try reasons(new) == [] && (try reasons(old)) == [])
        try publish()
        #expect(try reasons(new) == [] && (try reasons(old)) == [.superseded])

        _ = try desk.authority("revoke", desk.cardNumber, "--reason", "stolen")
        try publish()
        #expect(try reasons(new) == [.revoked] && (try reasons(old)) == [.revoked])
    }

    @Test("with a revoked key's lists and records nothing is accepted any more, until new lists are there")
    func revokedKey() throws {
        let desk = try StatusDesk()
        let record = try desk.recordOnCard()
        #expect(try desk.publish().status == 0)
        let validator = try Self.validator(desk)
        let keys = try desk.authorityKeys()
        let key = try #require(keys.first { $0["domain"] as? String == "transport" }?["keyId"] as? String)
        let revoked = try KartkaProcess.run([
            "authority", "revoke-key", desk.folder, key, "--yes", "--passphrase-file", desk.passphraseFile,
        ])
        #expect(revoked.status == 0, "\(revoked.errors)")
        #expect(try desk.publish().status == 0)
        validator.reload()
        let now = try #require(NumericDate(epochSeconds: Int64(Date().timeIntervalSince1970)))
        let decision = validator.verify(record.span, type: .transportConcession, at: now)
        #expect(decision.outcome == .refused && decision.reasons.contains(.issuerKeyRevoked))
        // The card gets a record of the new key; the office knows its number by its serial.
        let index = try desk.indexOnCard()
        let update = try desk.update()
        #expect(update.status == 0, "\(update.errors)")
        #expect(try update.document()["replacedStatusIndex"] as? Int == index)
        let renewed = try desk.recordOnCard()
        let later = try #require(NumericDate(epochSeconds: Int64(Date().timeIntervalSince1970)))
        #expect(validator.verify(renewed.span, type: .transportConcession, at: later).outcome == .accepted)
    }

    /// A validator whose folder is the published one, with what it was given once.
    private static func validator(_ desk: StatusDesk) throws -> Validator {
        let manager = FileManager.default
        try manager.copyItem(atPath: desk.folder + "/root-key.cbor", toPath: desk.output + "/root.key")
        try "0123456789abcdef\n".write(
            toFile: desk.output + "/validator.id", atomically: false, encoding: .utf8)
        return try Validator(opening: ValidatorDirectory(desk.output), key: SigningKey.generate(.p256))
    }
}
