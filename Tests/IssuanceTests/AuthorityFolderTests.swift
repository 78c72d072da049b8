import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import SoftCard
import Synchronization
import Testing

/// The office's folder on disk. Opening private keys takes long: their passphrase has its price.
@Suite("An authority's folder")
struct AuthorityFolderTests {
    private static let phrase = "kobzar 1840"

    /// Made and opened once: each of its thirteen passphrase checks takes a good part of a second.
    private static let original = Result { try Original() }

    private struct Original: Sendable {
        let files: [String: Data]
        let modes: [String: Int]
        let store: FileKeyStore

        init() throws {
            let parent = try TemporaryFolder()
            let issuer = try #require(CardIssuer(country: 804, number: 44))
            let passphrase = secret(phrase)
            let folder = try AuthorityFolder.create(
                at: "\(parent.path)/authority", region: "Полтавська область", names: [.health: "Департамент"],
                issuer: issuer, terms: AuthorityTerms(), passphrase: passphrase, at: Office.now)
            store = try folder.unlock(passphrase)
            modes = try parent.modes()
            var files: [String: Data] = [:]
            for name in modes.keys {
                files[name] = try Data(contentsOf: URL(filePath: "\(parent.path)/\(name)"))
            }
            self.files = files
        }
    }

    /// A copy for one test, to be spoilt at will.
    private static func folder(in parent: TemporaryFolder) throws -> AuthorityFolder {
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: "\(parent.path)/authority/jobs", withIntermediateDirectories: true)
        for (name, content) in try original.get().files {
            let isMade = manager.createFile(
                atPath: "\(parent.path)/\(name)", contents: content, attributes: [.posixPermissions: 0o600])
            #expect(isMade)
        }
        return try AuthorityFolder(path: "\(parent.path)/authority")
    }

    private static func rotate(
        _ folder: AuthorityFolder, _ domain: Domain, at now: NumericDate
    ) throws -> TrustList {
        let passphrase = secret(phrase)
        return try folder.rotate([domain], terms: AuthorityTerms(), passphrase: passphrase, at: now)
    }

    @Test("what is private is its owner's, and only the right passphrase opens it")
    func secrets() throws {
        let original = try Self.original.get()
        // Root, its public half, five authorities, master keys, list, ledger and register.
        #expect(original.modes.count == 11)
        #expect(original.modes.allSatisfy { $0.value & 0o077 == 0 })
        for (name, content) in original.files where name.hasSuffix(".pem") {
            #expect(String(decoding: content, as: UTF8.self).hasPrefix("-----BEGIN "), "\(name)")
        }
        let parent = try TemporaryFolder()
        let folder = try Self.folder(in: parent)
        let opened = Set(try original.store.publicKeys())
        #expect(opened == Set(try folder.trustList().keys.map(\.key)) && opened.count == 5)
        // The root's key stays closed.
        #expect(!opened.contains(try folder.rootKey()))
        for role in CardApplication.Role.allCases {
            #expect(try original.store.masterKeyVersions(of: role) == [1])
        }
        #expect(Self.refusal(of: folder, phrase: "kobzar 1841") == .wrongPassphrase)
    }

    private static func refusal(of folder: AuthorityFolder, phrase: String) -> SecretFileError.Reason? {
        let passphrase = secret(phrase)
        let result = Result { () throws(AuthorityError) in try folder.unlock(passphrase) }
        guard case .failure(.secretFile(let error)) = result else { return nil }
        return error.reason
    }

    @Test("a folder is neither overwritten nor taken from anywhere, and a changed list is refused")
    func lists() throws {
        let parent = try TemporaryFolder()
        let folder = try Self.folder(in: parent)
        #expect(throws: AuthorityError.exists(path: folder.path)) {
            let issuer = try #require(CardIssuer(country: 804, number: 44))
            let passphrase = secret(Self.phrase)
            _ = try AuthorityFolder.create(
                at: folder.path, region: "R", names: [:], issuer: issuer, terms: AuthorityTerms(),
                passphrase: passphrase, at: Office.now)
        }
        #expect(throws: AuthorityError.notAnAuthority(path: parent.path)) {
            try AuthorityFolder(path: parent.path)
        }

        let path = "\(folder.path)/trust-list.cose"
        let genuine = try folder.trustListBytes()
        for (index, error) in [
            (genuine.count - 1, TrustListError.signatureInvalid), (genuine.count / 2, .signatureInvalid),
        ] {
            var altered = genuine
            altered[index] ^= 1
            try Data(altered).write(to: URL(filePath: path))
            #expect(throws: AuthorityError.trustList(path: path, error)) { try folder.trustList() }
        }
        let foreign = try SigningKey.generate(.p256)
        let list = try Office().trustList.sealed(with: foreign)
        try Data(list).write(to: URL(filePath: path))
        #expect(throws: AuthorityError.trustList(path: path, .otherRoot)) { try folder.trustList() }
        try Data(genuine).write(to: URL(filePath: path))
        #expect(try folder.trustList().version == 1)
    }

    @Test("a torn card is finished by the same job, read from the disk by another process's eyes")
    func wholeOffice() throws {
        let parent = try TemporaryFolder()
        let folder = try Self.folder(in: parent)
        let applicant = Applicant()
        let text = try applicant.form()
        let form = try ApplicantForm(json: text)
        let store = try Self.original.get().store
        let list = try folder.trustList()
        let slot = try Desk.blankCard(serial: applicant.cardSerial)
        let line = try Office.Line(sealing: store, cardKeys: CardKeys(store), trustList: list)

        func job(_ folder: AuthorityFolder, at now: NumericDate) throws -> PersonalisationJob {
            try folder.job(forCard: applicant.cardSerial, form, text: text, terms: .fiveYears, at: now)
        }
        func personalise(_ job: PersonalisationJob) throws -> [VerifiedRecord] {
            guard let codes = CardCodes(pin: secret(Desk.pin), puk: secret(Desk.puk), can: secret(Desk.can))
            else {
                return []
            }
            let written = try line.write(job, codes: codes, to: SoftCardTransport(slot)) { _ in }
            slot.reset()
            return try line.finish(written, on: SoftCardTransport(slot), at: Office.later(1)) { _ in }
        }
        let first = try job(folder, at: Office.now)
        slot.arm(.duringWrite(6, writtenPercent: 50))
        #expect(throws: PersonalisationError.self) { try personalise(first) }
        #expect(slot.isTorn)

        slot.putInAgain()
        try slot.powerOn()
        let again = try job(AuthorityFolder(path: folder.path), at: Office.later(1))
        #expect(again == first)
        let verified = try personalise(again)
        #expect(verified.count == 6)
        #expect(slot.lifeCycle == .active)
        #expect(Set(verified.map(\.record.body.cardNumber)) == [first.cardNumber])
        #expect(first.cardNumber.digits.hasPrefix("980400044"))
    }

    @Test("numbers are given once, and a card's job to one applicant")
    func numbers() throws {
        let parent = try TemporaryFolder()
        let folder = try Self.folder(in: parent)
        let text = try Applicant().form()
        let form = try ApplicantForm(json: text)
        let jobs = try (1...4).map {
            try folder.job(
                forCard: Applicant($0).cardSerial, form, text: text, terms: .fiveYears, at: Office.now)
        }
        #expect(Set(jobs.map(\.cardNumber)).count == 4)
        #expect(Set(jobs.map(\.id)).count == 4)
        // Of one domain's list: two medical records a card.
        let indices = jobs.flatMap(\.records).filter { $0.record.type.domain == .health }
            .map(\.record.body.statusIndex)
        #expect(indices.sorted() == Array(0..<8))

        let other = try Applicant().form([.transportConcession])
        let otherForm = try ApplicantForm(json: other)
        let serial = Applicant(1).cardSerial
        #expect(throws: AuthorityError.otherApplicant(cardSerial: serial)) {
            try folder.job(forCard: serial, otherForm, text: other, terms: .fiveYears, at: Office.now)
        }
        // No number of days, however large, is more than an error.
        let spare = Applicant(5).cardSerial
        for days in [Int64.max, .min, Int64.max / 86_400 + 1, 3_000_000] {
            #expect(throws: AuthorityError.days(days)) {
                let terms = RecordTerms(days: days)
                _ = try folder.job(forCard: spare, form, text: text, terms: terms, at: Office.now)
            }
        }
        let fresh = try folder.job(
            forCard: serial, otherForm, text: other, terms: .fiveYears, replacesJob: true, at: Office.now)
        #expect(!jobs.map(\.cardNumber).contains(fresh.cardNumber))
        #expect(fresh.records.count == 1)

        // Eight clerks at once.
        let taken = Mutex<[Int]>([])
        let number = fresh.cardNumber
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<8 {
                guard let index = try? folder.issueRecord(.socialBenefit, for: number, at: Office.now)
                else { continue }
                taken.withLock { $0.append(index) }
            }
        }
        let all = taken.withLock { $0 }
        #expect(all.count == 64 && Set(all).count == 64)
    }

    @Test("a rotated key seals no more, and what it sealed holds")
    func rotation() throws {
        let parent = try TemporaryFolder()
        let folder = try Self.folder(in: parent)
        let before = try folder.trustList()
        let store = try Self.original.get().store
        let old = try #require(before.sealingKey(of: .transport, at: Office.now))
        let record = try Applicant().record(.transportConcession)
        let sealed = try SealedRecord.seal(
            record, validity: Applicant.validity, cardKey: nil, with: StoredSigningKey(old.keyID, in: store))

        let later = Office.later(1)
        let list = try Self.rotate(folder, .transport, at: later)
        #expect(try folder.trustList() == list)
        #expect(list.version == 2 && list.keys.count == 6)
        #expect(list.key(old.keyID)?.state == .retired)
        let new = try #require(list.sealingKey(of: .transport, at: later))
        #expect(new.keyID != old.keyID)
        let passphrase = secret(Self.phrase)
        let opened = Set(try folder.unlock(passphrase).publicKeys())
        #expect(opened == Set(list.keys.filter { $0.state == .active }.map(\.key)) && opened.count == 5)
        let verifier = try Office.verifier(list)
        let context = VerificationContext(time: later, card: .none)
        #expect(verifier.verify(sealed, in: context).outcome == .accepted)
        for domain in Domain.allCases where domain != .transport {
            #expect(list.sealingKey(of: domain, at: later) == before.sealingKey(of: domain, at: later))
        }
    }
}
