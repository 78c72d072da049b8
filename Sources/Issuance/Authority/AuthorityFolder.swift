public import COSE
public import CardCrypto
public import CardRecords
internal import Foundation
public import ISO7816

/// A region's keys and lists, as files in one folder.
///
/// ```
/// root.key.pem            the root's private key, encrypted; signs nothing but the trust list
/// root-key.cbor           its public half, a COSE_Key: what every validator is given once
/// trust-list.cose         the newest trust list
/// <domain>-<kid>.key.pem  an authority's private key, encrypted
/// card-keys.pem           the cards' master keys, encrypted
/// ledger.json             the next free card number and status indices
/// register.log            which status index is whose, and what became of it
/// published/<domain>.cwt  the status list that was published last
/// jobs/<serial>.json      which card was begun for which applicant
/// ```
/// Private files have mode 0600 and one passphrase. Every file is replaced whole: if the power goes, there is
/// the old one or the new one. `register.log` alone grows, by whole groups of entries.
public struct AuthorityFolder: Sendable {
    public let path: String

    /// - Throws: ``AuthorityError/notAnAuthority(path:)`` where there is no trust list.
    public init(path: String) throws(AuthorityError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: "\(path)/trust-list.cose") else {
            throw .notAnAuthority(path: path)
        }
    }

    // MARK: What everybody may see

    /// The newest trust list, checked against the root's key.
    public func trustList() throws(AuthorityError) -> TrustList {
        let path = "\(path)/trust-list.cose"
        let bytes = try Self.read(path)
        let root: VerificationKey
        do { root = try VerificationKey(try rootKey()) } catch {
            throw error as? AuthorityError ?? .damaged(path: "\(self.path)/root-key.cbor")
        }
        do { return try TrustList(verifying: bytes.span, with: root) } catch {
            throw .trustList(path: path, error)
        }
    }

    /// The signed list, as it is given to validators.
    public func trustListBytes() throws(AuthorityError) -> [UInt8] {
        try Self.read("\(path)/trust-list.cose")
    }

    public func rootKey() throws(AuthorityError) -> COSEKey {
        let path = "\(path)/root-key.cbor"
        let bytes = try Self.read(path)
        guard let key = try? COSEKey(decoding: bytes.span) else { throw .damaged(path: path) }
        return key
    }

    // MARK: What the passphrase opens

    /// All sealing keys that the trust list calls active, and the cards' master keys; the root's key stays
    /// closed.
    public func unlock(_ passphrase: borrowing SecretBytes) throws(AuthorityError) -> FileKeyStore {
        let list = try trustList()
        do {
            let store = FileKeyStore(
                masterKeys: try CardMasterKeys.load("\(path)/card-keys.pem", passphrase: passphrase))
            for key in list.keys where key.state == .active {
                guard let domain = Domain(sealing: key.recordTypes) else { continue }
                try store.addKey(fromFile: keyPath(domain, key.keyID), passphrase: passphrase)
            }
            return store
        } catch { throw .secretFile(error) }
    }

    /// New keys for `domains`; the old ones are retired: what they sealed holds, new records get the new
    /// key's signature. With no domain only the trust list is made anew, with a later next update.
    ///
    /// - Parameters:
    ///   - statusLists: where status lists are found from now on; nil leaves it as it is.
    ///   - report: hears of each step before it begins; opening or closing a private file takes a while.
    /// - Returns: the new trust list, one version up.
    public func rotate(
        _ domains: [Domain], terms: AuthorityTerms, statusLists: StatusListBase? = nil,
        passphrase: borrowing SecretBytes, at now: NumericDate, report: (AuthorityStep) -> Void = { _ in }
    ) throws(AuthorityError) -> TrustList {
        let move = { (list: inout TrustList) throws(AuthorityError) in
            guard let statusLists else { return }
            for index in list.keys.indices {
                guard let domain = Domain(sealing: list.keys[index].recordTypes) else { continue }
                list.keys[index].statusListURI = statusLists.uri(of: domain)
            }
        }
        return try issue(terms, passphrase, now, report, changing: move, newKeysFor: { _ in domains })
    }

    /// A trust list that says where status lists are found from now on; it holds as many days as the one
    /// before.
    public func moveStatusLists(
        to base: StatusListBase, passphrase: borrowing SecretBytes, at now: NumericDate
    ) throws(AuthorityError) -> TrustList {
        let list = try trustList()
        var terms = AuthorityTerms()
        terms.trustListDays = max(1, (list.nextUpdate.epochSeconds - list.issued.epochSeconds) / 86_400)
        return try rotate([], terms: terms, statusLists: base, passphrase: passphrase, at: now)
    }

    /// Revokes a key: nothing that it sealed holds from the next trust list on. A domain whose only key it
    /// was gets a new one at once.
    ///
    /// - Throws: ``AuthorityError/unknownKey(_:)``.
    /// - Returns: the new trust list, one version up; the one there is where the key was revoked before.
    public func revokeKey(
        _ keyID: KeyID, terms: AuthorityTerms, passphrase: borrowing SecretBytes, at now: NumericDate,
        report: (AuthorityStep) -> Void = { _ in }
    ) throws(AuthorityError) -> TrustList {
        let list = try trustList()
        guard let key = list.key(keyID) else { throw .unknownKey(keyID) }
        guard key.state != .revoked else { return list }
        let revoke = { (list: inout TrustList) throws(AuthorityError) in
            guard let index = list.keys.firstIndex(where: { $0.keyID == keyID }) else {
                throw .unknownKey(keyID)
            }
            list.keys[index].state = .revoked
        }
        return try issue(terms, passphrase, now, report, changing: revoke) { list in
            Domain.allCases.filter { domain in
                domain.recordTypes == key.recordTypes && list.sealingKey(of: domain, at: now) == nil
            }
        }
    }

    /// - Parameter change: is made before it is asked which domains get new keys.
    private func issue(
        _ terms: AuthorityTerms, _ passphrase: borrowing SecretBytes, _ now: NumericDate,
        _ report: (AuthorityStep) -> Void, changing change: (inout TrustList) throws(AuthorityError) -> Void,
        newKeysFor domains: (TrustList) -> [Domain]
    ) throws(AuthorityError) -> TrustList {
        // Two at once would both make the next version, and one's keys would be lost.
        try withLock { () throws(AuthorityError) -> TrustList in
            var list = try trustList()
            try change(&list)
            let root: SigningKey
            report(.opensRoot)
            do throws(SecretFileError) {
                root = try KeyFile.load("\(path)/root.key.pem", passphrase: passphrase)
            } catch { throw .secretFile(error) }
            for domain in domains(list) {
                report(.key(domain))
                let previous = list.keys.last { $0.recordTypes == domain.recordTypes }
                var key = try Self.newKey(
                    for: domain, named: previous?.authority ?? domain.rawValue, in: path, terms: terms,
                    passphrase: passphrase, at: now)
                key.statusListURI = previous?.statusListURI
                list.retireKeys(of: domain, at: now)
                list.keys.append(key)
            }
            list = TrustList(
                version: list.version + 1, region: list.region, issued: now,
                nextUpdate: try terms.nextUpdate(from: now), keys: list.keys)
            try Self.publish(list, signedBy: root, in: path)
            return list
        }
    }

    // MARK: The first time

    /// Makes root, five authorities, master keys, trust list and ledger. The folder appears whole or not at
    /// all.
    ///
    /// - Parameters:
    ///   - names: what the authorities are called; where one is left out, its domain's name.
    ///   - statusLists: where status lists are found; by default they have names and no address.
    ///   - report: hears of each step before it begins.
    public static func create(
        at path: String, region: String, names: [Domain: String], issuer: CardIssuer, terms: AuthorityTerms,
        statusLists: StatusListBase? = nil, passphrase: borrowing SecretBytes, at now: NumericDate,
        report: (AuthorityStep) -> Void = { _ in }
    ) throws(AuthorityError) -> AuthorityFolder {
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
        let building = "\(path).new-\(ProcessInfo.processInfo.processIdentifier)"
        try makeParent(of: path)
        try makeFolder(building)
        do {
            try makeFolder("\(building)/jobs")
            report(.root)
            let root = try generate(terms.curve)
            try save(root, to: "\(building)/root.key.pem", passphrase)
            try write(root.publicKey.encoded, to: "\(building)/root-key.cbor")
            var keys: [TrustedKey] = []
            for domain in Domain.allCases {
                report(.key(domain))
                var key = try newKey(
                    for: domain, named: names[domain] ?? domain.rawValue, in: building, terms: terms,
                    passphrase: passphrase, at: now)
                key.statusListURI = (statusLists ?? StatusListBase(of: issuer)).uri(of: domain)
                keys.append(key)
            }
            report(.masterKeys)
            do {
                try CardMasterKeys.generate(keyBytes: terms.masterKeyBytes)
                    .save(to: "\(building)/card-keys.pem", passphrase: passphrase)
            } catch let error as SecretFileError {
                throw AuthorityError.secretFile(error)
            } catch { throw AuthorityError.cryptography }
            var ledger = Ledger(issuer: issuer)
            ledger.hasRegister = true
            try write(ledger.json, to: "\(building)/ledger.json")
            try RegisterFile(path: "\(building)/register.log").create()
            let list = TrustList(
                version: 1, region: region, issued: now, nextUpdate: try terms.nextUpdate(from: now),
                keys: keys)
            try publish(list, signedBy: root, in: building)
            guard unsafe rename(building, path) == 0 else {
                throw AuthorityError.system(path: path, code: errno)
            }
            synchroniseParent(of: path)
        } catch {
            try? FileManager.default.removeItem(atPath: building)
            throw error as? AuthorityError ?? .cryptography
        }
        return try AuthorityFolder(path: path)
    }

    private static func newKey(
        for domain: Domain, named name: String, in folder: String, terms: AuthorityTerms,
        passphrase: borrowing SecretBytes, at now: NumericDate
    ) throws(AuthorityError) -> TrustedKey {
        let key = try generate(terms.curve)
        try save(key, to: "\(folder)/\(domain.rawValue)-\(key.keyID).key.pem", passphrase)
        return TrustedKey(
            keyID: key.keyID, key: key.publicKey, authority: name, recordTypes: domain.recordTypes,
            validity: now...(try terms.keyEnd(from: now)))
    }

    private static func publish(
        _ list: TrustList, signedBy root: borrowing SigningKey, in folder: String
    ) throws(AuthorityError) {
        let bytes: [UInt8]
        do { bytes = try list.sealed(with: root) } catch { throw .cryptography }
        try write(bytes, to: "\(folder)/trust-list.cose")
    }

    private static func generate(_ curve: COSEKey.Curve) throws(AuthorityError) -> SigningKey {
        do { return try SigningKey.generate(curve) } catch { throw .cryptography }
    }

    private static func save(
        _ key: borrowing SigningKey, to path: String, _ passphrase: borrowing SecretBytes
    ) throws(AuthorityError) {
        do { try KeyFile.save(key, to: path, passphrase: passphrase) } catch { throw .secretFile(error) }
    }

    func keyPath(_ domain: Domain, _ keyID: KeyID) -> String {
        "\(path)/\(domain.rawValue)-\(keyID).key.pem"
    }
}

