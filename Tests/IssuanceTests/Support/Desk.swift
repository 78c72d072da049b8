import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard

/// One card in a reader of the office, and the job that it is for.
struct Desk: Sendable {
    typealias Channel = SecuredCard<SoftCardTransport, OpenSSLAES>

    let office: Office
    let slot: SoftCardSlot
    let job: PersonalisationJob
    let line: Office.Line

    static let pin = "1234"
    static let puk = "87654321"
    static let can = "246810"

    /// A blank card as its maker sends it: the initial keys of GlobalPlatform, version 255.
    static func blankCard(
        serial: [UInt8], profile: SoftCardProfile = .extended
    ) throws -> SoftCardSlot {
        let key = [UInt8](0x40...0x4F)
        let slot = try SoftCardSlot.volatile(
            serial: serial,
            factoryKeys: FactoryKeys(
                masterKeyVersion: InitialKeys.version, encryption: key, authentication: key,
                dataEncryption: key),
            profile: profile)
        try slot.powerOn()
        return slot
    }

    /// A blank card, powered, for the job of `applicant`.
    init(
        _ office: Office, _ applicant: Applicant = Applicant(), profile: SoftCardProfile = .extended
    ) throws {
        try self.init(
            office, slot: Self.blankCard(serial: applicant.cardSerial, profile: profile), job: applicant.job()
        )
    }

    init(
        _ office: Office, slot: SoftCardSlot, job: PersonalisationJob, line: Office.Line? = nil
    ) throws {
        self.office = office
        self.slot = slot
        self.job = job
        self.line = try line ?? office.line()
    }

    var transport: SoftCardTransport { SoftCardTransport(slot) }

    /// Off and on again, put back into the reader first if it was torn out; nothing is open then.
    func insert() throws {
        slot.putInAgain()
        slot.powerOff()
        try slot.powerOn()
    }

    // MARK: Personalisation

    func write(_ progress: (PersonalisationStep) -> Void = { _ in }) throws(PersonalisationError)
        -> WrittenCard
    {
        guard let codes = CardCodes(pin: secret(Self.pin), puk: secret(Self.puk), can: secret(Self.can))
        else {
            preconditionFailure("4…12, 8 and 6 digits")
        }
        return try line.write(job, codes: codes, to: transport, progress: progress)
    }

    func finish(
        _ written: WrittenCard, at now: NumericDate = Office.now,
        _ progress: (PersonalisationStep) -> Void = { _ in }
    ) throws(PersonalisationError) -> [VerifiedRecord] {
        try line.finish(written, on: transport, at: now, progress: progress)
    }

    /// The whole of it: write, reset, check, activate.
    @discardableResult
    func personalise(
        _ progress: (PersonalisationStep) -> Void = { _ in }
    ) throws(PersonalisationError) -> [VerifiedRecord] {
        let written = try write(progress)
        slot.reset()
        return try finish(written, progress)
    }

    // MARK: Looking at the card

    func select() throws -> SelectedCard<SoftCardTransport> { try SelectedCard(selecting: transport) }

    func open(_ role: CardApplication.Role) throws -> Channel {
        try office.cardKeys.openChannel(to: select(), as: role)
    }

    /// All that the issuer may know of the card without its records.
    struct Snapshot: Equatable {
        var lifeCycle: CardApplication.LifeCycle
        var compressedPublicKey: [UInt8]?
        var issuerData: [UInt8]?
        var files: [FileTableEntry]
        var keys: [KeyTableEntry]
        var codes: VerificationState
    }

    func snapshot() throws -> Snapshot {
        try insert()
        var selected = try select()
        let codes = try selected.verificationState()
        let information = selected.information
        var card = try office.cardKeys.openChannel(to: selected, as: .issuer)
        return Snapshot(
            lifeCycle: information.lifeCycle, compressedPublicKey: information.compressedPublicKey,
            issuerData: try card.issuerData(), files: try card.fileTable(), keys: try card.keyTable(),
            codes: codes)
    }

    /// The records of a card that isn't active yet, read by the issuer.
    func recordsAtOffice() throws -> [RecordType: [UInt8]] {
        try insert()
        var card = try open(.issuer)
        var found: [RecordType: [UInt8]] = [:]
        for type in RecordType.allCases { found[type] = try card.read(type.file) }
        return found
    }

    /// The records of an active card and what the card proved, with the holder's PIN and the keys of a health
    /// worker: the two together may read every file.
    func show() throws -> (evidence: CardEvidence, records: [RecordType: [UInt8]]) {
        try insert()
        var selected = try select()
        let evidence = try CardProof.evidence(of: &selected)
        var card = try office.cardKeys.openChannel(to: selected, as: .healthWorker)
        try card.setTerminal(id: Array("CLINIC01".utf8), timeEpochSeconds: 1_795_219_200)
        let block = pinBlock(Self.pin)
        guard try card.verify(.pin, block) == .verified else { throw WrongPIN() }
        var found: [RecordType: [UInt8]] = [:]
        for type in RecordType.allCases { found[type] = try card.read(type.file) }
        return (evidence, found)
    }

    struct WrongPIN: Error {}

    // MARK: Judging records

    func verdict(
        _ bytes: [UInt8], as type: RecordType, evidence: CardEvidence, number: CardNumber? = nil,
        at time: NumericDate = Office.now, verifier: RecordVerifier? = nil
    ) -> Verdict<VerifiedRecord> {
        (verifier ?? office.verifier).verify(
            bytes.span,
            in: VerificationContext(time: time, card: evidence, recordType: type, cardNumber: number))
    }

    /// Whether the card is active and shows, to those who may see them, just the job's records, all accepted
    /// and bound to this card.
    func isFinished() throws -> Bool {
        let (evidence, records) = try show()
        guard slot.lifeCycle == .active, evidence != .none, records.count == job.records.count else {
            return false
        }
        return job.records.allSatisfy { draft in
            let type = draft.record.type
            guard let bytes = records[type],
                case .accepted(let record) = verdict(
                    bytes, as: type, evidence: evidence, number: job.cardNumber)
            else { return false }
            return record.isCardProven && record.record == draft.record
        }
    }
}
