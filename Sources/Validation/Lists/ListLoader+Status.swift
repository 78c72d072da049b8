internal import COSE
internal import CardCrypto
internal import CardRecords
internal import StatusLists

extension ListLoader {
    /// The status list of every key of the trust list.
    mutating func loadStatusLists(_ trust: Lists.Trust, after current: Lists) -> [KeyID: Lists.IssuerLists] {
        var byURI: [String: Lists.Status] = [:]
        var issuers: [KeyID: Lists.IssuerLists] = [:]
        for trusted in trust.list.keys {
            guard let key = trust.keys[trusted.keyID] else { continue }
            let status: Lists.Status
            if let uri = trusted.statusListURI {
                status = byURI[uri] ?? loadStatus(uri, trust, before: current.array(of: uri))
                byURI[uri] = status
            } else {
                // Each record has an index; an authority without a list can't be asked about it.
                status = .none(.statusListMissing)
            }
            issuers[trusted.keyID] = Lists.IssuerLists(status: status, hasTable: key.acceleration.isTable)
        }
        let numbers = byURI.keys.compactMap { try? ValidatorDirectory.statusListNumber(uri: $0) }
        if numbers.count == byURI.count { seen.keepStatusLists(Set(numbers)) }
        return issuers
    }

    private mutating func loadStatus(
        _ uri: String, _ trust: Lists.Trust, before current: StatusArray?
    ) -> Lists.Status {
        do throws(ListFault) {
            let paths = try StatusPaths(uri, in: directory)
            var reason = Reason.statusListMissing
            var array = current ?? openArray(paths, uri)
            if let kept = array, !isEntitled(kept.keyID, kept.claims, trust) {
                // Its signer was revoked since: only a newer list counts.
                report(.statusList(uri: uri), .signerNotEntitled)
                reason = .statusListNotTrusted
                array = nil
            }
            let kind = ListKind.statusList(uri: uri)
            // Where there is an array, the full list may well be older than what deltas made of it.
            if let bytes = read(
                paths.list, kind, bytesMax: FileBytes.statusListBytesMax, isOptional: array != nil)
            {
                do throws(ListFault) { array = try takeList(bytes, uri, paths, trust, after: array) } catch {
                    report(kind, error)
                    if error.isNewerListLost { return .none(.checkFailed) }
                    if array == nil { reason = .statusListNotTrusted }
                }
            }
            let deltaKind = ListKind.statusDelta(uri: uri)
            if let bytes = read(paths.delta, deltaKind, isOptional: true) {
                do throws(ListFault) { array = try takeDelta(bytes, uri, paths, trust, after: array) } catch {
                    report(deltaKind, error)
                    if error.isNewerListLost { return .none(.checkFailed) }
                }
            }
            guard let array else { return .none(reason) }
            seen.statusListIssued = max(seen.statusListIssued, array.claims.issued)
            seen.statusLists[paths.number] = max(
                seen.statusLists[paths.number] ?? .earliest, array.claims.issued)
            return .list(array)
        } catch {
            report(.statusList(uri: uri), error)
            return .none(.statusListMissing)
        }
    }

    private struct StatusPaths {
        let list: String
        let delta: String
        let array: String
        /// Names the list in what was seen.
        let number: UInt64

        init(_ uri: String, in directory: ValidatorDirectory) throws(ListFault) {
            do throws(CryptoLibraryError) {
                list = try directory.statusList(uri: uri)
                delta = try directory.statusDelta(uri: uri)
                array = try directory.statusArray(uri: uri)
                number = try ValidatorDirectory.statusListNumber(uri: uri)
            } catch {
                throw .library(error)
            }
        }
    }

    /// What an earlier run expanded; a damaged file is made again from the list.
    private mutating func openArray(_ paths: StatusPaths, _ uri: String) -> StatusArray? {
        do throws(StatusArrayError) {
            let array = try StatusArray(opening: paths.array)
            guard array.claims.uri == uri else { return nil }
            // An older file that was put in the place of the newest one.
            guard array.claims.issued >= seen.statusLists[paths.number] ?? .earliest else {
                report(.statusList(uri: uri), .older)
                return nil
            }
            return array
        } catch {
            if !error.isMissing { report(.statusList(uri: uri), .statusArray(error)) }
            return nil
        }
    }

