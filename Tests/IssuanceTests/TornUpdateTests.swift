import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

/// Power off before and after every APDU, and in the middle of every write, while a record of an active card
/// is replaced.
@Suite("Power lost during an update")
struct TornUpdateTests {
    @Test(
        "whatever was torn, the card has the old record or the new one, and the next run completes",
        arguments: RecordType.allCases, SoftCardProfile.allCases)
    func torn(_ type: RecordType, _ profile: SoftCardProfile) throws {
        var update = try Update(of: type, profile)
        let length = try update.length()
        // A proof of the key (RecordUpdate alone), the channel's counter, the record.
        #expect(length.writes == (type.domain.role == nil ? 2 : 3))
        var completed = (old: 0, new: 0)
        for tear in length.tears() {
            let isNew = try update.tear(tear)
            if isNew { completed.new += 1 } else { completed.old += 1 }
        }
        // Some tears come too early for the new record and some too late for the old one.
        #expect(completed.old > 0 && completed.new > 0)
    }
}

/// A card whose one record is replaced again and again.
private struct Update {
    let desk: Desk
    let type: RecordType
    private let cardKey: KeyThumbprint
    private var present: [RecordType: [UInt8]]
    private var count: Int64 = 0

    init(of type: RecordType, _ profile: SoftCardProfile) throws {
        // Ed25519 signatures are deterministic, so that it is known beforehand what the new record will be.
        desk = try Desk(Office(curve: .ed25519), profile: profile)
        self.type = type
        try desk.personalise()
        let (evidence, records) = try desk.show()
        guard case .proven(let thumbprint) = evidence else { throw Desk.WrongPIN() }
        cardKey = thumbprint
        present = records
    }

    /// The next version, which holds a day longer than the last.
    private mutating func next() throws -> DraftRecord {
        count += 1
        let validity = Validity(issuedAt: Office.now, expiration: Office.later(365 + count))
        return DraftRecord(try Applicant().record(type), validity: validity)
    }

    private func sealed(_ draft: DraftRecord) throws -> [UInt8] {
        let key = try desk.office.key(of: type.domain)
        return try SealedRecord.seal(draft.record, validity: draft.validity, cardKey: cardKey, with: key)
            .bytes
    }

    /// Holder's data have no domain role: the issuer replaces them.
    private func write(_ draft: DraftRecord) throws {
        guard type.domain.role != nil else {
            var card = try desk.open(.issuer)
            return try card.store([.file(type.file, rule: type.file.accessRules[0], record: sealed(draft))])
        }
        let office = desk.office
        let update = RecordUpdate(
            sealing: office.store, cardKeys: office.cardKeys, trustList: office.trustList)
        _ = try update.write(draft, to: desk.transport)
    }

    /// Of an undisturbed update.
    mutating func length() throws -> TearProgress {
        let draft = try next()
        try desk.insert()
        desk.slot.arm(nil)
        try write(draft)
        let progress = desk.slot.progress
        try expect(sealed(draft))
        return progress
    }

    /// Tears one update, looks, and runs it again. True if the new record was there already.
    mutating func tear(_ tear: Tear) throws -> Bool {
        let draft = try next()
        let new = try sealed(draft)
        try desk.insert()
        desk.slot.arm(tear)
        #expect(throws: (any Error).self, "\(tear)") { try write(draft) }
        #expect(desk.slot.isTorn, "\(tear)")

        let (evidence, shown) = try look()
        let found = shown[type]
        #expect(found == new || found == present[type], "\(tear): neither old nor new")
        let verdict = desk.verdict(found ?? [], as: type, evidence: evidence, number: desk.job.cardNumber)
        #expect(verdict.outcome == .accepted, "\(tear)")
        for other in RecordType.allCases where other != type {
            #expect(shown[other] == present[other], "\(tear): \(other.name) has changed")
        }
        let isNew = found == new

        try desk.insert()
        try write(draft)
        try expect(new)
        return isNew
    }

    private func look() throws -> (evidence: CardEvidence, records: [RecordType: [UInt8]]) {
        try desk.insert()
        desk.slot.arm(nil)
        #expect(desk.slot.lifeCycle == .active)
        return try desk.show()
    }

    private mutating func expect(_ new: [UInt8]) throws {
        present[type] = new
        let (evidence, shown) = try look()
        #expect(evidence == .proven(cardKey))
        #expect(shown == present)
    }
}
