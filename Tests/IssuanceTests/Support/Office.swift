import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard

/// A region's office in memory: root, the keys of five authorities, master keys of the cards, the list that
/// says whom to trust, and what a validator makes of it.
struct Office: Sendable {
    typealias Line = Personalisation<FileKeyStore, FileKeyStore>

    /// Signing keys of the domains, and master keys.
    let store: FileKeyStore
    /// The root key, apart from the others.
    let vault: FileKeyStore
    let rootID: KeyID
    let keyIDs: [Domain: KeyID]
    let trustList: TrustList
    let verifier: RecordVerifier

    /// 2026-11-21.
    static let now = date(1_795_219_200)
    static let day: Int64 = 86_400

    /// - Parameter lost: a domain whose key is in the list, and its private half not in the store.
    init(curve: COSEKey.Curve = .p256, masterKeyBytes: Int = 16, losing lost: Domain? = nil) throws {
        store = FileKeyStore(masterKeys: try CardMasterKeys.generate(keyBytes: masterKeyBytes))
        vault = FileKeyStore()
        let root = try SigningKey.generate(curve)
        rootID = root.keyID
        vault.add(root)
        var ids: [Domain: KeyID] = [:]
        var trusted: [TrustedKey] = []
        for domain in Domain.allCases {
            let key = try SigningKey.generate(curve)
            ids[domain] = key.keyID
            trusted.append(
                TrustedKey(
                    keyID: key.keyID, key: key.publicKey, authority: "Office of \(domain.rawValue)",
                    recordTypes: domain.recordTypes, validity: Self.later(-365)...Self.later(730)))
            if domain != lost { store.add(key) }
        }
        keyIDs = ids
        trustList = TrustList(
            version: 1, region: "Полтавська область", issued: Self.later(-1), nextUpdate: Self.later(30),
            keys: trusted)
        verifier = try Self.verifier(trustList)
    }

    /// So many days after ``now``, or before.
    static func later(_ days: Int64) -> NumericDate { date(now.epochSeconds + days * day) }

    static func verifier(_ list: TrustList) throws -> RecordVerifier {
        try RecordVerifier(list) { (key) throws(KeyImportError) in try VerificationKey(key) }
    }

    /// The same list with some keys changed, as the next version.
    func trustList(changing change: (inout TrustedKey) -> Void) -> TrustList {
        var list = trustList
        list.version += 1
        for index in list.keys.indices { change(&list.keys[index]) }
        return list
    }

    var cardKeys: CardKeys<FileKeyStore> { CardKeys(store) }

    /// The line of the office that writes cards.
    func line(trustList: TrustList? = nil) throws -> Line {
        try Personalisation(sealing: store, cardKeys: cardKeys, trustList: trustList ?? self.trustList)
    }

    /// A key of the office for sealing by hand.
    func key(of domain: Domain) throws -> StoredSigningKey<FileKeyStore> {
        guard let keyID = keyIDs[domain] else { throw MissingKey() }
        return try StoredSigningKey(keyID, in: store)
    }

    struct MissingKey: Error {}
}

func date(_ epochSeconds: Int64) -> NumericDate {
    guard let date = NumericDate(epochSeconds: epochSeconds) else { preconditionFailure("out of range") }
    return date
}

func secret(_ text: String) -> SecretBytes {
    let bytes = Array(text.utf8)
    return SecretBytes(copying: bytes.span)
}

func pinBlock(_ digits: String) -> PINBlock {
    let bytes = Array(digits.utf8)
    guard let block = PINBlock(digits: bytes.span) else { preconditionFailure("4…12 digits") }
    return block
}

/// A small generator with a seed, so that a failure can be repeated. SplitMix64, public domain.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
