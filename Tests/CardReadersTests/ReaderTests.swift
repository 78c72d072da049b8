import Foundation
import ISO7816
import Synchronization
import Testing

@testable import CardReaders

/// Everything here goes the whole real way: libpcsclite, pcscd, vpcd, a card behind TCP. One after another,
/// since the service is restarted on the way.
@Suite(
    "A real PC/SC service", .serialized,
    .enabled(if: PrivateService.isThere, "needs a PC/SC service of our own: Tools/pcscd-private swift test"))
struct ReaderTests {
    static let select: [UInt8] = [0x00, 0xA4, 0x04, 0x00, 0x02, 0x3F, 0x00]
    var name: String { PrivateService.readers[0] }
    var port: UInt16 { PrivateService.ports[0] }

    /// A card on the first reader while `body` runs, and nothing on it afterwards.
    func withInserted(_ card: VirtualCard, _ body: (CardReader) async throws -> Void) async throws {
        let reader = CardReader(
            named: PrivateService.readers[PrivateService.ports.firstIndex(of: card.port) ?? 0])
        try card.insert()
        try await reader.waitForCard(timeoutMilliseconds: 5_000)
        do { try await body(reader) } catch {
            card.remove()
            _ = try? await reader.waitForRemoval(timeoutMilliseconds: 5_000)
            throw error
        }
        card.remove()
        _ = try? await reader.waitForRemoval(timeoutMilliseconds: 5_000)
        // pcscd 1.9.9 mixes up a card that is swapped faster than it looks.
        try await Task.sleep(for: .milliseconds(500))
    }

    /// One command there and back.
    func select(_ reader: CardReader) async throws {
        let answer = try await reader.withCard { card throws(CardTransportError) in
            try card.transmit(Self.select)
        }
        #expect(answer == Self.select + [0x90, 0x00])
    }

    @Test("readers are listed with what they hold") func list() async throws {
        #expect(try CardReaders.list().map(\.reader) == PrivateService.readers)
        #expect(try CardReaders.list().allSatisfy { !$0.hasCard && $0.atr.isEmpty })
        try await withInserted(VirtualCard(port: port)) { _ in
            let state = try #require(try CardReaders.list().first)
            #expect(state.hasCard && state.atr == VirtualCard.atrT1)
            #expect(try CardReaders.find().name == name)
        }
    }

