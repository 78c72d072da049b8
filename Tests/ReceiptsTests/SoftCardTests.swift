import COSE
import CardCrypto
import CardRecords
import Glibc
import ISO7816
import SoftCard
import Testing

@testable import Receipts

/// The whole way of the evidence: a real card application signs, the journal keeps, the office checks.
@Suite struct SoftCardTests {
    @Test("what the soft card signs, the office believes; nothing else")
    func evidence() throws {
        let office = try Office()
        let folder = try Folder()
        let key = try TestKey()
        do {
            let journal = try Journal(opening: folder.journal, key: key.signing())
            for trip in 0..<3 { try office.tap(journal, second: Int64(trip) * 300) }
            _ = try journal.append(second: 1000)
        }
        var store = try BatchStore(opening: folder.journal)
        let batch = try #require(try store.seal(with: key.signing(), at: Samples.time).first)
        let path = try store.export(batch, to: folder.path)
        let bytes = try JournalFolder(path: folder.path).read(batch.fileName, bytesMax: 1 << 20)
        let read = try ReceiptBatch(parsing: bytes)
        var counters: [UInt32] = []
        let records = try office.verifier()
        let check = read.check(validatorKeys: [try key.verification()], records: records) {
            #expect($0.findings == [])
            if let counter = $0.receipt?.card?.counter { counters.append(counter) }
        }
        #expect(check.outcome == .accepted)
        #expect(counters == [1, 2, 3])
        #expect(check.totals.trips == 3)
        // The same card's answer under another trip.
        let first = try #require(read.sealedReceipts.first)
        var other = try Receipt(unverified: first.span)
        other.draft.place.stop += 1
        let forged = try other.sealed(with: key.signing()).bytes
        var checker = ReceiptChecker(validatorKeys: [try key.verification()], records: records)
        #expect(checker.check(forged.span).findings == [.cardSignatureInvalid])

        // KARTKA_RECORD_BATCH=1 makes the example that others' checkers are tried with.
        guard unsafe getenv("KARTKA_RECORD_BATCH") != nil else { return }
        let example = JournalFolder(path: Self.examples)
        try example.create("soft-card.batch", content: bytes)
        try example.create("validator-key.cbor", content: try key.signing().publicKey.encoded)
        try example.create("trust-list.cose", content: try office.sealedTrustList())
        try example.create("root-key.cbor", content: office.root.publicKey.encoded)
        _ = path
    }

    @Test("the example in CardSchemas is whole, and stays whole in no bit")
    func example() throws {
        let folder = JournalFolder(path: Self.examples)
        let bytes = try folder.read("soft-card.batch", bytesMax: 1 << 20)
        let root = try Self.key(folder, "root-key.cbor")
        let list = try folder.read("trust-list.cose", bytesMax: 1 << 20)
        let records = try RecordVerifier(TrustList(verifying: list.span, with: root)) {
            (key) throws(KeyImportError) in try VerificationKey(key)
        }
        let keys = [try Self.key(folder, "validator-key.cbor")]
        let batch = try ReceiptBatch(parsing: bytes)
        #expect(batch.check(validatorKeys: keys, records: records).outcome == .accepted)
        #expect(batch.receiptCount == 4)
        for index in stride(from: 0, to: bytes.count, by: 13) {
            var changed = bytes
            changed[index] ^= 1
            let outcome = (try? ReceiptBatch(parsing: changed))?
                .check(validatorKeys: keys, records: records).outcome
            #expect(outcome != .accepted, "byte \(index)")
        }
    }

    private static let examples: String = {
        let file = "\(#filePath)"
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return root.joined(separator: "/") + "/CardSchemas/receipt/v1/examples"
    }()

    private static func key(_ folder: JournalFolder, _ name: String) throws -> VerificationKey {
        let bytes = try folder.read(name, bytesMax: 1024)
        var decoder = CBORDecoder(bytes.span)
        return try VerificationKey(try COSEKey(from: &decoder, of: bytes.span))
    }
}

/// A region with one soft card that has a concession.
private final class Office {
    let root: SigningKey
    private let authority: SigningKey
    private let slot: SoftCardSlot
    private let number: CardNumber

    init() throws {
        let root = try SigningKey.generate(.p256)
        let authority = try SigningKey.generate(.p256)
        let number = try #require(CardNumber(withoutCheckDigit: 980_400_001_000_000_007))
        slot = try Self.card(number, sealedBy: authority)
        self.root = root
        self.authority = authority
        self.number = number
    }

