import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

@Suite("Reading a card")
struct CardReadingTests {
    /// Somebody who looks at an active card whose holder consents to reading with the CAN, and what is shown.
    struct Look: Sendable, CustomTestStringConvertible {
        var role: CardApplication.Role?
        var hasPIN = false
        var hasCAN = false
        var sees: Set<RecordType>

        var testDescription: String {
            (role.map { "\($0)" } ?? "nobody") + (hasPIN ? " with PIN" : "") + (hasCAN ? " with CAN" : "")
        }
    }

    private static let holders: Set<RecordType> = [
        .transportConcession, .holderIdentity, .socialBenefit, .medicalEmergency, .utilities,
    ]

    static let looks: [Look] = [
        Look(sees: [.transportConcession]),
        Look(hasCAN: true, sees: [.transportConcession, .holderIdentity, .medicalEmergency]),
        Look(hasPIN: true, sees: holders),
        Look(hasPIN: true, hasCAN: true, sees: holders),
        Look(role: .issuer, sees: [.transportConcession, .holderIdentity]),
        Look(role: .transport, sees: [.transportConcession, .holderIdentity]),
        Look(role: .socialWorker, sees: [.transportConcession, .holderIdentity, .socialBenefit]),
        Look(role: .utilities, sees: [.transportConcession, .holderIdentity, .utilities]),
        Look(role: .healthWorker, sees: [.transportConcession, .holderIdentity, .medicalEmergency]),
        Look(
            role: .healthWorker, hasCAN: true,
            sees: [.transportConcession, .holderIdentity, .medicalEmergency]),
        Look(role: .healthWorker, hasPIN: true, sees: holders.union([.medicalSummary])),
        Look(role: .socialWorker, hasPIN: true, sees: holders),
        Look(
            role: .socialWorker, hasCAN: true,
            sees: [.transportConcession, .holderIdentity, .medicalEmergency, .socialBenefit]),
    ]

    @Test("everybody sees just what they may, and all of it is accepted", arguments: SoftCardProfile.allCases)
    func looks(_ profile: SoftCardProfile) throws {
        let desk = try Desk(Office(), profile: profile)
        try desk.personalise()
        for look in Self.looks {
            let report = try Self.read(desk, look)
            #expect(report.evidence != .none && report.evidence != .disproven)
            #expect(report.files.map(\.type) == RecordType.allCases)
            for file in report.files {
                switch file.content {
                case .record(_, .accepted(let record)):
                    #expect(look.sees.contains(file.type), "\(look.testDescription): \(file.type.name)")
                    #expect(record.isCardProven)
                    #expect(record.record == desk.job.records.first { $0.record.type == file.type }?.record)
                case .withheld:
                    #expect(!look.sees.contains(file.type), "\(look.testDescription): \(file.type.name)")
                case .absent, .record:
                    Issue.record("\(look.testDescription): \(file.type.name): \(file.content)")
                }
            }
        }
    }

    @Test("what a card doesn't have is told to those who might see it, and to nobody else")
    func absent() throws {
        let applicant = Applicant()
        let desk = try Desk(
            Office(), slot: Desk.blankCard(serial: applicant.cardSerial),
            job: applicant.job([.holderIdentity]))
        try desk.personalise()
        // A file without a record has its usual rule, under which the CAN opens no emergency record.
        for look in Self.looks where !look.hasCAN {
            for file in try Self.read(desk, look).files {
                switch file.content {
                case .record: #expect(file.type == .holderIdentity && look.sees.contains(.holderIdentity))
                case .absent:
                    #expect(look.sees.contains(file.type), "\(look.testDescription): \(file.type.name)")
                case .withheld: #expect(!look.sees.contains(file.type))
                }
            }
        }
    }

