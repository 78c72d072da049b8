import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import SoftCard
import StatusLists
import Testing

/// A region with one personalised card, for one test to change; made once and copied.
struct StatusDesk {
    private static let original = Result { try Original() }

    private struct Original: Sendable {
        let directory: TemporaryDirectory
        let cardNumber: String

        init() throws {
            let region = try AuthorityRegion.shared.get()
            directory = try TemporaryDirectory()
            _ = try region.copy(into: directory)
            let form = try directory.write(
                try CardRegion.form([.transportConcession, .socialBenefit]), to: "form.json")
            let outcome = try KartkaProcess.run([
                "card", "personalise", "-a", directory.file("copy"), "--passphrase-file",
                region.passphraseFile, "--applicant", form, "--codes", directory.file("codes"), "--softcard",
                directory.file("card"), "--new", "--json",
            ])
            try #require(outcome.status == 0, "\(outcome.errors)")
            cardNumber = try #require(try outcome.document()["cardNumber"] as? String)
        }
    }

    let directory: TemporaryDirectory
    let passphraseFile: String
    let cardNumber: String

    init() throws {
        let original = try Self.original.get()
        directory = try TemporaryDirectory()
        passphraseFile = try AuthorityRegion.shared.get().passphraseFile
        cardNumber = original.cardNumber
        let manager = FileManager.default
        try manager.copyItem(atPath: original.directory.file("copy"), toPath: directory.file("region"))
        try manager.copyItem(atPath: original.directory.file("card"), toPath: directory.file("card"))
        try JSONSerialization.data(withJSONObject: CardRegion.section(.transportConcession))
            .write(to: URL(fileURLWithPath: directory.file("concession.json")))
    }

    var folder: String { directory.file("region") }
    var card: String { directory.file("card") }
    var output: String { directory.file("published") }

    /// `kartka authority VERB DIR WORDS --json`.
    func authority(_ verb: String, _ words: String...) throws -> KartkaProcess.Outcome {
        try KartkaProcess.run(["authority", verb, folder] + words + ["--json"])
    }

    var publishWords: [String] {
        ["authority", "publish", folder, "--to", output, "--passphrase-file", passphraseFile, "--json"]
    }

    func publish(_ words: String...) throws -> KartkaProcess.Outcome {
        try KartkaProcess.run(publishWords + words)
    }

    var updateWords: [String] {
        [
            "card", "update", "-a", folder, "--passphrase-file", passphraseFile, "--type",
            "transport-concession", "--in", directory.file("concession.json"), "--softcard", card, "--json",
        ]
    }

    func update() throws -> KartkaProcess.Outcome { try KartkaProcess.run(updateWords) }

    /// The records of the card, as the register has them: index, status.
    func records(_ target: String? = nil) throws -> [(type: String, index: Int, status: String)] {
        let document = try authority("status", target ?? cardNumber).document()
        let targets = try #require(document["targets"] as? [[String: Any]])
        let records = try #require(targets.first?["records"] as? [[String: Any]])
        return try records.map { record in
            (
                try #require(record["type"] as? String), try #require(record["index"] as? Int),
                try #require(record["status"] as? String)
            )
        }
    }

    /// The transport record that lies on the card.
    func recordOnCard() throws -> [UInt8] {
        let slot = try SoftCardSlot.opening(card)
        try slot.powerOn()
        var selected = try SelectedCard(selecting: SoftCardTransport(slot))
        return try #require(try selected.read(.transport))
    }

    /// Its index in the domain's list.
    func indexOnCard() throws -> Int {
        try UnverifiedRecord(SealedRecord(bytes: recordOnCard())).record.body.statusIndex
    }

    // MARK: As a validator sees it

    struct Published {
        let statuses: StatusBits
        let delta: StatusDelta?
        let issued: NumericDate
    }

    /// The domain's list and delta in the output, checked with the trust list beside them, and that with the
    /// root's key.
    func published(_ domain: Domain = .transport) throws -> Published {
        let rootBytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/root-key.cbor")))
        let root = try VerificationKey(COSEKey(decoding: rootBytes.span))
        let listBytes = try file("trust-list.cbor")
        let list = try TrustList(verifying: listBytes.span, with: root)
        let now = try #require(NumericDate(epochSeconds: Int64(Date().timeIntervalSince1970)))
        let trusted = try #require(list.sealingKey(of: domain, at: now))
        let key = try VerificationKey(trusted.key)
        let uri = try #require(trusted.statusListURI)
        let name = try PublishedFile.name(ofListAt: uri)
        let bytes = try file(PublishedFile.list(name))
        let token = try StatusListToken(verifying: bytes.span, with: key)
        #expect(token.claims.uri == uri)
        var delta: StatusDelta?
        if FileManager.default.fileExists(atPath: "\(output)/\(PublishedFile.delta(name))") {
            let bytes = try file(PublishedFile.delta(name))
            delta = try StatusDelta(verifying: bytes.span, with: key)
        }
        return Published(statuses: try token.statuses(), delta: delta, issued: token.claims.issued)
    }

    private func file(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(output)/\(name)")))
    }
}
