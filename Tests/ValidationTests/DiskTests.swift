import COSE
import CardRecords
import ConcessionRules
import Glibc
import ISO7816
import Receipts
import StatusLists
import Synchronization
import Testing

@testable import Validation

@Suite("What the disk does to decisions")
struct DiskTests {
    private static let full = JournalError.system(
        JournalSystemError(call: "pwrite", code: ENOSPC, path: "journal"))

    @Test("a receipt that can't be kept leaves a good tap open, and a bad one refused")
    func journalFull() throws {
        let region = try Region()
        try region.publishStatusList([6: .revoked])
        let journal = try TestJournal()
        let validator = try region.open(keepingIn: journal)
        let good = try region.card()
        let revoked = try region.card(2, index: 6)
        journal.error = Self.full
        let open = validator.tap(good)
        #expect(open.outcome == .undetermined)
        #expect(Array(open.reasons) == [.evidenceNotKept])
        #expect(open.record == nil && open.receipt == nil)
        let refused = validator.tap(revoked, time: Region.later(seconds: 5))
        #expect(refused.outcome == .refused)
        #expect(Array(refused.reasons) == [.revoked, .evidenceNotKept])
        #expect(journal.receipts.isEmpty)
    }

    @Test("a trip whose receipt couldn't be kept was none: no passback, no quota, but the counter has grown")
    func takenBack() throws {
        let region = try Region()
        let journal = try TestJournal()
        let validator = try region.open(keepingIn: journal)
        let card = try region.card {
            $0.passbackMinutes = 5
            $0.profiles[0].quota = .init(trips: 1, period: .day)
        }
        journal.error = Self.full
        #expect(validator.tap(card).outcome == .undetermined)
        journal.error = nil
        #expect(validator.tap(card, time: Region.later(seconds: 1)).outcome == .accepted)
        card.state.withLock { $0.counter = 1 }
        #expect(validator.tap(card, time: Region.later(seconds: 600)).reasons.contains(.counterWentBackwards))
    }

    @Test(
        "a fault of the card makes no refusal of an acceptance and no acceptance of a refusal",
        arguments: 0...2)
    func faults(exchange: Int) throws {
        let errors: [CardTransportError] = [
            .removed, .reset, .torn, .timeout, .commandTooLong(bytes: 9), .responseTooLong(bytes: 999),
            .reader(code: 1),
        ]
        let region = try Region()
        try region.publishStatusList([6: .revoked, 7: .suspended, 8: .superseded])
        let validator = try region.open(keepingIn: try TestJournal())
        for (index, known) in [(5, Outcome.accepted), (6, .refused), (7, .refused), (8, .refused)] {
            let card = try region.card(UInt64(index), index: index)
            for error in errors {
                card.fault = .transport(error, exchange: exchange)
                let outcome = validator.tap(card, time: Region.later(seconds: 600)).outcome
                // What the record had told before the fault still counts; nothing else is known.
                #expect(outcome == (exchange == 2 && known == .refused ? .refused : .undetermined))
            }
        }
    }