    @Test("an empty reader and an unknown one are told apart") func nothingThere() async throws {
        await #expect(throws: CardAccessError<Never>.reader(.noCard(reader: name))) {
            try await CardReader(named: name).withCard { (_) throws(Never) in }
        }
        await #expect(throws: CardAccessError<Never>.reader(.noReader(name: "No such reader"))) {
            try await CardReader(named: "No such reader").withCard { (_) throws(Never) in }
        }
        await #expect(throws: CardReaderError.timeout(milliseconds: 50)) {
            try await CardReader(named: name).waitForCard(timeoutMilliseconds: 50)
        }
    }

    @Test("commands go there and answers come back, from 4 to 65 535 bytes") func transmit() async throws {
        try await withInserted(VirtualCard(port: port)) { reader in
            for count in [4, 5, 261, 262, 4_096, 65_533] {
                let command =
                    [0x00, 0xB0, 0, 0] + (0..<(count - 4)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                let answer = try await reader.withCard { card throws(CardTransportError) in
                    #expect(card.limits == .extended && card.atr == VirtualCard.atrT1)
                    return try card.transmit(command)
                }
                #expect(answer == command + [0x90, 0x00])
            }
        }
    }

    @Test("T=0 is limited to short commands, and sends case 4 without Le") func protocolT0() async throws {
        try await withInserted(VirtualCard(port: port, atr: VirtualCard.atrT0)) { reader in
            try await reader.withCard { card throws(CardTransportError) in
                #expect(card.activeProtocol == .t0 && card.limits == .short)
                let answer = try card.transmit(Self.select + [0x00])
                #expect(answer == Self.select + [0x90, 0x00])
                #expect(throws: CardTransportError.commandTooLong(bytes: 262)) {
                    try card.transmit([UInt8](repeating: 0, count: 262))
                }
                #expect(card.failure == nil)
            }
        }
    }

    @Test("a card of both protocols is spoken to in T=1, also after a reset") func bothProtocols()
        async throws
    {
        try await withInserted(VirtualCard(port: port, atr: VirtualCard.atrBoth)) { reader in
            try await reader.withCard { card throws(CardTransportError) in
                #expect(card.activeProtocol == .t1)
                try card.reset(.warm)
                #expect(card.activeProtocol == .t1)
                let answer = try card.transmit(Self.select)
                #expect(answer == Self.select + [0x90, 0x00])
            }
        }
    }

    @Test(
        "the card is left as told: untouched, reset or without power",
        arguments: [(CardDisposition.leave, 0, 0), (.reset, 1, 0), (.unpower, 0, 1)])
    func disposition(disposition: CardDisposition, resets: Int, powerCycles: Int) async throws {
        let card = VirtualCard(port: port)
        try await withInserted(card) { reader in
            let access = CardAccess(disposition: disposition)
            _ = try await reader.withCard(access) { card throws(CardTransportError) in
                try card.transmit(Self.select)
            }
            let before = card.seen
            _ = try await reader.withCard(access) { card throws(CardTransportError) in
                try card.transmit(Self.select)
            }
            // The next access powers the card that the one before left without.
            let after = try await reader.withCard(CardAccess(disposition: .leave)) { (_) throws(Never) in
                card.seen
            }
            #expect(after.resets - before.resets == resets)
            #expect((after.powerCycles - before.powerCycles > 0) == (powerCycles > 0))
        }
    }

    @Test("a reset within a transaction keeps the card, and the card sees it") func resetWithin() async throws
    {
        let card = VirtualCard(port: port)
        try await withInserted(card) { reader in
            try await reader.withCard { transaction throws(CardTransportError) in
                _ = try transaction.transmit(Self.select)
                let before = card.seen
                try transaction.reset(.warm)
                #expect(card.seen.resets == before.resets + 1)
                try transaction.reset(.cold)
                #expect(card.seen.powerCycles == before.powerCycles + 1)
                let answer = try transaction.transmit(Self.select)
                #expect(answer == Self.select + [0x90, 0x00])
                #expect(transaction.atr == VirtualCard.atrT1)
            }
        }
    }

    @Test("a lent transport ends with the next one, with a reset and with the transaction") func lent()
        async throws
    {
        let card = VirtualCard(port: port)
        try await withInserted(card) { reader in
            try await reader.withCard { transaction throws(CardTransportError) in
                var first = transaction.transport()
                _ = try first.transmit(Self.select)
                var second = transaction.transport()
                let seen = card.seen.commands
                #expect(throws: CardTransportError.reset) { try first.transmit(Self.select) }
                #expect(card.seen.commands == seen)
                _ = try second.transmit(Self.select)
                try transaction.reset(.warm)
                #expect(throws: CardTransportError.reset) { try second.transmit(Self.select) }
                var third = transaction.transport()
                _ = try third.transmit(Self.select)
            }
        }
    }

    @Test("a card pulled out within a command leaves it in doubt, and nothing more is sent")
    func torn() async throws {
        let card = VirtualCard(port: port) { $0[1] == 0xD6 ? .vanish : VirtualCard.echo($0) }
        try await withInserted(card) { reader in
            try await reader.withCard { transaction throws(CardTransportError) in
                _ = try transaction.transmit(Self.select)
                #expect(throws: CardTransportError.torn) {
                    try transaction.transmit([0x00, 0xD6, 0, 0, 1, 1])
                }
                let seen = card.seen.commands
                #expect(throws: CardTransportError.torn) { try transaction.transmit(Self.select) }
                #expect(throws: CardTransportError.torn) { try transaction.reset() }
                #expect(card.seen.commands == seen)
            }
            try await reader.waitForRemoval(timeoutMilliseconds: 5_000)
            await #expect(throws: CardAccessError<Never>.reader(.noCard(reader: name))) {
                try await reader.withCard { (_) throws(Never) in }
            }
        }
        try await withInserted(VirtualCard(port: port)) { reader in
            try await select(reader)
        }
    }

    // An empty message is no test: vpcd waits for ever after one.
    @Test("half a status word is no answer") func halfAnswer() async throws {
        try await withInserted(VirtualCard(port: port) { _ in .bytes([0x90]) }) { reader in
            await #expect(throws: CardAccessError.body(CardTransportError.torn)) {
                try await reader.withCard { card throws(CardTransportError) in
                    try card.transmit(Self.select)
                }
            }
        }
    }

    @Test("what the body throws comes out, and the card is free again") func bodyThrows() async throws {
        struct Stop: Error, Equatable {}
        try await withInserted(VirtualCard(port: port)) { reader in
            for _ in 0..<3 {
                await #expect(throws: CardAccessError.body(Stop())) {
                    try await reader.withCard { (_) throws(Stop) in throw Stop() }
                }
            }
            let state = try await reader.state()
            #expect(!state.isInUse)
        }
    }
}