    private func isEntitled(_ keyID: KeyID?, _ claims: StatusListClaims, _ trust: Lists.Trust) -> Bool {
        trust.list.keys.contains { trusted in
            (keyID == nil || trusted.keyID == keyID)
                && trust.mayList(trusted, uri: claims.uri, issued: claims.issued)
        }
    }

    /// The keys that may have signed, the named one only where one is named.
    private func signers(
        _ keyID: KeyID?, _ claims: StatusListClaims, _ trust: Lists.Trust
    ) -> [VerificationKey] {
        trust.list.keys.compactMap { trusted in
            guard keyID == nil || trusted.keyID == keyID,
                trust.mayList(trusted, uri: claims.uri, issued: claims.issued)
            else { return nil }
            return trust.keys[trusted.keyID]
        }
    }

    /// - Returns: the array of the new list, or `current` where the list isn't newer.
    private func takeList(
        _ bytes: [UInt8], _ uri: String, _ paths: StatusPaths, _ trust: Lists.Trust,
        after current: StatusArray?
    ) throws(ListFault) -> StatusArray {
        let said: StatusListToken
        do { said = try StatusListToken(parsing: bytes.span) } catch { throw .statusList(error) }
        guard said.claims.uri == uri else { throw .otherURI(said.claims.uri) }
        if let current, said.claims.issued <= current.claims.issued { return current }
        // The expanded list may be gone; what it was is not forgotten.
        if let newest = seen.statusLists[paths.number], said.claims.issued < newest { throw .older }
        var failure = ListFault.signerNotEntitled
        for key in signers(said.keyID, said.claims, trust) {
            let token: StatusListToken
            let statuses: StatusBits
            do throws(StatusListError) {
                token = try StatusListToken(verifying: bytes.span, with: key)
                statuses = try token.statuses()
            } catch {
                failure = .statusList(error)
                continue
            }
            return try keep(statuses, token.claims, key.keyID, paths)
        }
        throw failure
    }

    /// - Returns: what the delta makes of `current`, or `current` where the delta isn't newer.
    private func takeDelta(
        _ bytes: [UInt8], _ uri: String, _ paths: StatusPaths, _ trust: Lists.Trust,
        after current: StatusArray?
    ) throws(ListFault) -> StatusArray? {
        let said: StatusDelta
        do { said = try StatusDelta(parsing: bytes.span) } catch { throw .statusDelta(error) }
        guard said.claims.uri == uri else { throw .otherURI(said.claims.uri) }
        if let current, said.claims.issued <= current.claims.issued { return current }
        if let newest = seen.statusLists[paths.number], said.claims.issued < newest { throw .older }
        var failure = ListFault.signerNotEntitled
        for key in signers(said.keyID, said.claims, trust) {
            let delta: StatusDelta
            let statuses: StatusBits
            do throws(StatusDeltaError) {
                delta = try StatusDelta(verifying: bytes.span, with: key)
                statuses = try delta.apply(to: current?.statuses ?? StatusBits())
            } catch {
                failure = .statusDelta(error)
                continue
            }
            return try keep(statuses, delta.claims, key.keyID, paths)
        }
        throw failure
    }

    /// Writes the expanded list and maps it. Where that fails, nothing is decided by the older one: the list
    /// at hand may deny what that one doesn't.
    private func keep(
        _ statuses: StatusBits, _ claims: StatusListClaims, _ keyID: KeyID, _ paths: StatusPaths
    ) throws(ListFault) -> StatusArray {
        do throws(StatusArrayError) {
            try StatusArray.write(statuses, claims: claims, keyID: keyID, to: paths.array)
            return try StatusArray(opening: paths.array)
        } catch { throw .statusArray(error) }
    }
}

extension Lists {
    /// The array in force of the list of that URI.
    func array(of uri: String) -> StatusArray? {
        guard let trust else { return nil }
        for trusted in trust.list.keys where trusted.statusListURI == uri {
            if case .list(let array)? = issuers[trusted.keyID]?.status { return array }
        }
        return nil
    }
}

extension ListFault {
    /// A list was found good and newer, and can't be used all the same.
    fileprivate var isNewerListLost: Bool {
        switch self {
        case .statusArray, .statusList(.checkFailed), .statusList(.library): true
        case .statusDelta(let error): !error.asksForFullList
        default: false
        }
    }
}
