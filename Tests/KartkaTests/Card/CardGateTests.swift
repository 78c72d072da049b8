import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import SoftCard
import Testing

@Suite("card verify")
struct CardGateTests {
    @Test("a gate accepts in three exchanges and says the concession in plain words")
    func accepted() throws {
        let desk = try CardDesk()
        let outcome = try desk.verify("--lang", "uk")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.document()
        #expect(document["outcome"] as? String == "accepted")
        #expect(document["exchanges"] as? Int == 3)
        #expect(document["concession"] as? String == "Особа з інвалідністю I групи: безкоштовно")
    }

    @Test("an expired record is refused, an old trust list leaves the matter open")
    func time() throws {
        let desk = try CardDesk()
        let expired = try desk.verify("--at", "2040-01-01")
        #expect(expired.status == 1)
        #expect(try expired.reasons.contains("expired"))
        let soon = Date.now.addingTimeInterval(60 * 86_400)
        let old = try desk.verify("--at", soon.ISO8601Format())
        #expect(old.status == 2)
        #expect(try old.reasons == ["trust-list-too-old"])
    }

    @Test("a suspended card is refused, a resumed one accepted, a terminated one refused for good")
    func states() throws {
        // A card of its own: what ends with it is told to the authority, which all tests share.
        let desk = try CardDesk(isBlank: true)
        let made = try desk.run(desk.personaliseWords(desk.region.directory.file("small.json")))
        #expect(made.status == 0, "\(made.errors)")
        #expect(try desk.office("suspend").status == 0)
        #expect(try desk.office("suspend").status == 0)
        let suspended = try desk.verify()
        #expect(suspended.status == 1)
        #expect(try suspended.reasons == ["card-not-active"])
        #expect(try desk.run(["read"] + desk.region.trust).status == 1)
        #expect(try desk.office("resume").status == 0)
        #expect(try desk.verify().status == 0)
        #expect(try desk.office("terminate").status == 64)
        #expect(try desk.state() == "active")
        #expect(try desk.office("terminate", "--yes").status == 0)
        #expect(try desk.state() == "terminated")
        #expect(try desk.verify().status == 1)
        let resumed = try desk.office("resume")
        #expect(resumed.status == 1)
        #expect(resumed.problemCode == "card-state")
    }

    @Test("a record that was copied from another card is refused")
    func copied() throws {
        let desk = try CardDesk()
        let other = try CardDesk(isBlank: true)
        let made = try other.run(other.personaliseWords(other.region.directory.file("small.json")))
        #expect(made.status == 0, "\(made.errors)")
        let record = try #require(try Self.session(other.card) { card in try card.read(.transport) })
        try Self.store(record, on: desk)
        let outcome = try desk.verify()
        #expect(outcome.status == 1)
        #expect(try outcome.reasons == ["other-card-key"])
    }

    /// As somebody with the issuer's keys could: the slot is let go at the end, and with it the card's file.
    private static func store(_ record: [UInt8], on desk: CardDesk) throws {
        let folder = try AuthorityFolder(path: desk.region.directory.file("region"))
        let passphrase = Array(CardRegion.passphrase.utf8)
        let store = try folder.unlock(SecretBytes(copying: passphrase.span), sealing: [])
        let slot = try SoftCardSlot.opening(desk.card)
        try slot.powerOn()
        var channel = try CardKeys(store).openChannel(
            to: SelectedCard(selecting: SoftCardTransport(slot)), as: .issuer)
        try channel.store([.file(.transport, rule: .always, record: record)])
    }

    private static func session<R>(
        _ path: String, _ body: (inout SelectedCard<SoftCardTransport>) throws -> R
    ) throws -> R {
        let slot = try SoftCardSlot.opening(path)
        try slot.powerOn()
        var card = try SelectedCard(selecting: SoftCardTransport(slot))
        return try body(&card)
    }
}
