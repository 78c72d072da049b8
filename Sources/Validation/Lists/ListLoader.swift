internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules
internal import StatusLists

/// Reads a validator's lists and judges whether each may take the place of the one in force.
///
/// One thread at a time. What is found good is kept in `state/` before it is used, so that neither a bad file
/// nor a restart brings back an older list.
struct ListLoader {
    let directory: ValidatorDirectory
    let root: VerificationKey
    var seen: SeenLists
    private(set) var problems: [ListProblem] = []
    /// What the disk has of ``seen``; nil where the last writing failed.
    private var seenOnDisk: SeenLists?
    /// Paths of copies that could not be written, to be tried again.
    private(set) var unkept: Set<String> = []

    init(_ directory: ValidatorDirectory, root: VerificationKey, seen: SeenLists) {
        self.directory = directory
        self.root = root
        self.seen = seen
        seenOnDisk = seen
    }

    mutating func report(_ kind: ListKind, _ fault: ListFault) {
        problems.append(ListProblem(kind: kind, fault: fault))
    }

    /// The lists that hold from now on.
    ///
    /// - Parameter current: what is in force; it stays wherever nothing better is found.
    mutating func load(after current: Lists) -> Lists {
        problems = []
        let (trust, trustReason) = loadTrust(after: current)
        guard let trust else {
            return finish(
                Lists(
                    trust: nil, trustReason: trustReason, issuers: [:], rules: nil, nextRules: nil,
                    rulesReason: .rulesMissing, seen: seen))
        }
        let issuers = loadStatusLists(trust, after: current)
        let (rules, next, rulesReason) = loadRules(trust, after: current)
        return finish(
            Lists(
                trust: trust, trustReason: trustReason, issuers: issuers, rules: rules, nextRules: next,
                rulesReason: rulesReason, seen: seen))
    }

    /// Remembers durably what was seen, before anybody decides by it.
    private mutating func finish(_ lists: Lists) -> Lists {
        guard lists.seen != seenOnDisk else { return lists }
        do {
            try FileBytes.write(lists.seen.encoded, to: directory.seen)
            seenOnDisk = lists.seen
        } catch {
            seenOnDisk = nil
            report(.trustList, .notRemembered(error))
        }
        return lists
    }

    /// The file `path`; nil, and told, where it can't be had.
    mutating func read(
        _ path: String, _ kind: ListKind, bytesMax: Int = FileBytes.bytesMax, isOptional: Bool = false
    ) -> [UInt8]? {
        do {
            if let bytes = try FileBytes.read(path, bytesMax: bytesMax) { return bytes }
            if !isOptional { report(kind, .missing) }
        } catch {
            report(kind, .file(error))
        }
        return nil
    }

    /// Keeps a copy of what was found good; without it a restart finds only what lies in the folder.
    mutating func keep(_ bytes: [UInt8], _ path: String, _ kind: ListKind) {
        do {
            try FileBytes.write(bytes, to: path)
            unkept.remove(path)
        } catch {
            unkept.insert(path)
            report(kind, .notRemembered(error))
        }
    }
}

// MARK: Trust list

extension ListLoader {
    private mutating func loadTrust(after current: Lists) -> (Lists.Trust?, Reason) {
        var reason = current.trustReason
        let candidate = read(directory.trustList, .trustList)
        if let candidate {
            if let trust = current.trust, trust.bytes == candidate {
                if unkept.contains(directory.trustListKept) {
                    keep(candidate, directory.trustListKept, .trustList)
                }
                return (trust, reason)
            }
            do throws(ListFault) {
                let trust = try makeTrust(candidate, after: current.trust)
                adopt(trust, isKept: false)
                return (trust, reason)
            } catch {
                report(.trustList, error)
                reason = .trustListNotTrusted
                if case .trustList(.checkFailed) = error { reason = .checkFailed }
            }
        }
        if let trust = current.trust { return (trust, reason) }
        // The last one that was found good, if there ever was one; missing is no news here.
        if let kept = try? FileBytes.read(directory.trustListKept),
            let trust = try? makeTrust(kept, after: nil)
        {
            adopt(trust, isKept: true)
            return (trust, reason)
        }
        return (nil, reason)
    }

    private func makeTrust(
        _ bytes: [UInt8], after current: Lists.Trust?
    ) throws(ListFault) -> Lists.Trust {
        let list: TrustList
        do throws(TrustListError) {
            list = try TrustList(verifying: bytes.span, with: root, notBelow: seen.trustListVersion)
        } catch {
            if case .older = error { throw .older }
            throw .trustList(error)
        }
        var keys: [KeyID: VerificationKey] = [:]
        do throws(KeyImportError) {
            for trusted in list.keys {
                let sealsForGates = trusted.recordTypes.contains(.transportConcession)
                if let made = current?.keys[trusted.keyID],
                    current?.list.key(trusted.keyID)?.key == trusted.key,
                    made.acceleration.isTable || !sealsForGates
                {
                    keys[trusted.keyID] = made
                } else {
                    // Only what every tap needs is worth a table.
                    keys[trusted.keyID] =
                        sealsForGates && trusted.state != .revoked
                        ? try VerificationKey(accelerating: trusted.key) : try VerificationKey(trusted.key)
                }
            }
            let verifier = try RecordVerifier(list) { (key: COSEKey) throws(KeyImportError) in
                if let made = keys[try key.thumbprint().keyID] { return made }
                return try VerificationKey(key)
            }
            return Lists.Trust(bytes: bytes, verifier: verifier, keys: keys)
        } catch {
            throw .key(error)
        }
    }

    private mutating func adopt(_ trust: Lists.Trust, isKept: Bool) {
        if !isKept { keep(trust.bytes, directory.trustListKept, .trustList) }
        seen.trustListVersion = max(seen.trustListVersion, trust.list.version)
        seen.trustListIssued = max(seen.trustListIssued, trust.list.issued)
    }
}