/// For how long, and with what kind of keys, an authority works.
public struct AuthorityTerms: Equatable, Sendable {
    public var curve: COSEKey.Curve
    /// How long a key seals; what it sealed holds beyond.
    public var keyDays: Int64
    /// How long a trust list decides without a newer one.
    public var trustListDays: Int64
    /// 16, 24 or 32: AES-128, AES-192 or AES-256 for the cards.
    public var masterKeyBytes: Int

    public init(
        curve: COSEKey.Curve = .p256, keyDays: Int64 = 366, trustListDays: Int64 = 31,
        masterKeyBytes: Int = 16
    ) {
        self.curve = curve
        self.keyDays = keyDays
        self.trustListDays = trustListDays
        self.masterKeyBytes = masterKeyBytes
    }

    func keyEnd(from now: NumericDate) throws(AuthorityError) -> NumericDate { try later(now, days: keyDays) }

    func nextUpdate(from now: NumericDate) throws(AuthorityError) -> NumericDate {
        try later(now, days: trustListDays)
    }

    private func later(_ now: NumericDate, days: Int64) throws(AuthorityError) -> NumericDate {
        let (seconds, overflow) = days.multipliedReportingOverflow(by: 86_400)
        guard !overflow, days > 0, let date = now.advanced(bySeconds: seconds) else { throw .days(days) }
        return date
    }
}
