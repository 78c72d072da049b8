public import COSE
public import CardCrypto
internal import CardRecords
internal import Foundation
internal import StatusLists

extension AuthorityFolder {
    /// Builds every domain's status list out of the register, signs it with the domain's key, and puts it
    /// into `output`, together with the changes since the list before and with the trust list.
    ///
    /// Running it again after any error is right. If the power goes: each file of `output` is the old one or
    /// the new one, and each is whole; a delta that fits no list any more is only a detour, for validators
    /// then take the list.
    ///
    /// - Parameters:
    ///   - keys: has the domains' current keys. The root's isn't needed.
    ///   - now: later than the last time; see ``AuthorityError/published(_:)``.
    ///   - report: hears of each domain before its list is made.
    public func publish<Keys: SigningKeyStore>(
        to output: String, signing keys: Keys, terms: PublicationTerms = PublicationTerms(),
        at now: NumericDate, report: (Domain) -> Void = { _ in }
    ) throws(AuthorityError) -> Publication {
        try withLock(named: "publish.lock") { () throws(AuthorityError) in
            let list = try trustList()
            let trustListBytes = try trustListBytes()
            guard now >= list.issued else { throw .published(list.issued) }
            guard let expiration = now.advanced(bySeconds: terms.validForSeconds), expiration > now else {
                throw .days(terms.validForSeconds / 86_400)
            }
            let signers = try Self.signers(of: list, in: keys, at: now)
            let (register, ledger) = try beginPublication(at: now)
            try Self.ready(output, and: "\(path)/published")
            // First who may sign, then what they signed.
            try PublicFile.write(trustListBytes, to: "\(output)/\(PublishedFile.trustList)")
            var lists: [PublishedList] = []
            for signer in signers {
                report(signer.domain)
                let claims = StatusListClaims(
                    uri: signer.uri, issued: now, expiration: expiration,
                    timeToLiveSeconds: terms.timeToLiveSeconds)
                lists.append(
                    try publish(
                        signer, register, indexCount: ledger.statusIndexCount(of: signer.domain), claims,
                        to: output))
            }
            return Publication(
                trustListVersion: list.version, lists: lists,
                withoutKey: Domain.allCases.filter { domain in !signers.contains { $0.domain == domain } },
                inDoubt: register.recordsInDoubt())
        }
    }

    private struct Signer<Keys: SigningKeyStore> {
        let domain: Domain
        let uri: String
        let key: StoredSigningKey<Keys>
    }

    /// Of the domains that have a key at this time.
    private static func signers<Keys: SigningKeyStore>(
        of list: TrustList, in keys: Keys, at now: NumericDate
    ) throws(AuthorityError) -> [Signer<Keys>] {
        var signers: [Signer<Keys>] = []
        for domain in Domain.allCases {
            guard let trusted = list.sealingKey(of: domain, at: now) else { continue }
            guard let uri = trusted.statusListURI else { throw .noStatusListURI(domain) }
            guard let key = try? StoredSigningKey(trusted.keyID, in: keys) else { throw .sealingKey(domain) }
            signers.append(Signer(domain: domain, uri: uri, key: key))
        }
        return signers
    }

    /// What is decided by now, and that a publication of this time has begun: no other one ever says the same
    /// time, even if this one never ends.
    private func beginPublication(
        at now: NumericDate
    ) throws(AuthorityError) -> (StatusRegister, Ledger) {
        try withLock { () throws(AuthorityError) in
            let file = try registerFile()
            let register = try file.load()
            if let last = Domain.allCases.compactMap({ register.lastPublished($0) }).max(), last >= now {
                throw .published(last)
            }
            try file.append(Domain.allCases.map { .published($0, at: now.epochSeconds) })
            return (register, try ledger())
        }
    }

    private static func ready(_ output: String, and published: String) throws(AuthorityError) {
        try PublicFile.makeFolder("\(output)/status")
        guard !FileManager.default.fileExists(atPath: published) else { return }
        try makeFolder(published)
        synchroniseParent(of: published)
    }

