import COSE
import CardRecords
import Foundation
import Issuance
import StatusLists
import Synchronization
import Testing

@testable import kartka

@Suite("authority publish, revoke-key")
struct AuthorityPublishTests {
    @Test("made, published, updated, published: old index superseded, new one valid, by list and by delta")
    func endToEnd() throws {
        let desk = try StatusDesk()
        let old = try desk.indexOnCard()
        let first = try desk.publish("--valid-for", "36h")
        #expect(first.status == 0, "\(first.errors)")
        let base = try desk.published()
        #expect(base.statuses[old] == .valid && base.delta == nil)
        let lists = try #require(try first.document()["lists"] as? [[String: Any]])
        #expect(lists.count == 5)
        for list in lists {
            let issued = try #require(Timestamp(parsing: list["issued"] as? String ?? ""))
            let end = try #require(Timestamp(parsing: list["expires"] as? String ?? ""))
            #expect(end.epochSeconds - issued.epochSeconds == 36 * 3600)
        }

        let update = try desk.update()
        #expect(update.status == 0, "\(update.errors)")
        let new = try #require(try update.document()["statusIndex"] as? Int)
        #expect(try update.document()["superseded"] as? [Int] == [old])
        #expect(try desk.indexOnCard() == new && new != old)
        // At once: where the second is the same, the next one is waited for.
        let second = try desk.publish()
        #expect(second.status == 0, "\(second.errors)")
        let after = try desk.published()
        let delta = try #require(after.delta)
        #expect(after.issued > base.issued && delta.changeCount == 1)
        for statuses in [after.statuses, try delta.apply(to: base.statuses)] {
            #expect(statuses[old] == .superseded && statuses[new] == .valid)
        }
    }

    @Test("revoked and suspended cards are in the list")
    func denied() throws {
        let desk = try StatusDesk()
        let index = try desk.indexOnCard()
        for (verb, status) in [
            ("suspend", CardStatus.suspended), ("resume", .valid), ("revoke", .revoked),
        ] {
            #expect(try desk.authority(verb, desk.cardNumber).status == 0)
            #expect(try desk.publish().status == 0)
            #expect(try desk.published().statuses[index] == status, "\(verb)")
        }
    }

    @Test("two at once publish one after the other, and a decision in between isn't lost")
    func atOnce() throws {
        let desk = try StatusDesk()
        let index = try desk.indexOnCard()
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { number in
            let outcome = Result {
                number == 3
                    ? try desk.authority("suspend", desk.cardNumber) : try desk.publish()
            }
            switch outcome {
            case .success(let outcome) where outcome.status == 0: break
            case .success(let outcome): failures.withLock { $0.append(outcome.errors) }
            case .failure(let error): failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try desk.publish().status == 0)
        #expect(try desk.published().statuses[index] == .suspended)
    }

    @Test("a base URI goes into the trust list once, with the root's key")
    func baseURI() throws {
        let desk = try StatusDesk()
        let root = desk.folder + "/root.key.pem"
        let away = desk.directory.file("away")
        try FileManager.default.moveItem(atPath: root, toPath: away)
        let refused = try desk.publish("--base-uri", "https://status.example.org/kyiv")
        #expect(refused.status == 78)
        #expect(refused.problemCode == "root-offline")
        #expect(!FileManager.default.fileExists(atPath: desk.output))
        try FileManager.default.moveItem(atPath: away, toPath: root)
        let moved = try desk.publish("--base-uri", "https://status.example.org/kyiv/")
        #expect(moved.status == 0, "\(moved.errors)")
        let uris = (try moved.document()["lists"] as? [[String: Any]])?.compactMap { $0["uri"] as? String }
        #expect(uris?.contains("https://status.example.org/kyiv/transport") == true)
        _ = try desk.published()
        // Said again it needs no root any more.
        try FileManager.default.moveItem(atPath: root, toPath: away)
        #expect(try desk.publish("--base-uri", "https://status.example.org/kyiv").status == 0)
        for (option, value) in [
            ("--base-uri", "kyiv"), ("--valid-for", "7"), ("--valid-for", "1m"), ("--valid-for", "-1d"),
            ("--valid-for", "99999999999999999999d"),
        ] {
            #expect(try desk.publish(option, value).status == 64, "\(option) \(value)")
        }
    }

    @Test("a wrong passphrase and an output that can't be made publish nothing")
    func refused() throws {
        let desk = try StatusDesk()
        try AuthorityRegion.writeSecret("not the passphrase\n", to: desk.directory.file("wrong"))
        let wrong = try KartkaProcess.run([
            "authority", "publish", desk.folder, "--to", desk.output, "--passphrase-file",
            desk.directory.file("wrong"), "--json",
        ])
        #expect(wrong.status == 77)
        #expect(!FileManager.default.fileExists(atPath: desk.output))
        try Data().write(to: URL(fileURLWithPath: desk.output))
        let blocked = try desk.publish()
        #expect(blocked.status == 73, "\(blocked.errors)")
    }

    @Test("a revoked key's records are refused, and its domain seals and publishes with a new one")
    func revokeKey() throws {
        let desk = try StatusDesk()
        let region = try AuthorityRegion.shared.get()
        let keys = try desk.authorityKeys()
        let key = try #require(keys.first { $0["domain"] as? String == "transport" }?["keyId"] as? String)
        let record = desk.directory.file("record")
        #expect(try region.seal(in: desk.folder, to: record).status == 0)
        #expect(try region.verify(record, in: desk.folder).status == 0)
        let pass = ["--passphrase-file", desk.passphraseFile]
        let words = ["authority", "revoke-key", desk.folder]
        #expect(try KartkaProcess.run(words + [key] + pass).status == 64, "nobody confirmed")
        #expect(try KartkaProcess.run(words + ["12", "--yes"] + pass).status == 64)
        #expect(try KartkaProcess.run(words + ["0000000000000001", "--yes"] + pass).status == 1)
        let outcome = try KartkaProcess.run(words + [key, "--yes", "--json"] + pass)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.document()["rotated"] as? [String] == ["transport"])
        let states = try desk.authorityKeys().filter { $0["domain"] as? String == "transport" }
        #expect(Set(states.compactMap { $0["state"] as? String }) == ["revoked", "active"])
        let verdict = try region.verify(record, in: desk.folder)
        #expect(verdict.status == 1)
        #expect(try verdict.reasons == ["issuer-key-revoked"])
        #expect(try region.seal(in: desk.folder, to: record).status == 0)
        #expect(try region.verify(record, in: desk.folder).status == 0)
        #expect(try desk.publish().status == 0)
        _ = try desk.published()
        // Once more is no error and needs no root.
        try FileManager.default.removeItem(atPath: desk.folder + "/root.key.pem")
        #expect(try KartkaProcess.run(words + [key, "--yes", "--json"] + pass).status == 0)
    }
}

extension StatusDesk {
    func authorityKeys() throws -> [[String: Any]] {
        let document = try KartkaProcess.run(["authority", "list", folder, "--json"]).document()
        return try #require(document["keys"] as? [[String: Any]])
    }
}
