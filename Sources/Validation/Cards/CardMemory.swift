internal import CardRecords

/// What a validator remembers of the cards that were held to it: the last counter, the last trip, and a tap
/// whose answer got lost. Bounded; the card that wasn't seen for longest makes room.
///
/// It holds what the journal says and is made from it: nothing here is on the disk.
struct CardMemory: ~Copyable {
    /// Cards that may share a place in the table: of these the oldest goes.
    private static let waysCount = 8
    /// An answer that got lost may be asked for again for so long. formats.md §4.
    static let ratificationSeconds: Int64 = 60

    /// A trip that was accepted.
    struct Trip: Equatable, Sendable {
        var sequence: UInt64
        var time: Int64
        var place: UInt64
    }

    struct Entry: Sendable {
        /// 0 where the entry is free: no card has this number.
        var card: UInt64 = 0
        var counter: UInt32 = 0
        var hasCounter = false
        /// 0 in `sequence` where there is none.
        var trip = Trip(sequence: 0, time: 0, place: 0)
        /// A tap of which nobody knows whether its answer arrived; 0 in `sequence` where there is none.
        var unanswered = Trip(sequence: 0, time: 0, place: 0)
        /// Grows with every use, so that the smallest is the oldest.
        var used: UInt64 = 0
    }

    private var entries: [Entry]
    private let setMask: UInt64
    private var uses: UInt64 = 0

    /// - Parameter cardsMax: rounded up to a power of two, at least 8.
    init(cardsMax: Int) {
        var sets = 1
        while sets * Self.waysCount < cardsMax { sets *= 2 }
        entries = [Entry](repeating: Entry(), count: sets * Self.waysCount)
        setMask = UInt64(sets - 1)
    }

    var bytes: Int { entries.count * MemoryLayout<Entry>.stride }

    /// Where a card is, or would be.
    private func firstWay(_ card: UInt64) -> Int {
        // Fibonacci hashing: consecutive card numbers are spread over all sets.
        let hash = card &* 0x9E37_79B9_7F4A_7C15
        return Int(hash >> 32 & setMask) * Self.waysCount
    }

    private func index(of card: UInt64) -> Int? {
        let first = firstWay(card)
        for index in first..<(first + Self.waysCount) where entries[index].card == card { return index }
        return nil
    }

    func entry(of card: CardNumber) -> Entry? { index(of: card.rawValue).map { entries[$0] } }

    /// Changes what is known of a card; a card that isn't known yet takes the place of the oldest one.
    mutating func update(_ card: CardNumber, _ change: (inout Entry) -> Void) {
        uses += 1
        let place = index(of: card.rawValue) ?? oldest(from: firstWay(card.rawValue))
        if entries[place].card != card.rawValue { entries[place] = Entry(card: card.rawValue) }
        entries[place].used = uses
        change(&entries[place])
    }

    /// As ``update(_:_:)``, if the card is still known.
    mutating func updateIfKnown(_ card: CardNumber, _ change: (inout Entry) -> Void) {
        guard let place = index(of: card.rawValue) else { return }
        change(&entries[place])
    }

    private func oldest(from first: Int) -> Int {
        var oldest = first
        for index in first..<(first + Self.waysCount) where entries[index].used < entries[oldest].used {
            oldest = index
        }
        return oldest
    }
}