    /// Personalised by hand: a fresh key pair, the record, the codes that SET STATUS asks for.
    private static func card(
        _ number: CardNumber, sealedBy authority: borrowing SigningKey
    ) throws -> SoftCardSlot {
        let factory = [UInt8](0x40...0x4F)
        let slot = try SoftCardSlot.volatile(
            serial: [0x4B, 0, 1, 2, 3, 4, 5, 6, 7, 8],
            factoryKeys: FactoryKeys(
                masterKeyVersion: 255, encryption: factory, authentication: factory, dataEncryption: factory))
        try slot.powerOn()
        let cryptography = OpenSSLAES()
        func keySet() throws(SecureChannelError) -> SecureChannelKeySet {
            try SecureChannelKeySet(
                encryption: SecretBytes(copying: factory.span), mac: SecretBytes(copying: factory.span),
                dataEncryption: SecretBytes(copying: factory.span))
        }
        var card = try SelectedCard(selecting: SoftCardTransport(slot)).openSecureChannel(
            as: .issuer, cryptography: cryptography
        ) { (_, _) throws(SecureChannelError) in try keySet() }
        let key = try card.generateKeyPair()
        guard let x = Coordinate(key.x.span), let y = Coordinate(key.y.span) else {
            throw SecureChannelError.outOfSequence
        }
        let concession = TransportConcession(
            cardNumber: number, statusIndex: 7, network: 1, rulesVersion: 3,
            profiles: [TransportConcession.Profile(class: .student)])
        let sealed = try SealedRecord.seal(
            .transportConcession(concession),
            validity: Validity(issuedAt: Samples.issued, expiration: Samples.end),
            cardKey: COSEKey.p256(x: x, y: y).thumbprint(), with: authority)
        func block(_ digits: String) throws -> PINBlock {
            let bytes = Array(digits.utf8)
            guard let block = PINBlock(digits: bytes.span) else { throw SecureChannelError.outOfSequence }
            return block
        }
        let numberGroup = try #require(DataGroup.cardNumber(number.rawValue))
        let keyGroup = try DataGroup.keys(
            of: .issuer, masterKeyVersion: 1, try keySet(), cryptography: cryptography)
        try card.store([
            .file(.transport, rule: .always, record: sealed.bytes), numberGroup,
            .pin(try block("1234")), .puk(try block("87654321")), .can(try block("246810")), keyGroup,
        ])
        try card.setLifeCycle(.personalised)
        return slot
    }

    /// SELECT, READ BINARY, INTERNAL AUTHENTICATE, receipt.
    func tap(_ journal: Journal, second: Int64) throws {
        var card = try SelectedCard(selecting: SoftCardTransport(slot))
        let sealed = try #require(try card.read(.transport))
        let point = try #require(card.information.compressedPublicKey)
        var draft = Samples.draft(second: second)
        draft.record = PresentedRecord(
            cardNumber: number, issuedAt: Samples.issued, concessionClass: .student, sealed: sealed)
        draft.cardKey = Coordinate(point.span.extracting(1..<33)).map {
            .p256Compressed(x: $0, yIsOdd: point[0] == 3)
        }
        draft.fare = TripFare(price: .discount(percent: 50), payer: 4, rulesVersion: 3, rule: 2)
        let challenge = try draft.challenge()
        let answer = try card.authenticate(challenge: challenge.indices.map { challenge[$0] })
        _ = try journal.append(
            draft, card: CardAnswer(counter: answer.counter, signature: answer.signature.span),
            verdict: ReceiptVerdict(outcome: .accepted))
    }

    private var trustList: TrustList {
        get throws {
            let trusted = TrustedKey(
                keyID: authority.keyID, key: authority.publicKey, authority: "Transport",
                recordTypes: [.transportConcession], validity: Samples.issued...Samples.end, state: .active)
            return TrustList(
                version: 1, region: "Region", issued: Samples.issued, nextUpdate: Samples.end, keys: [trusted]
            )
        }
    }

    func sealedTrustList() throws -> [UInt8] { try trustList.sealed(with: root) }

    func verifier() throws -> RecordVerifier {
        try RecordVerifier(try trustList) { (key) throws(KeyImportError) in try VerificationKey(key) }
    }
}
