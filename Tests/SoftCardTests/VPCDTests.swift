import Glibc
import ISO7816
import Synchronization
import Testing

@testable import SoftCard

@Suite("Link to a virtual reader")
struct VPCDTests {
    private let select = hex("00A4040008 F04B4152544B4101 00")

    private func link(
        to reader: FakeReader, _ bench: CardBench,
        _ policy: VPCDLink.Reconnection = .init(firstPauseMilliseconds: 5)
    ) throws -> (VPCDLink, Events) {
        let events = Events()
        let link = try VPCDLink(slot: bench.slot, port: reader.port, reconnection: policy) { events.add($0) }
        try link.start()
        return (link, events)
    }

    @Test("power, ATR and commands, from a reader that sends length and data apart")
    func conversation() throws {
        let bench = try CardBench.card(.active)
        bench.slot.powerOff()
        let reader = try FakeReader()
        let (link, events) = try link(to: reader, bench)
        try reader.acceptCard()
        try reader.send([0x04])
        #expect(try reader.receive() == CardApplication.atr)
        try reader.send([0x01])
        try reader.send(select)
        #expect(try reader.receive()?.suffix(2) == [0x90, 0x00])
        try reader.send([0x02])
        try reader.send(hex("00B0820000"))
        #expect(try reader.receive() == [0x69, 0x85])
        for _ in 0..<50 {
            try reader.send(select)
            #expect(try reader.receive()?.suffix(2) == [0x90, 0x00])
        }
        try reader.send([0x00])
        try reader.send([0x04])
        #expect(try reader.receive() == CardApplication.atr)
        link.stopAndWait()
        #expect(try reader.receive() == nil)
        #expect(events.all.last == .ended(.stopped))
        #expect(bench.slot.power == .off)
    }

    @Test("an APDU takes far less than the 40 ms of a delayed acknowledgement")
    func quickAcknowledgement() throws {
        let bench = try CardBench.card(.active)
        let reader = try FakeReader()
        let (link, _) = try link(to: reader, bench)
        try reader.acceptCard()
        try reader.send([0x01])
        try reader.send(select)
        _ = try reader.receive()
        let clock = SoftCardClock.monotonic
        let start = clock.milliseconds()
        for _ in 0..<50 {
            try reader.send(hex("00B0820000"))
            _ = try reader.receive()
        }
        // With delayed acknowledgements this would be 2000 ms.
        #expect(clock.milliseconds() - start < 1_000)
        link.stopAndWait()
    }

    @Test("when the reader goes away the card waits and comes back")
    func reconnects() throws {
        let bench = try CardBench.card(.active)
        let reader = try FakeReader()
        let (link, events) = try link(to: reader, bench)
        for _ in 0..<3 {
            try reader.acceptCard()
            try reader.send([0x01])
            try reader.send(select)
            #expect(try reader.receive()?.suffix(2) == [0x90, 0x00])
            reader.hangUp()
        }
        link.stopAndWait()
        #expect(events.all.filter { $0 == .connected }.count >= 3)
    }

    @Test("a torn card leaves the reader without an answer, and comes back when it is put in again")
    func torn() throws {
        let bench = try CardBench.card(.active)
        let reader = try FakeReader()
        let (link, events) = try link(
            to: reader, bench, .init(firstPauseMilliseconds: 5, pauseAfterTearMilliseconds: 10))
        try reader.acceptCard()
        try reader.send([0x01])
        bench.slot.arm(.afterCommand(1))
        try reader.send(select)
        #expect(try reader.receive() != nil)
        try reader.send(select)
        #expect(try reader.receive() == nil)
        reader.hangUp()
        try reader.acceptCard()
        try reader.send([0x01])
        try reader.send(select)
        #expect(try reader.receive()?.suffix(2) == [0x90, 0x00])
        link.stopAndWait()
        #expect(events.all.contains(.torn))
    }

    @Test("a port where nobody listens is given up after the attempts that were allowed")
    func nobody() throws {
        let bench = try CardBench.card(.active)
        let port = try FakeReader().port
        let link = try VPCDLink(
            slot: bench.slot, port: port, reconnection: .init(attempts: 3, firstPauseMilliseconds: 1))
        #expect(link.run() == .system(SystemCallError(.connect, code: ECONNREFUSED)))
    }

    @Test("several cards in several readers at once")
    func severalCards() throws {
        let readers = try (0..<4).map { _ in try FakeReader() }
        let benches = try readers.map { _ in try CardBench.card(.active) }
        let links = try zip(readers, benches).map { try link(to: $0, $1).0 }
        for reader in readers {
            try reader.acceptCard()
            try reader.send([0x01])
            try reader.send(select)
        }
        for reader in readers { #expect(try reader.receive()?.suffix(2) == [0x90, 0x00]) }
        for link in links { link.stopAndWait() }
    }

    @Test("messages are put together from any pieces, and bounded")
    func messages() {
        var buffer = VPCDMessageBuffer()
        let stream: [UInt8] = [0, 1, 4, 0, 0, 0, 3, 1, 2, 3]
        var found: [[UInt8]] = []
        for byte in stream {
            buffer.append([byte])
            while let payload = buffer.next() { found.append(payload) }
        }
        #expect(found == [[4], [], [1, 2, 3]])
        #expect(VPCDMessage.framed([UInt8](repeating: 0, count: 65_535))?.count == 65_537)
        #expect(VPCDMessage.framed([UInt8](repeating: 0, count: 65_536)) == nil)
    }
}

/// What a link reported, in order.
final class Events: Sendable {
    private let events = Mutex<[VPCDLink.Event]>([])

    func add(_ event: VPCDLink.Event) { events.withLock { $0.append(event) } }
    var all: [VPCDLink.Event] { events.withLock { $0 } }
}
