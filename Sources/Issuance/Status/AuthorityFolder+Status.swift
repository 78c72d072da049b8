public import COSE
public import CardRecords
internal import Foundation
internal import StatusLists

extension AuthorityFolder {
    /// The status register as it is now.
    public func statusRegister() throws(AuthorityError) -> StatusRegister {
        try withLock { () throws(AuthorityError) in try registerFile().load() }
    }

    /// Revokes, suspends or resumes; what is decided is on the disk when this returns, and reaches the gates
    /// with the next publication.
    ///
    /// - Throws: ``AuthorityError/status(_:)`` where one of `targets` can't be decided so; nothing is decided
    ///   then.
    public func decide(
        _ decision: StatusDecision, on targets: [StatusTarget], at now: NumericDate
    ) throws(AuthorityError) -> [StatusDecisionEffect] {
        try withLock { () throws(AuthorityError) in
            let file = try registerFile()
            var register = try file.load()
            var events: [RegisterEvent] = []
            var isChanged: [Bool] = []
            do throws(StatusRefusal) {
                for target in targets {
                    let own = try register.events(decision, on: target, at: now.epochSeconds)
                    // Of two targets the second one may be the first one's card.
                    for event in own { _ = register.apply(event) }
                    events += own
                    isChanged.append(!own.isEmpty)
                }
            } catch { throw .status(error) }
            try file.append(events)
            var changes: [StatusDecisionEffect] = []
            for (target, isChanged) in zip(targets, isChanged) {
                changes.append(
                    StatusDecisionEffect(
                        target: target, isChanged: isChanged,
                        records: (try? register.records(at: target)) ?? []))
            }
            return changes
        }
    }

    /// A status index for a record that is about to be sealed for the card; it is on the disk, with its card,
    /// when this returns.
    ///
    /// Until ``cardShows(_:index:on:at:)`` says more, the new record and the one that it may replace are both
    /// *valid*: nobody knows which of them the card has.
    /// - Throws: ``AuthorityError/status(_:)`` for a card that the office has revoked or suspended.
    public func issueRecord(
        _ type: RecordType, for card: CardNumber, at now: NumericDate
    ) throws(AuthorityError) -> Int {
        try withLock { () throws(AuthorityError) in
            let file = try registerFile()
            let standing = try file.load().status(of: card)
            guard standing == .valid else { throw .status(.cardDenied(card, standing)) }
            var ledger = try ledger()
            let index = try ledger.takeStatusIndex(type.domain)
            try write(ledger)
            try file.append([
                .record(
                    .issued, type, UInt32(index), of: card.rawValue, .unspecified, at: now.epochSeconds)
            ])
            return index
        }
    }

    /// Notes that the card was seen to have the record `index`: it was written and read back, or the card
    /// showed it. Every other record of its type that was issued for the card is superseded.
    ///
    /// - Returns: the records that are superseded by this.
    public func cardShows(
        _ type: RecordType, index: Int, on card: CardNumber, at now: NumericDate
    ) throws(AuthorityError) -> [RegisteredRecord] {
        try withLock { () throws(AuthorityError) in
            let file = try registerFile()
            var register = try file.load()
            var events: [RegisterEvent] = []
            if register.record(type.domain, index) == nil {
                // Sealed before there was a register. An index that isn't given out yet is none of ours.
                guard try ledger().isTaken(index, of: type.domain) else { return [] }
                let issued = RegisterEvent.record(
                    .issued, type, UInt32(index), of: card.rawValue, .unspecified, at: now.epochSeconds)
                events.append(issued)
                guard register.apply(issued) else { throw .damaged(path: file.path) }
            }
            do throws(StatusRefusal) {
                events += try register.events(seeing: index, of: type, on: card, at: now.epochSeconds)
            } catch { throw .status(error) }
            for event in events where event.kind != .issued { _ = register.apply(event) }
            try file.append(events)
            return events.filter { $0.kind == .superseded }.compactMap {
                register.record(type.domain, Int($0.index))
            }
        }
    }

    // MARK: Files

    var registerPath: String { "\(path)/register.log" }

    func ledger() throws(AuthorityError) -> Ledger {
        let path = "\(path)/ledger.json"
        return try Ledger(json: Self.read(path), path: path)
    }

    func write(_ ledger: Ledger) throws(AuthorityError) {
        try Self.write(ledger.json, to: "\(path)/ledger.json")
    }

    /// The register; a folder from before there was one gets it, out of its jobs.
    ///
    /// - Precondition: the folder's lock is held.
    func registerFile() throws(AuthorityError) -> RegisterFile {
        let file = RegisterFile(path: registerPath)
        guard !FileManager.default.fileExists(atPath: file.path) else { return file }
        var ledger = try ledger()
        // Without it nothing would be denied any more.
        guard !ledger.hasRegister else { throw .damaged(path: file.path) }
        try file.create(try eventsOfJobs())
        ledger.hasRegister = true
        try write(ledger)
        return file
    }
}
