import Testing

@testable import CardReaders

@Suite("Reader events and the choice of a reader")
struct ReaderEventTests {
    static let atr: [UInt8] = [0x3B, 0x80, 0x01, 0x81]

    static func reader(_ name: String, card: Bool = false, mute: Bool = false, count: UInt32 = 0)
        -> ReaderState
    {
        var flags: UInt32 = card ? 0x20 : 0x10
        if mute { flags |= 0x200 }
        return ReaderState(reader: name, rawValue: flags | count << 16, atr: card && !mute ? atr : [])
    }

    @Test("nothing changed, nothing is told") func nothing() {
        let states = [Self.reader("A"), Self.reader("B", card: true, count: 3)]
        #expect(ReaderEvent.changes(from: states, to: states).isEmpty)
    }

    @Test("the first look tells what is there") func first() {
        let now = [Self.reader("A"), Self.reader("B", card: true)]
        #expect(
            ReaderEvent.changes(from: [], to: now) == [
                .readerAdded(reader: "A"), .readerAdded(reader: "B"),
                .cardInserted(reader: "B", atr: Self.atr),
            ])
    }

    @Test("a card that comes and goes is told") func comesAndGoes() {
        let empty = [Self.reader("A", count: 1)]
        let full = [Self.reader("A", card: true, count: 2)]
        #expect(ReaderEvent.changes(from: empty, to: full) == [.cardInserted(reader: "A", atr: Self.atr)])
        #expect(ReaderEvent.changes(from: full, to: empty) == [.cardRemoved(reader: "A")])
    }

    @Test("a card swapped between two looks is told as removed and inserted") func swap() {
        let before = [Self.reader("A", card: true, count: 1)]
        let after = [Self.reader("A", card: true, count: 3)]
        #expect(
            ReaderEvent.changes(from: before, to: after) == [
                .cardRemoved(reader: "A"), .cardInserted(reader: "A", atr: Self.atr),
            ])
    }

    @Test("a reader pulled out with its card tells both") func unplugged() {
        let before = [Self.reader("A", card: true), Self.reader("B")]
        #expect(
            ReaderEvent.changes(from: before, to: [Self.reader("B")]) == [
                .cardRemoved(reader: "A"), .readerRemoved(reader: "A"),
            ])
        let gone = ReaderState(reader: "A", rawValue: 0x04, atr: [])
        #expect(
            ReaderEvent.changes(from: before, to: [gone, Self.reader("B")]) == [
                .cardRemoved(reader: "A"), .readerRemoved(reader: "A"),
            ])
    }

    @Test("a card that doesn't answer to reset is told as mute, not as inserted") func mute() {
        let mute = [Self.reader("A", card: true, mute: true, count: 1)]
        #expect(ReaderEvent.changes(from: [Self.reader("A")], to: mute) == [.cardMute(reader: "A")])
    }

    @Test("flags are read from the low half, the count from the high half") func flags() {
        let state = ReaderState(reader: "A", rawValue: 0x0007_01A0, atr: Self.atr)
        #expect(state.hasCard && state.isInUse && state.isExclusive && !state.isMute && !state.isGone)
        #expect(state.eventCount == 7)
    }

    @Test("a reader is found by its name, a part of it, or because it is the only one")
    func choice() throws {
        let one = [Self.reader("Gemalto PC Twin 00 00")]
        let two = one + [Self.reader("ACS ACR122U 01 00", card: true)]
        #expect(try CardReaders.choose(nil, from: one).reader == "Gemalto PC Twin 00 00")
        #expect(try CardReaders.choose("acr122", from: two).reader == "ACS ACR122U 01 00")
        #expect(try CardReaders.choose("Gemalto PC Twin 00 00", from: two).reader == "Gemalto PC Twin 00 00")
        #expect(try CardReaders.choose(nil, from: two).reader == "ACS ACR122U 01 00")
    }

    @Test("a choice that isn't clear is refused, with the names to choose from") func unclear() {
        let two = [Self.reader("ACS 00"), Self.reader("ACS 01")]
        #expect(throws: CardReaderError.ambiguous(readers: ["ACS 00", "ACS 01"])) {
            try CardReaders.choose("acs", from: two)
        }
        #expect(throws: CardReaderError.ambiguous(readers: ["ACS 00", "ACS 01"])) {
            try CardReaders.choose(nil, from: two)
        }
        #expect(throws: CardReaderError.noReader(name: "omnikey")) {
            try CardReaders.choose("omnikey", from: two)
        }
        #expect(throws: CardReaderError.service(.noReadersAvailable)) {
            try CardReaders.choose(nil, from: [])
        }
    }
}
