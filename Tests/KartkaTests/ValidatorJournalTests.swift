import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Receipts
import Testing

@testable import kartka

/// `kartka validator replay`, `fsck`, `upload` and `acknowledge`.
@Suite("validator journal")
struct ValidatorJournalTests {
    /// A validator's directory with trips of one card.
    struct Gate {
        let directory: TemporaryDirectory
        var path: String { directory.file("gate") }
        var out: String { directory.file("out") }
        static let time = NumericDate(epochSeconds: 1_795_000_000) ?? .latest

        init(trips: Int) throws {
            directory = try TemporaryDirectory()
            for name in ["gate", "out"] {
                try FileManager.default.createDirectory(
                    at: directory.url.appendingPathComponent(name), withIntermediateDirectories: false)
            }
            let key = try SigningKey.generate(.p256)
            let passphrase = Array("correct horse".utf8)
            try KeyFile.save(
                key, to: path + "/validator.key", passphrase: SecretBytes(copying: passphrase.span),
                cost: KeyFile.Cost(n: 1024, r: 8, p: 1))
            try Data(passphrase).write(to: directory.url.appendingPathComponent("pass"))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: directory.file("pass"))
            try Data(key.publicKey.encoded).write(to: directory.url.appendingPathComponent("public"))
            try tap(trips, with: key)
        }

        private func tap(_ trips: Int, with key: consuming SigningKey) throws {
            let card = try SigningKey.generate(.p256)
            let number = try #require(CardNumber(withoutCheckDigit: 980_400_001_000_000_001))
            let concession = TransportConcession(
                cardNumber: number, statusIndex: 1, network: 1, rulesVersion: 1,
                profiles: [TransportConcession.Profile(class: .student)])
            let sealed = try SealedRecord.seal(
                .transportConcession(concession), validity: Validity(issuedAt: Self.time, expiration: nil),
                cardKey: card.thumbprint, with: SigningKey.generate(.p256))
            let journal = try Journal(opening: path + "/receipts", key: key)
            for trip in 0..<trips {
                let draft = ReceiptDraft(
                    validator: ValidatorID(rawValue: 7),
                    nonce: ReceiptNonce([16 of UInt8](repeating: UInt8(trip))),
                    time: Self.time.advanced(bySeconds: Int64(trip) * 100) ?? Self.time,
                    place: TripPlace(carrier: 1, route: 2, stop: 3),
                    record: PresentedRecord(
                        cardNumber: number, issuedAt: Self.time, concessionClass: .student,
                        sealed: sealed.bytes), cardKey: card.publicKey,
                    fare: TripFare(price: .discount(percent: 50), payer: 2))
                let challenge = try draft.challenge()
                let message = CardAuthentication.signedMessage(
                    challenge: challenge.indices.map { challenge[$0] }, counter: UInt32(trip) + 1)
                _ = try journal.append(
                    draft,
                    card: CardAnswer(
                        counter: UInt32(trip) + 1, signature: try card.sign(message: message.span)),
                    verdict: ReceiptVerdict(outcome: .accepted))
            }
        }

        func run(_ words: String...) throws -> KartkaProcess.Outcome {
            try KartkaProcess.run(["validator"] + words)
        }

        func upload(_ words: String...) throws -> [[String: Any]] {
            let outcome = try KartkaProcess.run(
                ["validator", "upload", path, "--to", out, "--passphrase-file", directory.file("pass")]
                    + words + ["--json"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(try outcome.document()["batches"] as? [[String: Any]])
        }
    }

    @Test("a whole journal is 0, one with a flipped bit 1, with another validator's key 2")
    func fsck() throws {
        let gate = try Gate(trips: 5)
        let whole = try gate.run("fsck", gate.path, "--json")
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(try whole.document()["receipts"] as? Int == 5)
        #expect(
            try gate.run("fsck", gate.path + "/receipts", "-k", gate.directory.file("public")).status == 0)
        let stranger = try Gate(trips: 0)
        let other = stranger.directory.file("public")
        let unknown = try gate.run("fsck", gate.path, "-k", other, "--json")
        #expect(unknown.status == 2)
        let faults = try #require(try unknown.document()["faults"] as? [[String: Any]])
        #expect(faults.first?["code"] as? String == "validator-key-unknown")

        let journal = gate.path + "/receipts"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: journal).first { $0.hasSuffix(".journal") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: journal + "/" + name))
        bytes[300] ^= 1
        try bytes.write(to: URL(fileURLWithPath: journal + "/" + name))
        for language in kartka::Language.allCases {
            let broken = try gate.run("fsck", gate.path, "--lang", language.rawValue)
            #expect(broken.status == 1)
            #expect(broken.output.contains(ReceiptPhrase.broken.text[language]))
        }
    }

    @Test("replay lists every receipt, hides card numbers, and sums up")
    func replay() throws {
        let gate = try Gate(trips: 3)
        let people = try gate.run("replay", gate.path)
        #expect(people.status == 0, "\(people.errors)")
        #expect(!people.output.contains("9804000010000000019"))
        #expect(try gate.run("replay", gate.path, "--numbers").output.contains("980400001000000001"))
        let lines = try gate.run("replay", gate.path, "--json").output.split(separator: "\n")
        #expect(lines.count == 4)
        let first = try JSONText.object(String(lines[0]))
        let receipt = try #require(first["receipt"] as? [String: Any])
        #expect(receipt["outcome"] as? String == "accepted")
        #expect(receipt["class"] as? String == "student")
        #expect(try JSONText.object(String(lines[3]))["outcome"] as? String == "accepted")
    }

    @Test("upload writes batches that replay accepts; acknowledged ones aren't written again")
    func upload() throws {
        let gate = try Gate(trips: 5)
        let batches = try gate.upload("--max", "3")
        #expect(batches.count == 2)
        let path = try #require(batches[0]["path"] as? String)
        let key = gate.directory.file("public")
        #expect(try gate.run("replay", path, "-k", key).status == 0)
        #expect(try gate.run("replay", path).status == 2)
        let hash = try #require(batches[0]["hash"] as? String)
        let acknowledged = try gate.run("acknowledge", gate.path, hash, "--json")
        #expect(acknowledged.status == 0, "\(acknowledged.errors)")
        #expect(try acknowledged.document()["acknowledgedThrough"] as? Int == 3)
        #expect(try gate.upload().map { $0["first"] as? Int } == [4])
        #expect(try gate.run("acknowledge", gate.path, String(repeating: "0", count: 64)).status == 65)
        #expect(try gate.run("acknowledge", gate.path, "12").status == 64)

        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count - 3] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(try gate.run("replay", path, "-k", key).status == 1)
        #expect(try gate.run("replay", gate.directory.file("pass"), "-k", key).status == 65)
    }

    @Test("where there is no journal, it says so")
    func noJournal() throws {
        let directory = try TemporaryDirectory()
        for verb in ["fsck", "replay"] {
            let outcome = try KartkaProcess.run(["validator", verb, directory.path, "--json"])
            #expect(outcome.status == 66)
            #expect(try outcome.problem()["type"] as? String == "urn:kartka:problem:no-journal")
        }
    }
}
