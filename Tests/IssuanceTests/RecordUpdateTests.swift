import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

@Suite("Updates")
struct RecordUpdateTests {
    @Test("a newer record takes the older one's place, and the others stay", arguments: RecordType.allCases)
    func update(_ type: RecordType) throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let before = try desk.show().records
        let rules = try desk.snapshot().files.map(\.rule)
        try desk.insert()
        let draft = try Self.draft(type)
        guard type.domain.role != nil else {
            #expect(throws: RecordUpdateError.issuerOnly(type)) {
                try Self.line(desk.office).write(draft, to: desk.transport)
            }
            #expect(try desk.show().records == before)
            return
        }
        let sealed = try Self.line(desk.office).write(draft, to: desk.transport)
        let (evidence, after) = try desk.show()
        var expected = before
        expected[type] = sealed.bytes
        #expect(after == expected && after != before)
        #expect(
            desk.verdict(sealed.bytes, as: type, evidence: evidence, number: desk.job.cardNumber).outcome
                == .accepted)
        #expect(try desk.snapshot().files.map(\.rule) == rules)
    }

    @Test("only an active card is updated")
    func cardState() throws {
        let desk = try Desk(Office())
        let draft = try Self.draft(.utilities)
        func expectRefusal(_ state: CardApplication.LifeCycle) throws {
            try desk.insert()
            desk.slot.arm(nil)
            #expect(throws: RecordUpdateError.cardState(state)) {
                try Self.line(desk.office).write(draft, to: desk.transport)
            }
            #expect(desk.slot.progress.writes == 0)
        }
        try expectRefusal(.blank)
        let written = try desk.write()
        try expectRefusal(.personalised)
        _ = try desk.finish(written)
        for state in [CardApplication.LifeCycle.suspended, .terminated] {
            try desk.insert()
            var card = try desk.open(.issuer)
            try card.setLifeCycle(state)
            try expectRefusal(state)
        }
    }

    @Test(
        "a card that spoils what it stores is told as bad",
        arguments: [
            CardFault.droppedByteInWrites, .alteredByteInWrites,
        ])
    func badMemory(_ fault: CardFault) throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let draft = try Self.draft(.transportConcession)
        desk.slot.fault = fault
        try desk.insert()
        #expect(throws: RecordUpdateError.readBack(.transportConcession)) {
            try Self.line(desk.office).write(draft, to: desk.transport)
        }
        // And no validator accepts it.
        let (evidence, shown) = try desk.show()
        let bytes = shown[.transportConcession] ?? []
        #expect(desk.verdict(bytes, as: .transportConcession, evidence: evidence).outcome == .refused)
        desk.slot.fault = nil
        try desk.insert()
        let sealed = try Self.line(desk.office).write(draft, to: desk.transport)
        #expect(try desk.show().records[.transportConcession] == sealed.bytes)
    }

    @Test("nothing is sealed for a card that can't prove its key")
    func cardProof() throws {
        let office = try Office()
        let (victim, forger) = (try Desk(office, Applicant(1)), try Desk(office, Applicant(2)))
        try victim.personalise()
        try forger.personalise()
        let before = try forger.show().records
        try victim.insert()
        let shown = try victim.transport.transmit(ForgedCard.select)
        try forger.insert()
        let draft = try Self.draft(.socialBenefit)
        #expect(throws: RecordUpdateError.cardProof) {
            try Self.line(office).write(draft, to: ForgedCard(shown: shown, own: forger.transport))
        }
        #expect(try forger.show().records == before)
    }

    @Test("without the domain's key nothing is written")
    func sealingKey() throws {
        let office = try Office(losing: .health)
        let applicant = Applicant()
        let job = try applicant.job([.transportConcession])
        let desk = try Desk(office, slot: Desk.blankCard(serial: applicant.cardSerial), job: job)
        try desk.personalise()
        let before = try desk.snapshot().files
        try desk.insert()
        let draft = try Self.draft(.medicalEmergency)
        #expect(throws: RecordUpdateError.sealingKey(.health)) {
            try Self.line(office).write(draft, to: desk.transport)
        }
        #expect(try desk.snapshot().files == before)
    }

    private static func line(_ office: Office) -> RecordUpdate<FileKeyStore, FileKeyStore> {
        RecordUpdate(sealing: office.store, cardKeys: office.cardKeys, trustList: office.trustList)
    }

    private static func draft(_ type: RecordType) throws -> DraftRecord {
        let validity = Validity(issuedAt: Office.now, expiration: Office.later(500))
        return DraftRecord(try Applicant().record(type), validity: validity)
    }
}
