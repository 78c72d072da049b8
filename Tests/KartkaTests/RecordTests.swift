import COSE
import CardCrypto
import CardRecords
import Foundation
import Testing

@testable import kartka

@Suite("record")
struct RecordTests {
    /// A region made for one test: root and authority, trust list and one sealed record in files.
    struct Region {
        let directory: TemporaryDirectory
        let record: SealedRecord
        static let issued: Int64 = 1_790_000_000

        init() throws {
            directory = try TemporaryDirectory()
            let root = try SigningKey.generate(.p256)
            let authority = try SigningKey.generate(.p256)
            let now = try #require(NumericDate(epochSeconds: Self.issued))
            let end = try #require(now.advanced(bySeconds: 86_400))
            let trusted = TrustedKey(
                keyID: authority.keyID, key: authority.publicKey, authority: "Транспорт",
                recordTypes: [
                    .transportConcession
                ], validity: now...end, state: .active)
            let list = TrustList(version: 1, region: "Region", issued: now, nextUpdate: end, keys: [trusted])
            let schema = RecordType.transportConcession.schema
            let concession = try Record(.transportConcession, json: schema.template(in: .english))
            let later = try #require(now.advanced(bySeconds: 3_600))
            record = try SealedRecord.seal(
                concession, validity: Validity(issuedAt: now, expiration: later), cardKey: nil,
                with: authority)
            try write(try list.sealed(with: root), "list")
            try write(root.publicKey.encoded, "root")
            try write(record.bytes, "record")
        }

        func write(_ bytes: [UInt8], _ name: String) throws {
            try Data(bytes).write(to: directory.url.appendingPathComponent(name))
        }

        func verify(_ words: String..., file: String = "record") throws -> KartkaProcess.Outcome {
            try KartkaProcess.run(
                ["record", "verify", "-t", directory.file("list"), "-r", directory.file("root")] + words
                    + [directory.file(file)])
        }
    }

    @Test("every template is JSON, in every language, and names its type", arguments: RecordType.allCases)
    func template(type: RecordType) throws {
        for language in kartka::Language.allCases {
            let outcome = try KartkaProcess.run([
                "record", "template", type.name, "--lang", language.rawValue,
            ])
            #expect(outcome.status == 0)
            #expect(try outcome.document().count > 2)
        }
        let document = try KartkaProcess.run(["record", "template", type.name, "--json"]).document()
        #expect(document["type"] as? String == type.name)
        #expect(document["template"] is [String: Any])
    }

    @Test("a template never replaces a file")
    func templateFile() throws {
        let directory = try TemporaryDirectory()
        let words = ["record", "template", "transport-concession", "--out", directory.file("a.json")]
        #expect(try KartkaProcess.run(words).status == 0)
        let first = try directory.read("a.json")
        let second = try KartkaProcess.run(words + ["--lang", "uk"])
        #expect(second.status == 73)
        #expect(try directory.read("a.json") == first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.json"])
    }

    @Test("show says that nothing was checked")
    func show() throws {
        let region = try Region()
        let file = region.directory.file("record")
        let outcome = try KartkaProcess.run(["record", "show", file, "--lang", "uk"])
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("НЕ ПЕРЕВІРЕНО"))
        let document = try KartkaProcess.run(["record", "show", file, "--json"]).document()
        #expect(document["verified"] as? Bool == false)
        #expect(document["type"] as? String == "transport-concession")
        #expect((document["record"] as? [String: Any])?["card-number"] != nil)
        let notation = try KartkaProcess.run(["record", "show", file, "--diag"]).output
        #expect(notation.hasPrefix("18("))
    }

    @Test("verify accepts with 0, refuses with 1, leaves open with 2, and says why")
    func verify() throws {
        let region = try Region()
        let accepted = try region.verify("--at", "2026-09-21T14:30:00Z", "--json")
        #expect(accepted.status == 0)
        let document = try accepted.document()
        #expect(document["outcome"] as? String == "accepted")
        #expect(document["authority"] as? String == "Транспорт")
        let expired = try region.verify("--at", "2026-09-21T16:00:00Z", "--json")
        #expect(expired.status == 1)
        let reasons = try #require(try expired.document()["reasons"] as? [[String: Any]])
        #expect(reasons.map { $0["code"] as? String } == ["expired"])
        let early = try region.verify("--at", "2026-01-01", "--lang", "uk")
        #expect(early.status == 2)
        #expect(early.output.contains("НЕ ВИЗНАЧЕНО"))
    }

    @Test("one changed byte is refused, and nothing of the record is shown")
    func forged() throws {
        let region = try Region()
        var bytes = region.record.bytes
        bytes[bytes.count - 1] ^= 1
        try region.write(bytes, "forged")
        let outcome = try region.verify("--at", "2026-09-21T14:30:00Z", "--json", file: "forged")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("signature-invalid"))
        #expect(try outcome.document()["record"] == nil)
    }

    @Test("a list of another root isn't believed")
    func otherRoot() throws {
        let region = try Region()
        try region.write(try SigningKey.generate(.p256).publicKey.encoded, "root")
        let outcome = try region.verify()
        #expect(outcome.status == 78)
        #expect(outcome.output.isEmpty)
    }

    @Test("what isn't there is 66, what isn't a record is 65")
    func notRecords() throws {
        let directory = try TemporaryDirectory()
        #expect(try KartkaProcess.run(["record", "show", directory.file("none")]).status == 66)
        let text = try directory.write("{}", to: "text")
        #expect(try KartkaProcess.run(["record", "show", text]).status == 65)
        #expect(try KartkaProcess.run(["record", "show", "-"], input: "").status == 65)
    }
}
