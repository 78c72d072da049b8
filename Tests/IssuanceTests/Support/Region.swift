import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import StatusLists
import Testing

/// An authority's folder that was made once, and copies of it for tests to spoil: each passphrase has its
/// price.
struct Region: Sendable {
    static let phrase = "kobzar 1840"

    let parent: TemporaryFolder
    let folder: AuthorityFolder
    /// The domains' keys and the cards' master keys.
    let store: FileKeyStore

    private struct Original: Sendable {
        let files: [String: Data]
        let store: FileKeyStore

        init() throws {
            let parent = try TemporaryFolder()
            let issuer = try #require(CardIssuer(country: 804, number: 44))
            let passphrase = secret(phrase)
            let folder = try AuthorityFolder.create(
                at: "\(parent.path)/authority", region: "Полтавська область", names: [:], issuer: issuer,
                terms: AuthorityTerms(trustListDays: 3_000), passphrase: passphrase, at: Office.now)
            store = try folder.unlock(passphrase)
            var files: [String: Data] = [:]
            for name in try parent.modes().keys {
                files[name] = try Data(contentsOf: URL(filePath: "\(parent.path)/\(name)"))
            }
            self.files = files
        }
    }

    private static let original = Result { try Original() }

    init() throws {
        let original = try Self.original.get()
        parent = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: "\(parent.path)/authority/jobs", withIntermediateDirectories: true)
        for (name, content) in original.files {
            let isMade = FileManager.default.createFile(
                atPath: "\(parent.path)/\(name)", contents: content, attributes: [.posixPermissions: 0o600])
            try #require(isMade)
        }
        folder = try AuthorityFolder(path: "\(parent.path)/authority")
        store = original.store
    }

    var output: String { "\(parent.path)/published" }
    var registerPath: String { "\(folder.path)/register.log" }

    static let types: [RecordType] = [.transportConcession, .socialBenefit]

    /// Numbers for a card that is begun.
    func begin(
        _ applicant: Applicant = Applicant(), _ types: [RecordType] = types, replacesJob: Bool = false,
        at now: NumericDate = Office.now
    ) throws -> PersonalisationJob {
        let text = try applicant.form(types)
        return try folder.job(
            forCard: applicant.cardSerial, try ApplicantForm(json: text), text: text, terms: .fiveYears,
            replacesJob: replacesJob, at: now)
    }

    /// A card that is out, as far as the folder goes.
    func issue(
        _ applicant: Applicant = Applicant(), _ types: [RecordType] = types, at now: NumericDate = Office.now
    ) throws -> PersonalisationJob {
        let job = try begin(applicant, types, at: now)
        try folder.jobIsFinished(job, at: now)
        return job
    }

    func publish(
        at now: NumericDate, _ terms: PublicationTerms = PublicationTerms()
    ) throws(AuthorityError) -> Publication {
        try folder.publish(to: output, signing: store, terms: terms, at: now)
    }

    // MARK: As a validator sees it

    /// The bytes of a published file.
    func file(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(output)/\(name)")))
    }

    /// The trust list that validators get, checked as they check it.
    func trustList() throws -> TrustList {
        let bytes = try file("trust-list.cbor")
        return try TrustList(verifying: bytes.span, with: VerificationKey(folder.rootKey()))
    }

    /// The key that may sign the domain's list.
    func listKey(_ domain: Domain, at time: NumericDate) throws -> (uri: String, key: VerificationKey) {
        let trusted = try #require(try trustList().sealingKey(of: domain, at: time))
        return (try #require(trusted.statusListURI), try VerificationKey(trusted.key))
    }

    func list(_ domain: Domain, at time: NumericDate) throws -> StatusListToken {
        let (uri, key) = try listKey(domain, at: time)
        let bytes = try file(PublishedFile.list(try PublishedFile.name(ofListAt: uri)))
        return try StatusListToken(verifying: bytes.span, with: key)
    }

    func statuses(_ domain: Domain, at time: NumericDate) throws -> StatusBits {
        try list(domain, at: time).statuses()
    }

    func delta(_ domain: Domain, at time: NumericDate) throws -> StatusDelta {
        let (uri, key) = try listKey(domain, at: time)
        let bytes = try file(PublishedFile.delta(try PublishedFile.name(ofListAt: uri)))
        return try StatusDelta(verifying: bytes.span, with: key)
    }
}

extension PersonalisationJob {
    func index(_ type: RecordType) throws -> Int {
        try #require(records.first { $0.record.type == type }).record.body.statusIndex
    }
}
