import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

/// What a job says of a card that it can't finish, and what it leaves of such a card.
@Suite("Jobs that fail")
struct JobErrorTests {
    typealias Failure = PersonalisationError

    @Test("another card in the reader is told by its serial, and nothing is written to it")
    func otherCard() throws {
        let office = try Office()
        let (mine, theirs) = (Applicant(1), Applicant(2))
        let slot = try Desk.blankCard(serial: theirs.cardSerial)
        let wrong = try Desk(office, slot: slot, job: mine.job())
        let before = try wrong.snapshot()
        try wrong.insert()
        slot.arm(nil)
        #expect(throws: Failure.otherCard(serial: theirs.cardSerial)) { try wrong.personalise() }
        // SELECT was all.
        #expect(slot.progress.commands == 1)
        #expect(slot.progress.writes == 0)
        #expect(try wrong.snapshot() == before)

        // In the second half as well.
        let right = try Desk(office, mine)
        let written = try right.write()
        try wrong.insert()
        slot.arm(nil)
        #expect(throws: Failure.otherCard(serial: theirs.cardSerial)) { try wrong.finish(written) }
        #expect(slot.progress.writes == 0)
        #expect(try wrong.snapshot() == before)
    }

    @Test(
        "a card that was begun for another job is left as it is",
        arguments: [
            CardApplication.LifeCycle.blank, .personalised, .active,
        ])
    func otherJob(_ lifeCycle: CardApplication.LifeCycle) throws {
        let office = try Office()
        let first = try Desk(office)
        switch lifeCycle {
        case .blank:
            // As far as the third record.
            first.slot.arm(.beforeCommand(8))
            #expect(throws: Failure.self) { try first.personalise() }
        case .personalised: _ = try first.write()
        default: try first.personalise()
        }
        #expect(first.slot.lifeCycle == lifeCycle)
        let before = try first.snapshot()

        let job = try Applicant().job()
        let second = try Desk(
            office, slot: first.slot,
            job: PersonalisationJob(
                id: [UInt8](repeating: 7, count: 16), cardSerial: job.cardSerial, cardNumber: job.cardNumber,
                records: job.records))
        try second.insert()
        #expect(throws: Failure.otherJob(id: first.job.id)) { try second.personalise() }
        #expect(try first.snapshot() == before)

        // The job that it was begun for goes on.
        if lifeCycle != .active {
            try first.insert()
            #expect(try first.personalise().count == 6)
        }
        #expect(try first.isFinished())
    }