    @Test("a bad new file leaves the old one in force, and is told")
    func badFiles() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card()
        #expect(validator.tap(card).outcome == .accepted)
        for name in ["trust-list.cbor", "rules.cbor", Region.statusListFile] {
            let good = try region.bytes(name)
            for bad in [Array(good.dropLast()), good.map { $0 ^ 1 }, [], [0xFF]] {
                try region.write(bad, name)
                #expect(validator.reload().contains { $0.fault != .missing }, "\(name)")
                let decision = validator.tap(card, time: Region.later(seconds: 600))
                #expect(decision.outcome == .accepted, "\(name): \(decision.reasons)")
            }
            try region.write(good, name)
        }
        #expect(validator.reload().map(\.kind) == [.statusList(uri: "https://lists.example/health")])
    }

    @Test("after a restart the last good file is in force, although a bad one lies in its place")
    func badFilesAfterRestart() throws {
        let region = try Region()
        let card = try region.card()
        do { #expect(try region.open().tap(card).outcome == .accepted) }
        for name in ["trust-list.cbor", "rules.cbor", Region.statusListFile] {
            try region.write([0xFF], name)
        }
        let validator = try region.open()
        #expect(validator.problems.count == 4)
        #expect(validator.tap(card, time: Region.later(seconds: 600)).outcome == .accepted)
    }

    @Test("no list goes back, not even over a restart")
    func rollback() throws {
        let region = try Region()
        let old = try ["trust-list.cbor", "rules.cbor", Region.statusListFile].map {
            ($0, try region.bytes($0))
        }
        do { _ = try region.open() }
        try region.publishTrustList { $0.version += 1 }
        try region.publishRules { $0.version += 1 }
        try region.publishStatusList([5: .revoked], issued: Region.later(seconds: -60))
        let card = try region.card()
        do { #expect(Array(try region.open().tap(card).reasons) == [.revoked]) }
        for (name, bytes) in old { try region.write(bytes, name) }
        do {
            let validator = try region.open()
            #expect(validator.problems.filter { $0.fault == .older }.map(\.kind) == [.trustList, .rules])
            #expect(Array(validator.tap(card, time: Region.later(seconds: 5)).reasons) == [.revoked])
        }
        // Not even where somebody took the expanded list away.
        let array = try region.directory.statusArray(uri: Region.uri)
        #expect(unsafe unlink(array) == 0)
        let validator = try region.open()
        #expect(
            Array(validator.tap(card, time: Region.later(seconds: 10)).reasons) == [.statusListNotTrusted])
    }

    @Test("a status list that a reload brings holds from the next tap on")
    func reload() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card()
        #expect(validator.tap(card).outcome == .accepted)
        try region.publishStatusList([5: .suspended], issued: Region.later(seconds: 1))
        #expect(validator.tap(card, time: Region.later(seconds: 600)).outcome == .accepted)
        validator.reload()
        #expect(Array(validator.tap(card, time: Region.later(seconds: 700)).reasons) == [.suspended])
    }

    @Test("a delta brings a list on; one that doesn't fit is told, and the list stays")
    func deltas() throws {
        let region = try Region()
        try region.publishStatusList([5: .suspended])
        let validator = try region.open()
        let card = try region.card()
        #expect(Array(validator.tap(card).reasons) == [.suspended])
        var base = StatusBits(count: 1_000)
        base.set(.suspended, at: 5)
        var next = base
        next.set(.valid, at: 5)
        let claims = StatusListClaims(uri: Region.uri, issued: Region.later(seconds: 60))
        let other = try StatusDelta(
            from: (Region.later(seconds: -7_200), next), to: base, claims: claims)
        try region.write(other.sealed(with: region.transport), Region.statusDeltaFile)
        #expect(validator.reload().contains { $0.fault == .statusDelta(.otherBase) })
        #expect(Array(validator.tap(card, time: Region.later(seconds: 90)).reasons) == [.suspended])
        let fitting = try StatusDelta(
            from: (Region.later(seconds: -3_600), base), to: next, claims: claims)
        try region.write(fitting.sealed(with: region.transport), Region.statusDeltaFile)
        #expect(validator.reload().map(\.kind) == [.statusList(uri: "https://lists.example/health")])
        #expect(validator.tap(card, time: Region.later(seconds: 90)).outcome == .accepted)
    }

    @Test("rules that were announced take effect at their time, without a restart")
    func nextRules() throws {
        let region = try Region()
        let start = Region.later(seconds: 3_600)
        try region.publishRules("rules-next.cbor") {
            $0.version += 1
            $0.issued = Int(Region.later(seconds: -10).epochSeconds)
            $0.takesEffect = Int(start.epochSeconds)
            $0.rules = [.init(number: 9, title: "Nobody", fare: .init(kind: .full))]
        }
        let validator = try region.open()
        let card = try region.card()
        #expect(validator.tap(card, time: Region.later(seconds: 3_599)).fare?.rulesVersion == 3)
        let later = validator.tap(card, time: start)
        #expect(Array(later.reasons) == [.noConcessionHere])
        #expect(later.fare?.rulesVersion == 4)
    }
}

@Suite("Opening a validator")
struct OpeningTests {
    @Test("a folder that isn't a validator's, or whose state is damaged, is not opened")
    func refused() throws {
        let region = try Region()
        try region.write(Array("zz".utf8), "validator.id")
        #expect(throws: ValidatorError.validatorID) { try region.open() }
        try region.remove("validator.id")
        #expect(throws: ValidatorError.notInitialised(path: region.directory.validatorID)) {
            try region.open()
        }
        try region.write(Array("00000000000000a7".utf8), "validator.id")
        _ = try region.open()
        try region.write([0xA0], "state/seen.cbor")
        #expect(throws: ValidatorError.stateDamaged(path: region.directory.seen)) { try region.open() }
        try region.remove("state/seen.cbor")
        try region.write([0xA0], "root.key")
        #expect(throws: ValidatorError.rootKey) { try region.open() }
    }

    @Test("one process, one validator of a folder")
    func locked() throws {
        let region = try Region()
        let first = try region.open()
        #expect(throws: ValidatorError.journal(.locked)) { try region.open() }
        #expect(first.id == ValidatorID(rawValue: 0xA7))
    }

    @Test("what was seen is read back; anything else isn't")
    func seen() {
        var seen = SeenLists()
        seen.trustListVersion = 7
        seen.rulesVersions = [3: 4, 300: 1]
        seen.statusListIssued = Region.now
        seen.statusLists = [17: Region.now, .max: Region.later(days: 1)]
        let bytes = seen.encoded
        #expect(SeenLists(parsing: bytes) == seen)
        for count in 0..<bytes.count { #expect(SeenLists(parsing: Array(bytes.prefix(count))) == nil) }
        #expect(SeenLists(parsing: bytes + [0]) == nil)
    }
}
