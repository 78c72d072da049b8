import CardCrypto
import CardRecords
import Glibc
import ISO7816
import Synchronization
import Testing

@testable import Receipts

/// Killed processes and full disks.
@Suite(.serialized) struct JournalTroubleTests {
    @Test("kill -9 at random points of 1,000 appends of several gates: none lost, none doubled, chain intact")
    func killed() async throws {
        let folder = try Folder()
        let key = try TestKey()
        let secret = key.hexadecimal
        let acknowledged = folder.path + "/acknowledged"
        var random = SystemRandomNumberGenerator()
        var rounds = 0
        var count = 0
        while count < 1000 && rounds < 200 {
            let microseconds = UInt32.random(in: 500...60_000, using: &random)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    path = folder.journal as String, secret = secret as String,
                    acknowledged = acknowledged as String, microseconds = microseconds as UInt32
                ] in
                try Gates.run(path, secret, acknowledged, killAfter: microseconds)
            }
            rounds += 1
            count = try Gates.acknowledged(acknowledged).count
        }
        #expect(count >= 1000)
        var found: [UInt64: ReceiptHash] = [:]
        var doubled = 0
        let inspection = try JournalInspection(of: folder.journal, validatorKeys: [key.verification()]) {
            guard let receipt = $0.receipt, let hash = $0.hash else { return }
            if found.updateValue(hash, forKey: receipt.sequence.rawValue) != nil { doubled += 1 }
        }
        #expect(inspection.outcome == .accepted)
        #expect(doubled == 0)
        let lost = try Gates.acknowledged(acknowledged).filter { found[$0.key]?.description != $0.value }
        #expect(lost.isEmpty)
        // No more than one receipt of each gate can be there that nobody was told of.
        #expect(found.count <= count + rounds * Gates.count)
        let journal = try Journal(opening: folder.journal, key: key.signing())
        #expect(journal.position.sequence.rawValue == UInt64(found.count))
    }

    @Test(
        "a full disk is an error before anything is written, and the journal goes on when there is room",
        .enabled(if: geteuid() == 0, "mounting a small tmpfs takes root"))
    func diskFull() throws {
        let folder = try Folder()
        let key = try TestKey()
        let disk = folder.path + "/disk"
        unsafe mkdir(disk, 0o700)
        let isMounted = unsafe mount("tmpfs", disk, "tmpfs", 0, "size=256k")
        guard isMounted == 0 else { return }  // a container that may not mount
        defer { unsafe _ = umount2(disk, Int32(MNT_DETACH)) }
        let ballast = JournalFolder(path: disk)
        try ballast.create("ballast", content: [UInt8](repeating: 1, count: 70_000))
        let settings = JournalSettings(segmentBytes: 1 << 16)
        let journal = try Journal(opening: disk + "/journal", key: key.signing(), settings: settings)
        var last: UInt64 = 0
        var failure: JournalError?
        while failure == nil && last < 5000 {
            do throws(JournalError) { last = try journal.append(second: 0).sequence.rawValue } catch {
                failure = error
            }
        }
        guard case .system(let system) = failure, system.code == ENOSPC else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(throws: JournalError.self) { _ = try journal.append(second: 0) }
        #expect(journal.position.sequence.rawValue == last)
        let full = try JournalInspection(of: disk + "/journal", validatorKeys: [key.verification()])
        #expect(full.outcome == .accepted)
        #expect(full.receiptCount == last)
        #expect(full.strangers.isEmpty)
        try ballast.remove("ballast")
        #expect(try journal.append(second: 0).sequence.rawValue == last + 1)
        #expect(try JournalInspection(of: disk + "/journal").receiptCount == last + 1)
    }

    @Test(
        "a disk that is full in the middle of a receipt leaves nothing of it",
        .enabled(if: geteuid() == 0, "mounting a small tmpfs takes root"))
    func diskFullInside() throws {
        let folder = try Folder()
        let key = try TestKey()
        let disk = folder.path + "/disk"
        unsafe mkdir(disk, 0o700)
        let isMounted = unsafe mount("tmpfs", disk, "tmpfs", 0, "size=256k")
        guard isMounted == 0 else { return }  // a container that may not mount
        defer { unsafe _ = umount2(disk, Int32(MNT_DETACH)) }
        // A segment that somebody cut to what was in it: writing on takes room.
        let (whole, _, other) = try JournalTests.written(7)
        let end = try #require(JournalTests.frames(whole).last?.end)
        let target = try JournalFolder.create(disk + "/journal")
        try target.create(JournalTests.firstName, content: Array(whole[..<end]))
        let journal = try Journal(opening: disk + "/journal", key: other.signing())
        _ = key
        let ballast = JournalFolder(path: disk)
        var blocks = 0
        while (try? ballast.create("ballast\(blocks)", content: [UInt8](repeating: 1, count: 4096))) != nil {
            blocks += 1
        }
        var failures = 0
        var last: UInt64 = 7
        for _ in 0..<20 {
            do throws(JournalError) { last = try journal.append(second: 0).sequence.rawValue } catch {
                guard case .system(let system) = error, system.code == ENOSPC else {
                    Issue.record("\(error)")
                    return
                }
                failures += 1
            }
        }
        #expect(failures > 0)
        #expect(journal.position.sequence.rawValue == last)
        #expect(try JournalInspection(of: disk + "/journal").receiptCount == last)
        for block in 0..<blocks { try ballast.remove("ballast\(block)") }
        #expect(try journal.append(second: 0).sequence.rawValue == last + 1)
        let inspection = try JournalInspection(of: disk + "/journal", validatorKeys: [other.verification()])
        #expect(inspection.outcome == .accepted)
        #expect(inspection.receiptCount == last + 1)
    }
}

/// Gates that append until they are killed, and write down what was acknowledged to them.
enum Gates {
    static let count = 4

    static func run(
        _ path: String, _ secret: String, _ acknowledged: String, killAfter microseconds: UInt32
    ) throws {
        let journal = try Journal(
            opening: path, key: TestKey(hexadecimal: secret).signing(),
            settings: JournalSettings(segmentBytes: 1 << 16))
        let list = unsafe open(acknowledged, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let threads = (0..<count).map { gate in
            Thread {
                for second in 0..<10_000 {
                    guard let sealed = try? journal.append(second: Int64(second), stop: UInt32(gate)) else {
                        return
                    }
                    let line = Array("\(sealed.sequence) \(sealed.hash)\n".utf8)
                    unsafe _ = write(list, line, line.count)
                }
            }
        }
        usleep(microseconds)
        kill(getpid(), SIGKILL)
        for thread in threads { thread.join() }
    }

    /// Hashes by sequence.
    static func acknowledged(_ path: String) throws -> [UInt64: String] {
        let folder = JournalFolder(path: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        guard let bytes = try? folder.read("acknowledged", bytesMax: 1 << 26) else { return [:] }
        var hashes: [UInt64: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count == 2, let number = UInt64(fields[0]) { hashes[number] = String(fields[1]) }
        }
        return hashes
    }
}