    @Test("a finished card says so")
    func alreadyActive() throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let before = try desk.show().records
        try desk.insert()
        #expect(throws: Failure.alreadyActive) { try desk.personalise() }
        #expect(try desk.show().records == before)
    }

    @Test(
        "a suspended or terminated card is told as that, and nothing is written",
        arguments: [
            CardApplication.LifeCycle.suspended, .terminated,
        ])
    func cardState(_ lifeCycle: CardApplication.LifeCycle) throws {
        let desk = try Desk(Office())
        let written = try desk.write()
        desk.slot.reset()
        _ = try desk.finish(written)
        try desk.insert()
        var card = try desk.open(.issuer)
        try card.setLifeCycle(lifeCycle)
        try desk.insert()
        desk.slot.arm(nil)
        #expect(throws: Failure.cardState(lifeCycle)) { try desk.personalise() }
        #expect(desk.slot.progress.writes == 0)
        #expect(throws: Failure.self) { try desk.finish(written) }
        #expect(desk.slot.lifeCycle == lifeCycle)
    }

    @Test(
        "a card that spoils what it stores is found out, and never active",
        arguments: [
            CardFault.droppedByteInWrites, .alteredByteInWrites,
        ])
    func badMemory(_ fault: CardFault) throws {
        let desk = try Desk(Office())
        desk.slot.fault = fault
        let first = try #require(desk.job.records.first).record.type
        for _ in 1...2 {
            try desk.insert()
            #expect(throws: Failure.readBack(first)) { try desk.personalise() }
            #expect(desk.slot.lifeCycle == .personalised)
        }
        // Were it only a loose contact, the same job would finish it.
        desk.slot.fault = nil
        try desk.insert()
        #expect(try desk.personalise().count == 6)
        #expect(try desk.isFinished())
    }

    @Test(
        "a card that answers nonsense is an error of the card, and never active",
        arguments: [
            CardFault.emptyAnswer, .oneByte, .longAnswer(bytes: 300), .endlessMoreData, .endlessWrongLength,
            .status(.noPreciseDiagnosis), .status(.memoryFailure), .shortData,
        ])
    func nonsense(_ fault: CardFault) throws {
        let desk = try Desk(Office())
        let written = try desk.write()
        desk.slot.fault = fault
        for isFinishing in [false, true] {
            try desk.insert()
            do {
                if isFinishing { _ = try desk.finish(written) } else { _ = try desk.write() }
                Issue.record("\(fault) passed")
            } catch {
                guard case .card = error else {
                    Issue.record("\(fault): \(error)")
                    return
                }
            }
            #expect(desk.slot.lifeCycle == .personalised)
        }
    }

    @Test("without a domain's key no record is stored at all", arguments: Domain.allCases)
    func sealingKey(_ domain: Domain) throws {
        let applicant = Applicant()
        func expectRefusal(_ office: Office, _ line: Office.Line, _ slot: SoftCardSlot) throws {
            let desk = try Desk(office, slot: slot, job: applicant.job(), line: line)
            try desk.insert()
            #expect(throws: Failure.keyStore(.sealingKey(domain))) { try desk.personalise() }
            let card = try desk.snapshot()
            #expect(card.lifeCycle == .blank)
            #expect(card.files.isEmpty)
        }
        // Not in the store.
        let forgetful = try Office(losing: domain)
        try expectRefusal(forgetful, forgetful.line(), Desk.blankCard(serial: applicant.cardSerial))

        // Not in the list, or no longer active.
        let office = try Office()
        let keyID = try #require(office.keyIDs[domain])
        var shorter = office.trustList
        shorter.keys.removeAll { $0.keyID == keyID }
        let revoked = office.trustList { if $0.keyID == keyID { $0.state = .revoked } }
        let slot = try Desk.blankCard(serial: applicant.cardSerial)
        for list in [shorter, revoked] { try expectRefusal(office, office.line(trustList: list), slot) }

        // The same card is finished once the key is there.
        let whole = try Desk(office, slot: slot, job: applicant.job())
        try whole.insert()
        #expect(try whole.personalise().count == 6)
    }

    @Test("an office without master keys leaves the card blank")
    func masterKeys() throws {
        let office = try Office()
        let applicant = Applicant()
        let line = try Office.Line(
            sealing: office.store, cardKeys: CardKeys(FileKeyStore()), trustList: office.trustList)
        let desk = try Desk(
            office, slot: Desk.blankCard(serial: applicant.cardSerial), job: applicant.job(), line: line)
        let error = CardError.secureChannel(
            .keysUnavailable(role: CardApplication.Role.issuer.rawValue, masterKeyVersion: 0))
        #expect(throws: Failure.card(error, during: .storingKeys)) { try desk.personalise() }
        #expect(try desk.snapshot().lifeCycle == .blank)
    }

    @Test("a card with another maker's keys is not opened, and nothing is written")
    func initialKeys() throws {
        let office = try Office()
        let applicant = Applicant()
        let key = [UInt8](repeating: 0x77, count: 16)
        let slot = try SoftCardSlot.volatile(
            serial: applicant.cardSerial,
            factoryKeys: FactoryKeys(
                masterKeyVersion: InitialKeys.version, encryption: key, authentication: key,
                dataEncryption: key))
        try slot.powerOn()
        let desk = try Desk(office, slot: slot, job: applicant.job())
        slot.arm(nil)
        #expect(throws: Failure.card(.secureChannel(.cardCryptogram), during: .authenticating)) {
            try desk.personalise()
        }
        #expect(slot.progress.writes == 0)

        // With the right ones it goes on.
        let own = { SecretBytes(copying: key.span) }
        let keys = CardKeys(
            office.store, initial: InitialKeys(encryption: own(), mac: own(), dataEncryption: own()))
        let line = try Office.Line(sealing: office.store, cardKeys: keys, trustList: office.trustList)
        let knowing = try Desk(office, slot: slot, job: applicant.job(), line: line)
        try knowing.insert()
        #expect(try knowing.personalise().count == 6)
    }

    @Test("what a validator would refuse is not activated; with the right clock it is")
    func notAccepted() throws {
        let desk = try Desk(Office())
        let written = try desk.write()
        let first = try #require(desk.job.records.first).record.type
        for (time, reasons) in [
            (Office.later(400), [Reason.trustListTooOld, .expired]), (Office.later(31), [.trustListTooOld]),
        ] {
            desk.slot.reset()
            #expect(throws: Failure.notAccepted(first, reasons)) { try desk.finish(written, at: time) }
            #expect(desk.slot.lifeCycle == .personalised)
        }
        desk.slot.reset()
        #expect(try desk.finish(written).count == 6)
        #expect(try desk.isFinished())
    }

    @Test("a card exchanged for one of the same serial between writing and checking is found out")
    func exchanged() throws {
        let office = try Office()
        let (first, second) = (try Desk(office), try Desk(office))
        let written = try first.write()
        _ = try second.write()
        second.slot.reset()
        #expect(throws: Failure.cardProof) { try second.finish(written) }
        #expect(second.slot.lifeCycle == .personalised)

        // One that shows the right key and can't use it, too.
        first.slot.reset()
        let shown = try first.transport.transmit(ForgedCard.select)
        second.slot.reset()
        #expect(throws: Failure.cardProof) {
            try first.line.finish(
                written, on: ForgedCard(shown: shown, own: second.transport), at: Office.now,
                progress: { _ in })
        }
        #expect(second.slot.lifeCycle == .personalised)
        first.slot.reset()
        #expect(try first.finish(written).count == 6)
    }

    @Test("no card in the reader is told as that")
    func noCard() throws {
        let desk = try Desk(Office())
        desk.slot.powerOff()
        #expect(throws: Failure.card(.transport(.removed), during: .authenticating)) {
            try desk.personalise()
        }
    }
}
