import CardRecords
import Foundation
import Testing

@Suite("card personalise")
struct CardIssuingTests {
    @Test("a blank card becomes active, all records accepted, codes in a file of the owner alone")
    func personalise() throws {
        let region = try CardRegion.shared.get()
        #expect(region.issued.status == 0, "\(region.issued.errors)")
        let document = try region.issued.document()
        #expect(document["schema"] as? Int == 1)
        #expect(document["state"] as? String == "active")
        let records = try #require(document["records"] as? [[String: Any]])
        #expect(records.compactMap { $0["type"] as? String } == RecordType.allCases.map(\.name))
        #expect(records.allSatisfy { $0["outcome"] as? String == "accepted" })
        let mode = try FileManager.default.attributesOfItem(atPath: region.directory.file("codes"))
        #expect(mode[.posixPermissions] as? Int == 0o600)
        let codes = try CardRegion.codes(region.directory.file("codes"))
        #expect([codes["pin"]?.count, codes["puk"]?.count, codes["can"]?.count] == [6, 8, 6])
        #expect(codes["cardSerial"] == document["serial"] as? String)
        let steps = try region.issued.errors.split(separator: "\n").map { try JSONText.object(String($0)) }
        #expect(steps.count == 23)
        #expect(steps.enumerated().allSatisfy { $1["step"] as? Int == $0 + 1 && $1["of"] as? Int == 23 })
    }

