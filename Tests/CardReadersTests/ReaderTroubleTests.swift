import Foundation
import ISO7816
import Synchronization
import Testing

@testable import CardReaders

extension ReaderTests {
    @Test("a wait for a card ends when the card comes, goes, or the task is cancelled") func waits()
        async throws
    {
        let reader = CardReader(named: name)
        let card = VirtualCard(port: port)
        async let inserted = reader.waitForCard(timeoutMilliseconds: 5_000)
        try await Task.sleep(for: .milliseconds(100))
        try card.insert()
        let there = try await inserted
        #expect(there.atr == VirtualCard.atrT1)
        async let removed = reader.waitForRemoval(timeoutMilliseconds: 5_000)
        try await Task.sleep(for: .milliseconds(100))
        card.remove()
        let gone = try await removed
        #expect(!gone.hasCard)

        let waiting = Task { try await reader.waitForCard() }
        try await Task.sleep(for: .milliseconds(200))
        let start = ContinuousClock.now
        waiting.cancel()
        await #expect(throws: CardReaderError.cancelled) { try await waiting.value }
        #expect(ContinuousClock.now - start < .milliseconds(1_500))
    }

    @Test("events tell cards as they come and go") func events() async throws {
        let card = VirtualCard(port: port)
        let name = name
        let collected = Task {
            var events: [ReaderEvent] = []
            for await event in CardReaders.events() {
                events.append(event)
                if case .cardRemoved = event { break }
            }
            return events
        }
        try await Task.sleep(for: .milliseconds(300))
        try card.insert()
        try await CardReader(named: name).waitForCard(timeoutMilliseconds: 5_000)
        try await Task.sleep(for: .milliseconds(500))
        card.remove()
        let events = await collected.value
        #expect(
            events == PrivateService.readers.map { .readerAdded(reader: $0) } + [
                .cardInserted(reader: name, atr: VirtualCard.atrT1), .cardRemoved(reader: name),
            ])
        try await Task.sleep(for: .milliseconds(500))
    }

    @Test("a card that another program holds is asked for with a bound, and had when it is free")
    func sharing() async throws {
        try await withInserted(VirtualCard(port: port)) { reader in
            let other = CardReader(named: name)
            let access = CardAccess(sharing: .shared, disposition: .leave)
            let held = Task {
                try await other.withCard(access) { (_) throws(Never) in pause(milliseconds: 2_500) }
            }
            try await Task.sleep(for: .milliseconds(300))
            await #expect(
                throws: CardAccessError<Never>.reader(.inUse(reader: name, waitedMilliseconds: 1_000))
            ) {
                try await reader.withCard { (_) throws(Never) in }
            }
            try await held.value
            try await select(reader)
        }
    }

    @Test("a short visit of another program is waited for") func shortSharing() async throws {
        try await withInserted(VirtualCard(port: port)) { reader in
            let other = CardReader(named: name)
            async let held: Void = other.withCard { (_) throws(Never) in pause(milliseconds: 500) }
            try await Task.sleep(for: .milliseconds(200))
            try await reader.withCard { (_) throws(Never) in }
            try await held
        }
    }

    @Test("a reset by another program is told as reset, and the card can be begun with anew")
    func resetByOther() async throws {
        try await withInserted(VirtualCard(port: port)) { reader in
            let context = try PCSCContext()
            let access = CardAccess(sharing: .shared, disposition: .leave)
            let name = name
            try await reader.withCard(access) { card throws(CardTransportError) in
                _ = try card.transmit(Self.select)
            }
            // Within our transaction nobody can reset the card: the other one comes between two of them.
            let (theirs, _) = try context.connect(name, access)
            let wire = CardWire(reader: name, card: theirs, context: context)
            let conversation = try CardConversation(wire: wire, activeProtocol: 2, access: access)
            var first = CardTransaction(reader: name, conversation: conversation, disposition: .leave)
            context.endTransaction(theirs)
            try await reader.withCard(CardAccess(sharing: .shared, disposition: .reset)) {
                card throws(CardTransportError) in
                _ = try card.transmit(Self.select)
            }
            #expect(throws: CardTransportError.reset) { try first.transmit(Self.select) }
            #expect(first.failure == nil)
            #expect(try first.transmit(Self.select) == Self.select + [0x90, 0x00])
            first.end()
        }
    }

    @Test("pcscd killed and started again: readers are found anew and cards can be used")
    func restart() async throws {
        let reader = CardReader(named: name)
        let before = try await reader.state()
        #expect(!before.hasCard)
        let events = Task {
            var events: [ReaderEvent] = []
            for await event in CardReaders.events() {
                events.append(event)
                if event == .serviceRestored { break }
            }
            return events
        }
        try await Task.sleep(for: .milliseconds(300))
        try await PrivateService.tell("stop")
        async let waited = reader.waitForCard(timeoutMilliseconds: 10_000)
        try await Task.sleep(for: .milliseconds(300))
        try await PrivateService.tell("start")
        let card = VirtualCard(port: port)
        try card.insert()
        let back = try await waited
        #expect(back.hasCard)
        try await select(reader)
        let told = await events.value
        #expect(told.contains { if case .serviceLost = $0 { true } else { false } })
        #expect(told.last == .serviceRestored)
        card.remove()
        try await reader.waitForRemoval(timeoutMilliseconds: 5_000)
    }

    @Test("pcscd killed within a command leaves it in doubt; afterwards the reader works again")
    func killedWithin() async throws {
        let card = VirtualCard(port: port) {
            $0[1] == 0xD6 ? .late(milliseconds: 1_500, [0x90, 0]) : VirtualCard.echo($0)
        }
        try card.insert()
        let reader = CardReader(named: name)
        try await reader.waitForCard(timeoutMilliseconds: 5_000)
        let writing = Task {
            try await reader.withCard { card throws(CardTransportError) in
                try card.transmit([0x00, 0xD6, 0, 0, 1, 1])
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        try await PrivateService.tell("restart")
        await #expect(throws: CardAccessError.body(CardTransportError.torn)) { try await writing.value }
        card.remove()
        try await Task.sleep(for: .milliseconds(500))
        try await withInserted(VirtualCard(port: port)) { reader in
            try await reader.withCard { card throws(CardTransportError) in _ = try card.transmit(Self.select)
            }
        }
    }

    @Test("a card that doesn't answer in time is in doubt, its reader says so, and works again afterwards")
    func unanswered() async throws {
        let card = VirtualCard(port: port) {
            $0[1] == 0xD6 ? .late(milliseconds: 1_000, [0x90, 0]) : VirtualCard.echo($0)
        }
        try await withInserted(card) { reader in
            let start = ContinuousClock.now
            await #expect(throws: CardAccessError.body(CardTransportError.timeout)) {
                try await reader.withCard(CardAccess(answerMillisecondsMax: 200)) {
                    card throws(CardTransportError) in
                    try card.transmit([0x00, 0xD6, 0, 0, 1, 1])
                }
            }
            await #expect(throws: CardAccessError<Never>.reader(.unanswered(reader: name))) {
                try await reader.withCard { (_) throws(Never) in }
            }
            #expect(ContinuousClock.now - start < .milliseconds(900))
            try await Task.sleep(for: .milliseconds(1_500))
            try await select(reader)
        }
    }

    @Test("two readers work at the same time") func parallel() async throws {
        let slow: @Sendable ([UInt8]) -> VirtualCard.Answer = { .late(milliseconds: 300, $0 + [0x90, 0]) }
        let cards = PrivateService.ports.prefix(2).map { VirtualCard(port: $0, answer: slow) }
        try await withInserted(cards[0]) { first in
            try await withInserted(cards[1]) { second in
                let spans = try await withThrowingTaskGroup(
                    of: (ContinuousClock.Instant, ContinuousClock.Instant).self
                ) { group in
                    for reader in [first, second] {
                        group.addTask {
                            try await reader.withCard { card throws(CardTransportError) in
                                let start = ContinuousClock.now
                                for _ in 0..<2 { _ = try card.transmit(Self.select) }
                                return (start, ContinuousClock.now)
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                // Each takes 600 ms of waiting for its card; one after another they couldn't overlap.
                #expect(spans[0].0 < spans[1].1 && spans[1].0 < spans[0].1)
            }
        }
    }

    @Test("a card swapped faster than pcscd looks is had in the end, or the operator is told to take it away")
    func swapRace() async throws {
        for _ in 0..<2 {
            let first = VirtualCard(port: port)
            try first.insert()
            let reader = CardReader(named: name)
            try await reader.waitForCard(timeoutMilliseconds: 5_000)
            try await reader.withCard(CardAccess(disposition: .unpower)) { (_) throws(Never) in
                first.remove()
                pause(milliseconds: 20)
            }
            let second = VirtualCard(port: port)
            try second.insert()
            do throws(CardAccessError<CardTransportError>) {
                let answer = try await reader.withCard { card throws(CardTransportError) in
                    try card.transmit(Self.select)
                }
                #expect(answer == Self.select + [0x90, 0x00])
            } catch {
                switch error {
                case .reader(.noCard), .reader(.cardStuck): break
                default: Issue.record("unexpected: \(error)")
                }
            }
            second.remove()
            try await reader.waitForRemoval(timeoutMilliseconds: 5_000)
            try await Task.sleep(for: .milliseconds(1_000))
            try await withInserted(VirtualCard(port: port)) { reader in
                try await reader.withCard { card throws(CardTransportError) in
                    _ = try card.transmit(Self.select)
                }
            }
        }
    }
}
