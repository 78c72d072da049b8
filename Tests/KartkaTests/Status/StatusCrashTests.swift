import Foundation
import Issuance
import StatusLists
import Testing

/// The built program, killed with -9 at random moments of what must not be lost.
@Suite("killed while revoking, publishing and updating")
struct StatusCrashTests {
    @Test("what was answered is in force, what wasn't is whole or absent, and the next run goes on")
    func decisions() throws {
        let desk = try StatusDesk()
        var random = SystemRandomNumberGenerator()
        var isSuspended = false
        var outcomes: Set<Bool> = []
        for round in 0..<60 {
            let wanted = !isSuspended
            let verb = wanted ? "suspend" : "resume"
            let process = try LimitedProcess(["authority", verb, desk.folder, desk.cardNumber, "--json"])
            let answer = process.finish(killedAfter: .random(in: 0...40_000, using: &random))
            let now = try desk.records().map(\.status)
            if answer {
                #expect(now == (wanted ? ["suspended", "suspended"] : ["valid", "valid"]), "round \(round)")
            }
            // Both records or neither.
            #expect(Set(now).count == 1, "round \(round): \(now)")
            outcomes.insert(answer)
            isSuspended = now.first == "suspended"
        }
        #expect(outcomes == [true, false], "some were killed and some were not")
    }

    @Test("whatever is killed while publishing, every published file is whole, and lists never go back")
    func publishing() throws {
        let desk = try StatusDesk()
        var random = SystemRandomNumberGenerator()
        let index = try desk.indexOnCard()
        #expect(try desk.publish().status == 0)
        var last = try desk.published()
        for round in 0..<8 {
            let status = round % 2 == 0 ? "suspend" : "resume"
            #expect(try desk.authority(status, desk.cardNumber).status == 0)
            // Opening the keys takes most of the time: it is killed while it writes, or just before.
            let process = try LimitedProcess(desk.publishWords + ["--progress"])
            process.waitForProgress(steps: 2)
            _ = process.finish(killedAfter: .random(in: 0...20_000, using: &random))
            let now = try desk.published()
            #expect(now.issued >= last.issued, "round \(round)")
            #expect([.valid, .suspended].contains(now.statuses[index]))
            if now.issued == last.issued { #expect(now.statuses == last.statuses) }
            last = now
        }
        #expect(try desk.authority("revoke", desk.cardNumber).status == 0)
        let outcome = try desk.publish()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try desk.published().statuses[index] == .revoked)
    }

    @Test(
        "the record that the card has is never denied, and is the only valid one once the command is repeated"
    )
    func updates() throws {
        let desk = try StatusDesk()
        var random = SystemRandomNumberGenerator()
        var wasTorn = false
        for round in 0..<8 {
            let size = try desk.registerBytes()
            let process = try LimitedProcess(desk.updateWords)
            // Opening the keys takes most of the time: it is killed when the new index is in the register.
            process.wait { ((try? desk.registerBytes()) ?? size) > size }
            let isAnswered = process.finish(killedAfter: .random(in: 0...25_000, using: &random))
            let present = try desk.indexOnCard()
            let records = try desk.records().filter { $0.type == "transport-concession" }
            let state = try #require(records.first { $0.index == present }).status
            #expect(state == "valid", "round \(round)")
            let isSettled = records.filter { $0.status == "valid" }.count == 1
            #expect(isSettled || !isAnswered, "round \(round): answered, and another record is valid")
            wasTorn = wasTorn || !isSettled
        }
        #expect(wasTorn, "no round was killed between card and register")
        #expect(try desk.update().status == 0)
        let present = try desk.indexOnCard()
        for record in try desk.records() where record.type == "transport-concession" {
            #expect(record.status == (record.index == present ? "valid" : "superseded"))
        }
        #expect((try desk.authority("status").document()["inDoubt"] as? [Any])?.isEmpty == true)
    }
}

extension StatusDesk {
    fileprivate func registerBytes() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: folder + "/register.log")[.size] as? Int ?? 0
    }
}

/// The built program, for as long as it may run.
private struct LimitedProcess {
    private let process = Process()
    private let errors: Pipe

    init(_ words: [String]) throws {
        errors = Pipe()
        process.executableURL = URL(fileURLWithPath: KartkaProcess.path)
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
    }

    /// Until so many lines of progress were told, or it has ended.
    func waitForProgress(steps: Int) {
        var lines = 0
        while lines < steps {
            let data = errors.fileHandleForReading.availableData
            guard !data.isEmpty else { return }
            lines += data.count { $0 == 10 }
        }
    }

    /// Until `condition` holds, or it has ended.
    func wait(_ condition: () -> Bool) {
        while process.isRunning, !condition() { usleep(200) }
    }

    /// - Returns: whether it ended by itself and well.
    func finish(killedAfter microseconds: UInt32) -> Bool {
        usleep(microseconds)
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }
}