    @Test("the same command again finds the card finished and changes nothing")
    func again() throws {
        let desk = try CardDesk()
        let before = try Data(contentsOf: URL(fileURLWithPath: desk.region.directory.file("codes")))
        let words = [
            "personalise", "--applicant", desk.region.directory.file("applicant.json"), "--codes",
            desk.region.directory.file("codes"),
        ]
        let outcome = try desk.run(words + desk.region.authority)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.document()["finishedBefore"] as? Bool == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: desk.region.directory.file("codes"))) == before)
    }

    @Test("every error of a form is told with line and column, and no card is touched")
    func badForm() throws {
        let desk = try CardDesk(isBlank: true)
        let form = try desk.directory.write(
            """
            {"transport-concession": {"network": 5000, "rules-version": 1, "profiles": [{"class": "nobody"}]},
             "holder-identity": {"full-name": ""}}
            """, to: "bad.json")
        let outcome = try desk.run(desk.personaliseWords(form))
        #expect(outcome.status == 65)
        let errors = try #require(try outcome.problem()["errors"] as? [[String: Any]])
        #expect(errors.count >= 3)
        #expect(
            errors.contains {
                $0["path"] as? String == "transport-concession.network" && $0["line"] as? Int == 1
            })
        #expect(
            errors.contains {
                ($0["path"] as? String)?.hasPrefix("holder-identity") == true && $0["line"] as? Int == 2
            })
        #expect(!FileManager.default.fileExists(atPath: desk.card))
        #expect(!FileManager.default.fileExists(atPath: desk.file("codes")))
    }

    @Test("codes of another card are refused before the card is touched")
    func codesOfOtherCard() throws {
        let desk = try CardDesk(isBlank: true)
        try FileManager.default.copyItem(
            atPath: desk.region.directory.file("codes"), toPath: desk.file("codes"))
        let outcome = try desk.run(desk.personaliseWords(desk.region.directory.file("small.json")))
        #expect(outcome.status == 73)
        #expect(outcome.problemCode == "codes-of-other-card")
        #expect(try desk.state() == "blank")
    }

    @Test("a wrong passphrase is 77, and no card is touched")
    func wrongPassphrase() throws {
        let desk = try CardDesk(isBlank: true)
        try CardRegion.writeSecret("not the passphrase", to: desk.file("pass"))
        let outcome = try desk.run(
            "personalise", "--applicant", desk.region.directory.file("small.json"), "--codes",
            desk.file("codes"), "--new", "--authority", desk.region.directory.file("region"),
            "--passphrase-file", desk.file("pass"))
        #expect(outcome.status == 77)
        #expect(!FileManager.default.fileExists(atPath: desk.card))
    }

    @Test("killed at any step, the same command finishes the same card with the same codes and number")
    func killed() throws {
        let desk = try CardDesk(isBlank: true)
        let words = desk.personaliseWords(desk.region.directory.file("small.json"))
        var codes: Data?
        for step in [1, 3, 4, 5, 6, 7] {
            try KilledProcess.run(
                ["card"] + words + ["--softcard", desk.card, "--json", "--progress"], atStep: step)
            let now = try Data(contentsOf: URL(fileURLWithPath: desk.file("codes")))
            #expect(codes == nil || codes == now, "step \(step)")
            codes = now
        }
        let outcome = try desk.run(words)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: desk.file("codes"))) == codes)
        let file = try CardRegion.codes(desk.file("codes"))
        #expect(try outcome.document()["cardNumber"] as? String == file["cardNumber"])
        #expect(try desk.verify().status == 0)
        try CardRegion.writeSecret(try #require(file["pin"]), to: desk.file("pin"))
        #expect(try desk.run(["read", "--pin-file", desk.file("pin")] + desk.region.trust).status == 0)
    }

    @Test("a card that was begun for one applicant isn't another's, unless it is begun anew")
    func otherApplicant() throws {
        let desk = try CardDesk(isBlank: true)
        let first = desk.region.directory.file("small.json")
        try KilledProcess.run(
            ["card"] + desk.personaliseWords(first) + ["--softcard", desk.card, "--json", "--progress"],
            atStep: 4)
        let second = try desk.directory.write(try CardRegion.form([.utilities]), to: "second.json")
        let refused = try desk.run(desk.personaliseWords(second))
        #expect(refused.status == 1)
        #expect(refused.problemCode == "other-applicant")
        let sameCodes = try desk.run(desk.personaliseWords(second, ["--drop-job"]))
        #expect(sameCodes.status == 73)
        #expect(sameCodes.problemCode == "codes-of-other-applicant")
        try FileManager.default.removeItem(atPath: desk.file("codes"))
        let outcome = try desk.run(desk.personaliseWords(second, ["--drop-job"]))
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Of the first applicant nothing is left.
        let seen = try desk.run(["read"] + desk.region.trust).document()["records"] as? [[String: Any]]
        #expect(seen?.first?["type"] as? String == "transport-concession")
        #expect(seen?.first?["shown"] as? String == "absent")
    }
}

/// The built program, killed with -9 before it gets beyond a step.
enum KilledProcess {
    /// A progress line has about so many bytes, and every one of them more than half of that.
    private static let lineBytes = 75
    /// F_SETPIPE_SZ of Linux: one page is the least.
    private static let setPipeSize: CInt = 1_031

    /// - Parameter step: the pipe for progress has room for about so many lines: beyond them the program
    ///   can't go on.
    static func run(_ words: [String], atStep step: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: KartkaProcess.path)
        process.arguments = words
        let errors = Pipe()
        let descriptor = errors.fileHandleForReading.fileDescriptor
        let capacity = Int(fcntl(descriptor, setPipeSize, 4_096))
        let room = step * lineBytes
        try errors.fileHandleForWriting.write(contentsOf: Data(count: capacity - room))
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<3_000 where process.isRunning {
            var waiting: CInt = 0
            _ = unsafe ioctl(descriptor, UInt(FIONREAD), &waiting)
            // It has told of something, and no further line fits, or hardly one: it stands still, or soon.
            let hasBegun = Int(waiting) > capacity - room
            if hasBegun, capacity - Int(waiting) < lineBytes + 20 { break }
            usleep(10_000)
        }
        usleep(UInt32.random(in: 0...30_000))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal, "it ended by itself at step \(step)")
    }
}
