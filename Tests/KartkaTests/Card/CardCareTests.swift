import CardRecords
import Foundation
import Testing

@Suite("cards in use")
struct CardCareTests {
    @Test("info tells state, tries and key to anybody, and nothing of protected records")
    func info() throws {
        let desk = try CardDesk()
        let outcome = try desk.run("info")
        #expect(outcome.status == 0)
        let document = try outcome.document()
        #expect(document["state"] as? String == "active")
        #expect(document["pinTriesLeft"] as? Int == 3)
        #expect(document["pukTriesLeft"] as? Int == 10)
        #expect(document["canDelaySeconds"] as? Int == 0)
        #expect((document["cardKey"] as? String)?.count == 32)
        let codes = try CardRegion.codes(desk.region.directory.file("codes"))
        #expect(document["serial"] as? String == codes["cardSerial"])
    }

    @Test("a new record takes the old one's place with a fresh status index, and the old index is told")
    func update() throws {
        let desk = try CardDesk()
        var section = try CardRegion.section(.transportConcession)
        section["profiles"] = [["class": "student", "discount": "percent-off", "discount-value": 50]]
        let form = desk.file("concession.json")
        try JSONSerialization.data(withJSONObject: section).write(to: URL(fileURLWithPath: form))
        let outcome = try desk.office("update", "--type", "transport-concession", "--in", form)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let new = try #require(try outcome.document()["statusIndex"] as? Int)
        let old = try #require(try outcome.document()["replacedStatusIndex"] as? Int)
        #expect(new > old)
        let gate = try desk.verify()
        #expect(gate.status == 0)
        #expect(try gate.document()["concession"] as? String == "Student: 50 % off")
    }

    @Test("a medical summary is replaced with the holder's PIN, its index then known")
    func updateWithPIN() throws {
        let desk = try CardDesk()
        let form = desk.file("summary.json")
        try JSONSerialization.data(withJSONObject: CardRegion.section(.medicalSummary))
            .write(to: URL(fileURLWithPath: form))
        let words = ["update", "--type", "medical-summary", "--in", form] + desk.region.authority
        let unseen = try desk.run(words)
        #expect(unseen.status == 0, "\(unseen.errors)")
        // The card didn't show it: the register knows.
        #expect(try unseen.document()["replacedStatusIndex"] is Int)
        let seen = try desk.run(words + ["--pin-file", desk.file("pin")])
        let replaced = try seen.document()["replacedStatusIndex"] as? Int
        #expect(try unseen.document()["statusIndex"] as? Int == replaced)
        #expect(replaced != nil)
    }

    @Test("a wrong update form is 65 with the place, and the record stays")
    func badUpdate() throws {
        let desk = try CardDesk()
        let form = try desk.directory.write(#"{"network": 17, "card-number": "1"}"#, to: "bad.json")
        let outcome = try desk.office("update", "--type", "transport-concession", "--in", form)
        #expect(outcome.status == 65)
        let errors = try #require(try outcome.problem()["errors"] as? [[String: Any]])
        #expect(errors.contains { ($0["path"] as? String)?.hasSuffix("card-number") == true })
        #expect(try desk.verify().status == 0)
    }

    @Test("three wrong PINs block it; the PUK or the issuer sets a new one")
    func blocked() throws {
        let desk = try CardDesk()
        let wrong = ["read", "--pin-file", desk.file("wrong")] + desk.region.trust
        let outcomes = try (0..<4).map { _ in try desk.run(wrong) }
        #expect(outcomes.map(\.status) == [77, 77, 77, 77])
        #expect(outcomes.map(\.problemCode) == ["wrong-code", "wrong-code", "code-blocked", "code-blocked"])
        let blocked = try desk.run(
            "read", "--pin-file", desk.file("pin"), "--authority", desk.region.directory.file("region"))
        #expect(blocked.status == 77)
        let wrongPUK = desk.file("wrong-puk")
        try CardRegion.writeSecret("00000000", to: wrongPUK)
        let refused = try desk.run(
            "pin", "unblock", "--puk-file", wrongPUK, "--new-pin-file", desk.file("wrong"))
        #expect(refused.status == 77)
        #expect(try desk.run("info").document()["pukTriesLeft"] as? Int == 9)
        let unblocked = try desk.run(
            "pin", "unblock", "--puk-file", desk.file("puk"), "--new-pin-file", desk.file("wrong"))
        #expect(unblocked.status == 0, "\(unblocked.errors)")
        #expect(try unblocked.document()["pinTriesLeft"] as? Int == 3)
        #expect(try desk.run(wrong).status == 0)
        #expect(try desk.office("pin", "unblock", "--new-pin-file", desk.file("pin")).status == 0)
        #expect(try desk.run(wrong).status == 77)
        let changed = try desk.run(
            "pin", "change", "--pin-file", desk.file("pin"), "--new-pin-file", desk.file("wrong"))
        #expect(changed.status == 0)
        #expect(try desk.run(wrong).status == 0)
    }

    @Test("a code in a file that others can read, or that is none, isn't sent to the card")
    func badCodeFiles() throws {
        let desk = try CardDesk()
        let open = try desk.directory.write("123456\n", to: "open")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
        #expect(try desk.run(["read", "--pin-file", open] + desk.region.trust).status == 78)
        try CardRegion.writeSecret("12a4", to: desk.file("letters"))
        let letters = try desk.run(["read", "--pin-file", desk.file("letters")] + desk.region.trust)
        #expect(letters.status == 65)
        #expect(!letters.errors.contains("12a4"))
        #expect(try desk.run("info").document()["pinTriesLeft"] as? Int == 3)
    }

    @Test("options that exclude each other and a missing card file are told as such")
    func misuse() throws {
        let desk = try CardDesk()
        #expect(try desk.run("info", "--reader", "x").status == 64)
        #expect(try KartkaProcess.run(["card", "info", "--softcard", desk.file("nothing")]).status == 66)
        let noService = try KartkaProcess.run(
            ["card", "info"], environment: ["PCSCLITE_CSOCK_NAME": "/nonexistent"])
        #expect(noService.status == 69)
    }
}
