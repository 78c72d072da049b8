import CardRecords
import Foundation
import Testing

@Suite("card read")
struct CardReadingTests {
    /// Who looks, which codes are shown, and what the card's access rules let this viewer see. The region's
    /// form has the holder's consent that emergency data are read with the CAN.
    struct Viewer: Sendable, CustomTestStringConvertible {
        let role: String
        let codes: [String]
        let sees: Set<RecordType>

        var testDescription: String { ([role] + codes).joined(separator: "+") }
    }

    static let viewers: [Viewer] = [
        Viewer(role: "anyone", codes: [], sees: [.transportConcession]),
        Viewer(
            role: "holder", codes: ["can"], sees: [.transportConcession, .holderIdentity, .medicalEmergency]),
        Viewer(
            role: "holder", codes: ["pin"], sees: Set(RecordType.allCases).subtracting([.medicalSummary])),
        Viewer(role: "issuer", codes: [], sees: [.transportConcession, .holderIdentity]),
        Viewer(role: "social", codes: [], sees: [.transportConcession, .holderIdentity, .socialBenefit]),
        Viewer(role: "health", codes: [], sees: [.transportConcession, .holderIdentity, .medicalEmergency]),
        Viewer(
            role: "health", codes: ["pin"],
            sees: [.transportConcession, .holderIdentity, .medicalEmergency, .medicalSummary]),
        Viewer(role: "utilities", codes: [], sees: [.transportConcession, .holderIdentity, .utilities]),
        Viewer(role: "transport", codes: [], sees: [.transportConcession, .holderIdentity]),
    ]

    @Test("each viewer sees just what the access rules give, every record accepted", arguments: viewers)
    func matrix(viewer: Viewer) throws {
        let desk = try CardDesk()
        let codes = viewer.codes.flatMap { ["--\($0)-file", desk.file($0)] }
        let trust = ["anyone", "holder"].contains(viewer.role) ? desk.region.trust : desk.region.authority
        let outcome = try desk.run(["read", "--as", viewer.role] + codes + trust)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let records = try #require(try outcome.document()["records"] as? [[String: Any]])
        #expect(records.count == RecordType.allCases.count)
        for record in records {
            let type = try #require(RecordType(name: record["type"] as? String ?? ""))
            let isSeen = viewer.sees.contains(type)
            #expect(record["shown"] as? String == (isSeen ? "record" : "withheld"), "\(type)")
            #expect((record["outcome"] as? String) == (isSeen ? "accepted" : nil), "\(type)")
            #expect((record["fields"] as? [Any])?.isEmpty != true)
        }
        #expect(try outcome.document()["cardProof"] as? String == "proven")
    }

    @Test("people see titles, values and who sealed, in their language", arguments: ["uk", "en", "ru"])
    func people(language: String) throws {
        let desk = try CardDesk()
        let outcome = try KartkaProcess.run(
            ["card", "read", "--softcard", desk.card, "--lang", language, "--pin-file", desk.file("pin")]
                + desk.region.trust)
        let expected = [
            "uk": ["Пільговий проїзд – ПРИЙНЯТО", "Київтранс", "цьому глядачеві картка не показує"],
            "en": ["Transport concession – ACCEPTED", "Київтранс", "the card doesn't show it to this role"],
            "ru": ["Льготный проезд – ПРИНЯТО", "Київтранс", "этому зрителю карта не показывает"],
        ]
        for text in expected[language] ?? [] { #expect(outcome.output.contains(text)) }
        #expect(outcome.output.contains("Шевчук Ганна Петрівна"))
        #expect(!outcome.output.contains("\u{FFFD}"))
    }

    @Test("with --type only that record is read, and only that is in the card's log")
    func log() throws {
        let desk = try CardDesk()
        let terminal = "00000000000000A7"
        _ = try desk.office("read", "--as", "health", "--type", "medical-emergency", "--terminal", terminal)
        let log = try desk.run("log", "accesses", "--pin-file", desk.file("pin"))
        let accesses = try #require(try log.document()["accesses"] as? [[String: Any]])
        #expect(accesses.count == 1)
        #expect(accesses.first?["role"] as? String == "health")
        #expect(accesses.first?["record"] as? String == "medical-emergency")
        #expect(accesses.first?["terminal"] as? String == terminal)
        let refused = try desk.run("log", "accesses", "--can-file", desk.file("can"))
        #expect(refused.status == 77)
        let issuer = try desk.office("log", "accesses")
        let seen = try issuer.document()["accesses"] as? [Any]
        #expect(seen?.count == 1)
        let taps = try desk.run("log", "taps", "--can-file", desk.file("can"))
        let none = try taps.document()["taps"] as? [Any]
        #expect(none?.isEmpty == true)
    }

    @Test("a role needs the authority's keys, and nobody else's card is opened by them")
    func roleNeedsKeys() throws {
        let desk = try CardDesk()
        #expect(try desk.run(["read", "--as", "social"] + desk.region.trust).status == 64)
        #expect(
            try desk.run(["read", "--as", "anyone", "--pin-file", desk.file("pin")] + desk.region.trust)
                .status == 64)
        #expect(try desk.run(["read", "--as", "holder"] + desk.region.trust).status == 64)
    }
}
