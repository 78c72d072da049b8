import COSE
import CardCrypto
import CardRecords
import ConcessionRules
import Foundation
import ISO7816
import Issuance
import StatusLists
import Testing
import Validation

@testable import kartka

@Suite("validator init and run")
struct ValidatorRunTests {
    /// A validator's folder beside the region that issued its cards.
    struct Desk {
        let card: CardDesk
        let folder: String
        let pass: String

        init(lists: Bool = true) throws {
            card = try CardDesk()
            folder = card.directory.file("gate")
            pass = card.directory.file("gate-pass")
            try CardRegion.writeSecret("a gate's own words", to: pass)
            let made = try KartkaProcess.run(
                [
                    "validator", "init", folder, "--root-key",
                    card.region.directory.file("region/root-key.cbor"), "--id", "4B59495600000007",
                    "--passphrase-file", pass, "--json",
                ])
            try #require(made.status == 0, "\(made.errors)")
            guard lists else { return }
            try publish()
        }

        func run(_ words: String...) throws -> KartkaProcess.Outcome {
            try KartkaProcess.run(
                [
                    "validator", "run", folder, "--network", "17", "--carrier", "4", "--stop", "300",
                    "--softcard", card.card, "--passphrase-file", pass,
                ] + words)
        }

        /// Lists and rules of this moment, signed by the region's own keys.
        private func publish() throws {
            let region = try AuthorityFolder(path: card.region.directory.file("region"))
            let passphrase = Array(CardRegion.passphrase.utf8)
            let root = try KeyFile.load(
                region.path + "/root.key.pem", passphrase: SecretBytes(copying: passphrase.span))
            let store = try region.unlock(SecretBytes(copying: passphrase.span))
            var list = try region.trustList()
            let uri = "https://lists.example/transport"
            for index in list.keys.indices { list.keys[index].statusListURI = uri }
            list.version += 1
            try Self.write(list.sealed(with: root), folder + "/trust-list.cbor")
            let keyID = try #require(list.keys.first { $0.recordTypes.contains(.transportConcession) }).keyID
            let key = try StoredSigningKey(keyID, in: store)
            let claims = StatusListClaims(uri: uri, issued: list.issued)
            let name = try ValidatorDirectory.statusListName(uri: uri)
            try Self.write(
                StatusListToken.seal(StatusBits(count: 4_000_000), claims: claims, with: key),
                "\(folder)/status/\(name).cwt")
            let issued = Int(list.issued.epochSeconds)
            let rules = ConcessionRuleSet(
                network: 17, version: 1, title: "Rules", issued: issued, takesEffect: issued,
                nextUpdate: issued + 86_400, currency: "UAH", payer: 32, passbackMinutes: 5,
                utcOffsets: [.init(from: issued, minutes: 120)],
                rules: [.init(number: 1, title: "All", fare: .init(kind: .free))])
            try Self.write(rules.sealed(with: key), folder + "/rules.cbor")
        }

        private static func write(_ bytes: [UInt8], _ path: String) throws {
            try Data(bytes).write(to: URL(filePath: path))
        }
    }

    private static func events(_ outcome: KartkaProcess.Outcome) throws -> [[String: Any]] {
        try outcome.output.split(separator: "\n").map { try JSONText.object(String($0)) }
    }

    private static func codes(_ event: [String: Any]?, _ name: String) -> [String] {
        (event?[name] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }

    @Test("a card is accepted, kept out when it comes again at once, and both have receipts")
    func accepted() throws {
        let desk = try Desk()
        let outcome = try desk.run("--taps", "2", "--json", "--lang", "uk")
        #expect(outcome.status == 1, "\(outcome.errors) \(outcome.output)")
        let taps = try Self.events(outcome).filter { $0["event"] as? String == "tap" }
        #expect(taps.map { $0["outcome"] as? String } == ["accepted", "refused"])
        #expect(taps.map { $0["receipt"] as? Int } == [1, 2])
        #expect(taps.map { $0["exchanges"] as? Int } == [3, 3])
        #expect(Self.codes(taps.last, "reasons") == ["passback"])
        let people = try desk.run("--lang", "uk")
        #expect(people.status == 1)
        #expect(people.output.contains("СТІЙТЕ"))
        #expect(people.output.contains("Карткою тут щойно скористалися."))
    }

    @Test("without lists nothing is decided, and it is said which are missing")
    func withoutLists() throws {
        let desk = try Desk(lists: false)
        let outcome = try desk.run("--json")
        #expect(outcome.status == 2)
        let events = try Self.events(outcome)
        #expect(events.map { $0["event"] as? String } == ["ready", "lists", "tap"])
        #expect(Self.codes(events.last, "reasons") == ["trust-list-missing"])
        #expect(events.first?["validator"] as? String == "4b59495600000007")
    }

    @Test("a folder that has a validator's key is left alone; one that hasn't isn't opened")
    func folders() throws {
        let desk = try Desk(lists: false)
        let before = try Data(contentsOf: URL(filePath: desk.folder + "/validator.key"))
        let again = try KartkaProcess.run(
            [
                "validator", "init", desk.folder, "--root-key",
                desk.card.region.directory.file("region/root-key.cbor"), "--passphrase-file", desk.pass,
                "--json",
            ])
        #expect(again.status == 73)
        #expect(again.problemCode == "exists")
        #expect(try Data(contentsOf: URL(filePath: desk.folder + "/validator.key")) == before)
        let other = try KartkaProcess.run(
            [
                "validator", "run", desk.card.directory.file("nothing"), "--network", "1", "--carrier", "1",
                "--stop",
                "1", "--passphrase-file", desk.pass, "--json",
            ])
        #expect(other.status == 78)
    }

    @Test("a gate's light fills the screen, in its colour, whatever the size")
    func screen() {
        for (rows, columns) in [(24, 80), (5, 20), (1, 10), (60, 200)] {
            let block = GateScreen.block(
                .red, "STOP", ["The record has expired."], rows: rows, columns: columns)
            #expect(block.contains("\u{1B}[41;97;1m"))
            #expect(block.split(separator: "\r\n").count == rows)
            #expect(block.contains("S T O P") || columns < 11)
        }
    }
}