    private func publish(
        _ signer: Signer<some SigningKeyStore>, _ register: StatusRegister, indexCount: Int,
        _ claims: StatusListClaims, to output: String
    ) throws(AuthorityError) -> PublishedList {
        let (domain, key) = (signer.domain, signer.key)
        let kept = keptPath(domain)
        let base = try previous(kept, uri: claims.uri)
        let count = max(Self.listLength(for: indexCount), base?.statuses.count ?? 0)
        var statuses = StatusBits(count: min(count, StatusListLimits.countMax))
        register.forEachDenied(domain) { index, status in statuses.set(status, at: index) }
        let bytes: [UInt8]
        do { bytes = try StatusListToken.seal(statuses, claims: claims, with: key) } catch {
            throw .statusList(domain, error)
        }
        let delta = try delta(from: base, to: statuses, claims, domain, signing: key)
        let name = try PublishedFile.name(ofListAt: claims.uri)
        try PublicFile.write(bytes, to: "\(output)/\(PublishedFile.list(name))")
        let deltaPath = "\(output)/\(PublishedFile.delta(name))"
        if let delta {
            try PublicFile.write(delta.bytes, to: deltaPath)
        } else {
            // It would fit no list that anybody has.
            try PublicFile.remove(deltaPath)
        }
        // Last, so that what the next delta starts from is a list that could be had.
        try Self.write(bytes, to: kept)
        return PublishedList(
            domain: domain, uri: claims.uri, name: name, issued: claims.issued,
            expiration: claims.expiration ?? .latest,
            indexCount: statuses.count, summary: register.summary(of: domain), listBytes: bytes.count,
            delta: delta?.description)
    }

    // MARK: What is out

    /// Each domain's last list, and how far `register` has gone on since.
    public func publishedLists(
        comparedWith register: StatusRegister
    ) throws(AuthorityError) -> [PublishedState] {
        var states: [PublishedState] = []
        for domain in Domain.allCases {
            let kept = keptPath(domain)
            let token = try token(kept)
            var changeCount: Int?
            if let token {
                let before: StatusBits
                do { before = try token.statuses() } catch { throw .damaged(path: kept) }
                var now = StatusBits(count: before.count)
                register.forEachDenied(domain) { index, status in now.set(status, at: index) }
                do {
                    changeCount = try StatusDelta(
                        from: (token.claims.issued, before), to: now, claims: token.claims
                    ).changeCount
                } catch { throw .statusDelta(domain, error) }
            }
            states.append(
                PublishedState(
                    domain: domain, summary: register.summary(of: domain), uri: token?.claims.uri,
                    issued: token?.claims.issued, expiration: token?.claims.expiration,
                    changeCount: changeCount))
        }
        return states
    }

    private func keptPath(_ domain: Domain) -> String { "\(path)/published/\(domain.rawValue).cwt" }

    /// Nil where there is no such file.
    private func token(_ path: String) throws(AuthorityError) -> StatusListToken? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try Self.read(path, bytesMax: Self.listBytesMax)
        do { return try StatusListToken(parsing: bytes.span) } catch { throw .damaged(path: path) }
    }

    // MARK: Deltas

    private struct PreviousList {
        let issued: NumericDate
        let statuses: StatusBits
    }

    /// The list that was published last; nil for the first one, and after the URI was changed.
    private func previous(_ path: String, uri: String) throws(AuthorityError) -> PreviousList? {
        guard let token = try token(path), token.claims.uri == uri else { return nil }
        do { return PreviousList(issued: token.claims.issued, statuses: try token.statuses()) } catch {
            throw .damaged(path: path)
        }
    }

    private func delta(
        from base: PreviousList?, to statuses: StatusBits, _ claims: StatusListClaims, _ domain: Domain,
        signing key: StoredSigningKey<some SigningKeyStore>
    ) throws(AuthorityError) -> (bytes: [UInt8], description: PublishedDelta)? {
        guard let base else { return nil }
        do throws(StatusDeltaError) {
            let delta = try StatusDelta(from: (base.issued, base.statuses), to: statuses, claims: claims)
            let bytes = try delta.sealed(with: key)
            return (
                bytes,
                PublishedDelta(base: base.issued, changeCount: delta.changeCount, bytes: bytes.count)
            )
        } catch { throw .statusDelta(domain, error) }
    }

    // MARK: Lengths

    /// The longest list, should nothing of it be compressible.
    private static let listBytesMax = StatusListLimits.countMax / 4 + 1 << 20

    /// Lists grow by this many indices at once, 16 KiB of zeros before compression.
    private static let listStep = 1 << 16

    /// Room for the cards of the coming days, whose indices a list from today must not end before: an eighth
    /// more than are given out, and half a step at least.
    private static func listLength(for indexCount: Int) -> Int {
        let wanted = indexCount + max(listStep / 2, indexCount / 8)
        return (wanted + listStep - 1) / listStep * listStep
    }
}
