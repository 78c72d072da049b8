internal import COSE
internal import CardRecords
internal import StatusLists

extension Findings {
    /// Trust list's age, and what the issuer's status list says of the record.
    ///
    /// - Parameter index: the record's place in that list.
    mutating func judgeLists(
        of issuer: KeyID, _ index: Int, _ lists: Lists, _ settings: ValidatorSettings, at time: NumericDate
    ) {
        guard let trust = lists.trust, let issuer = lists.issuers[issuer] else { return }
        let age = settings.trustListAge.age(
            issued: trust.list.issued, end: trust.list.nextUpdate, at: time)
        add(age, stale: .trustListStale, tooOld: .trustListTooOld)
        if !issuer.hasTable { notices.insert(.verifiedWithoutTable) }
        switch issuer.status {
        case .none(let reason): reasons.insert(reason)
        case .list(let array): judge(index, array, settings, at: time)
        }
    }

    private mutating func judge(
        _ index: Int, _ array: StatusArray, _ settings: ValidatorSettings, at time: NumericDate
    ) {
        let claims = array.claims
        let refresh = claims.timeToLiveSeconds.flatMap { seconds in
            Int64(exactly: seconds).flatMap { claims.issued.advanced(bySeconds: $0) }
        }
        let age = settings.statusListAge.age(
            issued: claims.issued, end: claims.expiration, refresh: refresh, at: time)
        add(age, stale: .statusListStale, tooOld: .statusListTooOld)
        switch array[index] {
        case .valid?: break
        // Both are for good, so the oldest list that says so is right.
        case .revoked?: reasons.insert(.revoked)
        case .superseded?: reasons.insert(.superseded)
        case .suspended?:
            // May have been lifted since.
            if age != .tooOld { reasons.insert(.suspended) }
        case nil: reasons.insert(.statusIndexBeyondList)
        }
    }

    mutating func add(_ age: ListAge, stale: Notice, tooOld: Reason) {
        switch age {
        case .fresh: break
        case .stale: notices.insert(stale)
        case .tooOld: reasons.insert(tooOld)
        }
    }
}
