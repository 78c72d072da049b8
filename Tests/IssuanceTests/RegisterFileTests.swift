import COSE
import CardRecords
import Foundation
import Issuance
import StatusLists
import Testing

/// The register's file, as power cuts and bad disks leave it.
@Suite("Register on the disk")
struct RegisterFileTests {
    private static let frameBytes = 32

    /// What a register says of the cards.
    private static func view(_ region: Region, _ jobs: [PersonalisationJob]) throws -> [[CardStatus]] {
        let register = try region.folder.statusRegister()
        return jobs.map { register.records(of: $0.cardNumber).map(\.status) }
    }

    @Test("cut off at any byte of the last act, that act never happened, and work goes on")
    func torn() throws {
        let region = try Region()
        let jobs = try (1...4).map { try region.issue(Applicant($0)) }
        let before = try Self.view(region, jobs)
        let whole = try Data(contentsOf: URL(filePath: region.registerPath))
        // One act of three events.
        _ = try region.folder.decide(
            .revoke(.stolen), on: jobs.prefix(3).map { .card($0.cardNumber) }, at: Office.later(1))
        let after = try Self.view(region, jobs)
        let acted = try Data(contentsOf: URL(filePath: region.registerPath))
        #expect(acted.count == whole.count + 3 * Self.frameBytes && before != after)
        for length in whole.count..<acted.count {
            try acted.prefix(length).write(to: URL(filePath: region.registerPath))
            #expect(try Self.view(region, jobs) == before, "\(length - whole.count) bytes of the act")
        }
        for length in stride(from: whole.count + 1, to: acted.count, by: 7) {
            try acted.prefix(length).write(to: URL(filePath: region.registerPath))
            _ = try region.folder.decide(
                .suspend(.lost), on: [.card(jobs[3].cardNumber)], at: Office.later(2))
            let now = try Self.view(region, jobs)
            #expect(now.prefix(3) == before.prefix(3) && now[3] == [.suspended, .suspended])
        }
    }

    @Test("an act that reached the disk in part only, whichever part, never happened")
    func holes() throws {
        let region = try Region()
        let jobs = try (1...3).map { try region.issue(Applicant($0)) }
        let before = try Self.view(region, jobs)
        let whole = try Data(contentsOf: URL(filePath: region.registerPath))
        _ = try region.folder.decide(
            .revoke(.stolen), on: jobs.map { .card($0.cardNumber) }, at: Office.later(1))
        let acted = try Data(contentsOf: URL(filePath: region.registerPath))
        for lost in 0..<3 {
            var torn = acted
            let start = whole.count + lost * Self.frameBytes
            torn.replaceSubrange(start..<(start + Self.frameBytes), with: Data(count: Self.frameBytes))
            try torn.write(to: URL(filePath: region.registerPath))
            #expect(try Self.view(region, jobs) == before, "event \(lost) lost")
        }
    }

    @Test("damage before the end is told, not read over")
    func damaged() throws {
        let region = try Region()
        // Far more than one act's length behind the damage.
        let jobs = try (1...200).map { try region.issue(Applicant($0)) }
        let whole = try Data(contentsOf: URL(filePath: region.registerPath))
        let damage = AuthorityError.damaged(path: region.registerPath)
        for (place, bit) in [(0, 0), (31, 3), (32, 0), (45, 7), (60, 1), (whole.count / 2, 4)] {
            var spoilt = whole
            spoilt[place] ^= 1 << UInt8(bit)
            try spoilt.write(to: URL(filePath: region.registerPath))
            #expect(throws: damage, "byte \(place)") { try region.folder.statusRegister() }
        }
        // Two events in each other's places: each one is whole, and stands where it doesn't belong.
        var swapped = whole
        swapped.replaceSubrange(64..<96, with: whole[96..<128])
        swapped.replaceSubrange(96..<128, with: whole[64..<96])
        try swapped.write(to: URL(filePath: region.registerPath))
        #expect(throws: damage) { try region.folder.statusRegister() }
        // Nothing is appended to it either.
        #expect(throws: damage) {
            try region.folder.decide(.revoke(.lost), on: [.card(jobs[0].cardNumber)], at: Office.now)
        }
        try Data().write(to: URL(filePath: region.registerPath))
        #expect(throws: damage) { try region.folder.statusRegister() }
        try FileManager.default.removeItem(atPath: region.registerPath)
        // A register that has gone would deny nobody: it isn't made anew.
        #expect(throws: damage) { try region.folder.statusRegister() }
        #expect(throws: damage) { try region.begin(Applicant(201)) }
    }

    @Test("a folder from before there was a register gets one, out of its jobs")
    func migration() throws {
        let region = try Region()
        let jobs = try (1...3).map { try region.issue(Applicant($0)) }
        // The ledger as it was then.
        let ledger = "\(region.folder.path)/ledger.json"
        var value = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: ledger)))
                as? [String: Any])
        #expect(value.removeValue(forKey: "hasRegister") as? Bool == true)
        try JSONSerialization.data(withJSONObject: value).write(to: URL(filePath: ledger))
        try FileManager.default.removeItem(atPath: region.registerPath)
        _ = try region.folder.decide(
            .revoke(.lost), on: [.card(jobs[1].cardNumber)], at: Office.later(1))
        #expect(
            try Self.view(region, jobs) == [[.valid, .valid], [.revoked, .revoked], [.valid, .valid]])
        // From now on it must be there.
        try FileManager.default.removeItem(atPath: region.registerPath)
        #expect(throws: AuthorityError.damaged(path: region.registerPath)) {
            try region.folder.statusRegister()
        }
    }

    @Test(
        "whatever lies in the file, it is read as a register or told as damaged, and never taken for another")
    func anyBytes() throws {
        let region = try Region()
        let jobs = try (1...6).map { try region.issue(Applicant($0)) }
        _ = try region.folder.decide(.revoke(.stolen), on: [.card(jobs[0].cardNumber)], at: Office.later(1))
        let genuine = try Self.view(region, jobs)
        let whole = [UInt8](try Data(contentsOf: URL(filePath: region.registerPath)))
        var random = SplitMix(state: 18_400_309)
        for round in 0..<400 {
            var bytes = whole
            switch round % 4 {
            case 0:
                bytes[Int.random(in: bytes.indices, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 2:
                let start = Int.random(in: bytes.indices, using: &random)
                for index in start..<min(bytes.count, start + 40) {
                    bytes[index] = .random(in: 0...255, using: &random)
                }
            default:
                bytes += (0..<Int.random(in: 1...100, using: &random)).map { _ in
                    .random(in: 0...255, using: &random)
                }
            }
            try Data(bytes).write(to: URL(filePath: region.registerPath))
            do {
                let now = try Self.view(region, jobs)
                // What is read is a beginning of what was written.
                for (before, after) in zip(genuine, now) {
                    #expect(after.count <= before.count)
                    #expect(after.allSatisfy { $0 == .valid || before.contains($0) }, "round \(round)")
                }
                if round % 4 == 3 { #expect(now == genuine, "round \(round)") }
            } catch {
                #expect(error as? AuthorityError == .damaged(path: region.registerPath), "round \(round)")
            }
        }
    }
}
