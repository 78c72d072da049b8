import COSE
import CardRecords
import ConcessionRules
import Foundation
import Receipts
import StatusLists
import Synchronization
import Testing

@testable import Validation

@Suite("Nothing older comes back, and nothing newer gets lost")
struct RollbackTests {
    private static func version(_ validator: Validator, days: Int64) -> UInt16? {
        validator.lists.rules(of: 17, at: Region.later(days: days))?.version
    }

    /// What a reload didn't take; the health authority has no list in these tests.
    private static func faults(_ validator: Validator) -> [ListFault] {
        validator.reload().filter { $0.kind != .statusList(uri: "https://lists.example/health") }.map(\.fault)
    }

    private static func announce(_ region: Region, _ version: Int, inDays days: Int64) throws {
        try region.publishRules("rules-next.cbor") {
            $0.version = version
            $0.takesEffect = Int(Region.later(days: days).epochSeconds)
        }
    }

    @Test("an announcement that was replaced can't be put back")
    func replacedAnnouncement() throws {
        let region = try Region()
        do {
            let validator = try region.open()
            try Self.announce(region, 5, inDays: 20)
            let older = try region.bytes("rules-next.cbor")
            #expect(Self.faults(validator).isEmpty)
            try Self.announce(region, 6, inDays: 10)
            #expect(Self.faults(validator).isEmpty)
            try region.write(older, "rules-next.cbor")
            #expect(Self.faults(validator) == [.older])
            #expect(Self.version(validator, days: 30) == 6)
        }
        let restarted = try region.open()
        #expect(Self.version(restarted, days: 30) == 6)
    }

    @Test("an announcement that was withdrawn doesn't come back with a damaged file")
    func withdrawnAnnouncement() throws {
        let region = try Region()
        let validator = try region.open()
        try Self.announce(region, 5, inDays: 10)
        #expect(Self.faults(validator).isEmpty)
        #expect(Self.version(validator, days: 11) == 5)
        try region.remove("rules-next.cbor")
        #expect(Self.faults(validator).isEmpty)
        #expect(Self.version(validator, days: 11) == 3)
        try region.write([0xD2], "rules-next.cbor")
        #expect(Self.faults(validator).count == 1)
        #expect(Self.version(validator, days: 11) == 3)
    }

    @Test("rules that took effect before a later list was signed stay, though their file is taken away")
    func begunAnnouncement() throws {
        let region = try Region()
        do {
            let validator = try region.open()
            try Self.announce(region, 5, inDays: -5)
            #expect(Self.faults(validator).isEmpty)
            #expect(Self.version(validator, days: 0) == 5)
            try region.remove("rules-next.cbor")
            // The old set still lies in rules.cbor.
            #expect(Self.faults(validator) == [.older])
            #expect(Self.version(validator, days: 0) == 5)
        }
        let restarted = try region.open()
        #expect(Self.version(restarted, days: 0) == 5)
    }

    @Test("a newer status list that can't be expanded leaves the older one undecided, not in force")
    func unexpandable() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card(index: 5)
        #expect(validator.tap(card).outcome == .accepted)
        // A folder in the place of the draft: writing the array fails.
        let array = try region.directory.statusArray(uri: Region.uri)
        try FileManager.default.createDirectory(atPath: array + ".new/x", withIntermediateDirectories: true)
        try region.publishStatusList([5: .revoked], issued: Region.later(seconds: -10))
        #expect(Self.faults(validator).contains { if case .statusArray = $0 { true } else { false } })
        let doubted = validator.tap(card, time: Region.later(seconds: 3_600))
        #expect(Array(doubted.reasons) == [.checkFailed])
        try FileManager.default.removeItem(atPath: array + ".new")
        #expect(Self.faults(validator).isEmpty)
        #expect(Array(validator.tap(card, time: Region.later(seconds: 7_200)).reasons) == [.revoked])
    }

    @Test("an expanded list that is older than one seen before isn't taken")
    func olderArray() throws {
        let region = try Region()
        let array = try region.directory.statusArray(uri: Region.uri)
        do { try region.open().close() }
        let older = try Data(contentsOf: URL(filePath: array))
        try region.publishStatusList([5: .revoked], issued: Region.later(seconds: -10))
        do { try region.open().close() }
        try older.write(to: URL(filePath: array))
        try region.remove(Region.statusListFile)
        let validator = try region.open()
        let decision = validator.tap(try region.card(index: 5))
        #expect(decision.outcome == .undetermined, "\(decision.reasons)")
    }

    @Test("what was seen is written again after a failure")
    func seenAgain() throws {
        let region = try Region()
        do {
            let validator = try region.open()
            let draft = region.directory.seen + ".new/x"
            try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
            try region.publishTrustList { $0.version = 6 }
            #expect(Self.faults(validator).contains { $0.isWarning })
            #expect(Self.faults(validator).contains { $0.isWarning })
            try FileManager.default.removeItem(atPath: region.directory.seen + ".new")
            #expect(Self.faults(validator).isEmpty)
            try region.publishTrustList { $0.version = 5 }
        }
        let restarted = try region.open()
        #expect(restarted.problems.contains { $0.kind == .trustList && $0.fault == .older })
    }

    @Test("after a restart nobody's counter is that of a record which wasn't accepted")
    func strangersCounter() throws {
        let region = try Region()
        let card = try region.card()
        let copy = try region.card()  // the same number, another key
        do {
            let validator = try region.open()
            copy.state.withLock { $0.counter = 1_000_000 }
            try region.publishTrustList {
                $0.version += 1
                $0.keys[0].state = .revoked
                $0.keys[1].state = .revoked
            }
            validator.reload()
            #expect(validator.tap(copy).reasons.contains(.issuerKeyRevoked))
            try validator.close()
        }
        try region.publishTrustList {
            $0.version += 1
            $0.keys[0].state = .active
            $0.keys[1].state = .active
        }
        let validator = try region.open()
        let tap = validator.tap(card, time: Region.later(seconds: 600))
        #expect(tap.outcome == .accepted, "\(tap.reasons)")
    }
}
