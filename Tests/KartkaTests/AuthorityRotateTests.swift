import COSE
import CardCrypto
import CardRecords
import Foundation
import Testing

@testable import kartka

@Suite("authority rotate")
struct AuthorityRotateTests {
    let region: AuthorityRegion

    init() throws {
        region = try AuthorityRegion.shared.get()
    }

    @Test("old records stay acceptable, new ones get the new key's signature")
    func rotate() throws {
        let directory = try TemporaryDirectory()
        let copy = try region.copy(into: directory)
        #expect(try region.seal(in: copy, to: directory.file("old")).status == 0)
        let before = try keys(in: copy)
        let outcome = try KartkaProcess.run([
            "authority", "rotate", copy, "transport", "--passphrase-file", region.passphraseFile, "--json",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.document()
        #expect(document["rotated"] as? [String] == ["transport"])
        #expect((document["trustList"] as? [String: Any])?["version"] as? Int == 2)
        let after = try keys(in: copy)
        #expect(after.count == 6)
        let transport = after.filter { $0["domain"] as? String == "transport" }
        #expect(Set(transport.compactMap { $0["state"] as? String }) == ["active", "retired"])
        #expect(transport.allSatisfy { $0["authority"] as? String == "Київтранс" })
        let others = { (keys: [[String: Any]]) in
            keys.filter { $0["domain"] as? String != "transport" }.compactMap { $0["keyId"] as? String }
        }
        #expect(others(before) == others(after))
        let sealed = try region.seal(in: copy, to: directory.file("new"), ["--json"])
        let newKey = try sealed.document()["keyId"] as? String
        #expect(newKey == transport.first { $0["seals"] as? Bool == true }?["keyId"] as? String)
        for (name, key) in [("old", before.last?["keyId"] as? String), ("new", newKey)] {
            let verdict = try region.verify(directory.file(name), in: copy)
            #expect(verdict.status == 0, "\(name): \(verdict.output)")
            #expect(try verdict.document()["keyId"] as? String == key)
        }
        // The list from before doesn't know the new key.
        #expect(try region.verify(directory.file("new")).status == 2)
    }

    @Test("without a domain only a new list is issued, with the same keys")
    func listOnly() throws {
        let directory = try TemporaryDirectory()
        let copy = try region.copy(into: directory)
        let before = try keys(in: copy).compactMap { $0["keyId"] as? String }
        let outcome = try KartkaProcess.run(
            [
                "authority", "rotate", copy, "--trust-list-days", "90", "--passphrase-env", "PASS", "--lang",
                "uk",
            ],
            environment: ["PASS": AuthorityRegion.passphrase])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("версія 2"))
        #expect(try keys(in: copy).compactMap { $0["keyId"] as? String } == before)
    }

    @Test("a wrong passphrase, a root key that is away, and one that others can read change nothing")
    func refused() throws {
        let directory = try TemporaryDirectory()
        let copy = try region.copy(into: directory)
        let list = try Data(contentsOf: URL(fileURLWithPath: copy + "/trust-list.cose"))
        let wrong = directory.file("wrong")
        try AuthorityRegion.writeSecret("not the passphrase\n", to: wrong)
        let words = ["authority", "rotate", copy, "--passphrase-file"]
        let first = try KartkaProcess.run(words + [wrong, "--json"])
        #expect(first.status == 77)
        #expect(try first.problem()["type"] as? String == "urn:kartka:problem:wrong-passphrase")
        let root = copy + "/root.key.pem"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: root)
        let second = try KartkaProcess.run(words + [region.passphraseFile])
        #expect(second.status == 78)
        #expect(second.errors.contains("chmod 600 '\(root)'"))
        try FileManager.default.removeItem(atPath: root)
        let third = try KartkaProcess.run(words + [region.passphraseFile])
        #expect(third.status == 78)
        #expect(third.errors.contains("bring it back from offline storage"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy + "/trust-list.cose")) == list)
    }

    @Test("list warns when the trust list is due, and ends with 2 when it is too old")
    func freshness() throws {
        let directory = try TemporaryDirectory()
        for (days, status, code) in [(30, 0, nil), (5, 0, "trust-list-due"), (-1, 2, "trust-list-overdue")] {
            let folder = try handmade(in: directory, daysLeft: Int64(days))
            let outcome = try KartkaProcess.run(["authority", "list", folder, "--json"])
            #expect(outcome.status == status, "\(days): \(outcome.errors)")
            let warnings = try #require(try outcome.document()["warnings"] as? [[String: Any]])
            let codes = warnings.compactMap { $0["code"] as? String }
            #expect(codes.contains("no-sealing-key"), "four domains have no key here")
            #expect(codes.first { $0.hasPrefix("trust-list") } == code)
        }
        let overdue = try handmade(in: directory, daysLeft: -1)
        let russian = try KartkaProcess.run(["authority", "list", overdue, "--lang", "ru"])
        #expect(russian.errors.contains("список доверия устарел"))
    }

    /// A folder whose list was issued 100 days before its end; it has no private file.
    private func handmade(in directory: TemporaryDirectory, daysLeft: Int64) throws -> String {
        let root = try SigningKey.generate(.p256)
        let key = try SigningKey.generate(.p256)
        let end = try #require(
            NumericDate(epochSeconds: Int64(Date().timeIntervalSince1970) + daysLeft * 86_400))
        let start = try #require(end.advanced(bySeconds: -100 * 86_400))
        let list = TrustList(
            version: 1, region: "R", issued: start, nextUpdate: end,
            keys: [
                TrustedKey(
                    keyID: key.keyID, key: key.publicKey, authority: "T", recordTypes: [.transportConcession],
                    validity: start...(try #require(end.advanced(bySeconds: 100 * 86_400))))
            ])
        let folder = directory.file("handmade\(daysLeft)")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(root.publicKey.encoded).write(to: URL(fileURLWithPath: folder + "/root-key.cbor"))
        try Data(try list.sealed(with: root)).write(to: URL(fileURLWithPath: folder + "/trust-list.cose"))
        return folder
    }

    private func keys(in folder: String) throws -> [[String: Any]] {
        let document = try KartkaProcess.run(["authority", "list", folder, "--json"]).document()
        return try #require(document["keys"] as? [[String: Any]])
    }
}
