import Glibc
import ISO7816
import Testing

@testable import SoftCard

@Suite("Killed at any moment", .serialized)
struct KillTests {
    @Test("kill -9 at twenty moments: no acknowledged command is lost, and none is made up")
    func killed() async throws {
        let card = TemporaryFile()
        let acknowledged = TemporaryFile("acknowledged")
        try Self.prepare(card.path)
        var last: UInt32 = 0
        for round in 0..<20 {
            let microseconds = UInt32(1_000 + (round * 7_919) % 30_000)
            let result = await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    card = card.path as String, log = acknowledged.path as String,
                    microseconds = microseconds as UInt32
                ] in
                try Self.runUntilKilled(card, log, microseconds)
            }
            try #require(result != nil)
            let slot = try SoftCardSlot.opening(card.path)
            let bench = CardBench(slot: slot)
            try slot.powerOn()
            try bench.select()
            let counter = try Self.authenticate(bench)
            // This very authentication adds one; one more may have been done unanswered.
            let answered = max(last, Self.read(acknowledged.path))
            #expect(counter == answered + 1 || counter == answered + 2, "\(counter) after \(answered)")
            last = counter
        }
        #expect(last > 40)
    }

    private static func prepare(_ path: String) throws {
        let bench = CardBench(
            slot: try SoftCardSlot.creating(
                path, serial: CardBench.serial, factoryKeys: try CardBench.factoryKeys()))
        try bench.slot.powerOn()
        try bench.personalise()
        try bench.setStatus(.personalised, .active)
    }

    private static func authenticate(_ bench: CardBench) throws -> UInt32 {
        let answer = try bench.transmit([0, 0x88, 0, 0, 32] + [UInt8](repeating: 1, count: 32) + [0])
        return answer.data.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// In the child: authenticates for ever, and notes each answer once it has it.
    private static func runUntilKilled(_ path: String, _ log: String, _ microseconds: UInt32) throws {
        let bench = CardBench(slot: try SoftCardSlot.opening(path))
        try bench.slot.powerOn()
        try bench.select()
        let file = unsafe open(log, O_RDWR | O_CREAT, 0o600)
        // The first answer is there before the clock starts, so that each round has one.
        var counter = try authenticate(bench)
        _ = unsafe pwrite(file, &counter, 4, 0)
        let killer = try LinkThread {
            usleep(microseconds)
            kill(getpid(), SIGKILL)
        }
        // Far more than the time allows: whoever gets here was not killed, and fails the test.
        for _ in 0..<1_000_000 {
            counter = try authenticate(bench)
            _ = unsafe pwrite(file, &counter, 4, 0)
        }
        killer.join()
    }

    private static func read(_ path: String) -> UInt32 {
        let file = unsafe open(path, O_RDONLY)
        defer { close(file) }
        var counter: UInt32 = 0
        return unsafe pread(file, &counter, 4, 0) == 4 ? counter : 0
    }
}