    @Test("a role's reading is in the card's log, with the terminal and the time")
    func accessLog() throws {
        let desk = try Desk(Office())
        try desk.personalise()
        _ = try Self.read(desk, Look(role: .socialWorker, sees: []))
        _ = try Self.read(desk, Look(hasPIN: true, sees: []))
        try desk.insert()
        var card = try desk.select()
        let pin = pinBlock(Desk.pin)
        #expect(try card.verify(.pin, pin) == .verified)
        let log = try card.accesses()
        // Newest first; what anybody may read and what the holder reads by PIN isn't noted.
        #expect(Set(log.map(\.file)) == [.holder, .social] && log.count == 2)
        for access in log {
            #expect(access.role == .socialWorker)
            #expect(access.terminalID == Self.terminalID)
            #expect(Int64(access.timeEpochSeconds) == Office.now.epochSeconds)
        }
    }

    @Test("a wrong PIN or CAN ends the reading before anything is read")
    func wrongCodes() throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let reading = CardReading(desk.office.verifier)
        for triesLeft in [2, 1, 0] {
            try desk.insert()
            let viewer = CardViewer(pin: pinBlock("9999"))
            #expect(throws: CardReadingError.verification(.pin, .wrong(triesLeft: triesLeft))) {
                _ = try reading.read(desk.transport, as: viewer, keys: Self.noKeys, at: Office.now)
            }
        }
        try desk.insert()
        let right = CardViewer(pin: pinBlock(Desk.pin))
        #expect(throws: CardReadingError.verification(.pin, .blocked)) {
            _ = try reading.read(desk.transport, as: right, keys: Self.noKeys, at: Office.now)
        }
        try desk.insert()
        let can = CardViewer(can: pinBlock("000000"))
        #expect(throws: CardReadingError.verification(.can, .wrong(triesLeft: nil))) {
            _ = try reading.read(desk.transport, as: can, keys: Self.noKeys, at: Office.now)
        }
    }

    @Test("a copied record is shown with its reason, the card's own records are accepted beside it")
    func copied() throws {
        let office = try Office()
        let (victim, thief) = (try Desk(office, Applicant(1)), try Desk(office, Applicant(2)))
        try victim.personalise()
        try thief.personalise()
        let copy = try #require(try victim.show().records[.medicalEmergency])
        try thief.insert()
        var card = try thief.open(.healthWorker)
        try card.store([.file(.medicalEmergency, rule: .canOrDomain, record: copy)])
        let report = try Self.read(thief, Look(role: .healthWorker, hasPIN: true, sees: []))
        for file in report.files {
            guard case .record(_, let verdict) = file.content else {
                Issue.record("\(file.type.name): \(file.content)")
                continue
            }
            #expect(
                verdict.reasons == (file.type == .medicalEmergency ? [.otherCardNumber, .otherCardKey] : []),
                "\(file.type.name)")
        }
    }

    @Test("power lost while a card is read is an error of the card, and the next reading shows all of it")
    func torn() throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let look = Look(role: .healthWorker, hasPIN: true, sees: [])
        try desk.insert()
        desk.slot.arm(nil)
        _ = try Self.read(desk, look, inserts: false)
        let length = desk.slot.progress
        for tear in length.tears(writtenPercents: [50]) {
            try desk.insert()
            desk.slot.arm(tear)
            #expect(throws: CardReadingError.self, "\(tear)") {
                _ = try Self.read(desk, look, inserts: false)
            }
            #expect(desk.slot.isTorn)
            if case .duringWrite = tear {
                // A torn PIN check may have cost a try.
                try desk.insert()
                var card = try desk.open(.issuer)
                try card.resetPINTries()
            }
        }
        desk.slot.arm(nil)
        #expect(try desk.isFinished())
    }

    private static let terminalID = Array("CLINIC07".utf8)
    private static let noKeys: CardKeys<FileKeyStore>? = nil

    private static func read(_ desk: Desk, _ look: Look, inserts: Bool = true) throws -> CardReport {
        if inserts { try desk.insert() }
        let pin: PINBlock? = look.hasPIN ? pinBlock(Desk.pin) : nil
        let can: PINBlock? = look.hasCAN ? pinBlock(Desk.can) : nil
        let viewer = CardViewer(role: look.role, pin: pin, can: can, terminalID: terminalID)
        return try CardReading(desk.office.verifier).read(
            desk.transport, as: viewer, keys: desk.office.cardKeys, at: Office.now)
    }
}
