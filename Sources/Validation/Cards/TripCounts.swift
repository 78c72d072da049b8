internal import CardRecords
internal import ConcessionRules

/// How many trips of each card have been counted against each quota. Bounded; the count that wasn't needed
/// for longest makes room, which is in the passenger's favour.
///
/// Made from the journal, as ``CardMemory`` is.
struct TripCounts: ~Copyable {
    private static let waysCount = 8

    private struct Entry {
        /// 0 where the entry is free.
        var card: UInt64 = 0
        var counter: UInt64 = 0
        var trips: UInt32 = 0
        var used: UInt64 = 0
    }

    private var entries: [Entry]
    private let setMask: UInt64
    private var uses: UInt64 = 0

    /// - Parameter countsMax: rounded up to a power of two, at least 8.
    init(countsMax: Int) {
        var sets = 1
        while sets * Self.waysCount < countsMax { sets *= 2 }
        entries = [Entry](repeating: Entry(), count: sets * Self.waysCount)
        setMask = UInt64(sets - 1)
    }

    var bytes: Int { entries.count * MemoryLayout<Entry>.stride }

    func trips(of card: CardNumber, _ counter: QuotaCounter) -> UInt32 {
        index(of: card.rawValue, counter.key).map { entries[$0].trips } ?? 0
    }

    /// One trip more.
    mutating func count(_ card: CardNumber, _ counter: QuotaCounter) {
        uses += 1
        let key = counter.key
        let place = index(of: card.rawValue, key) ?? oldest(from: firstWay(card.rawValue, key))
        if entries[place].card != card.rawValue || entries[place].counter != key {
            entries[place] = Entry(card: card.rawValue, counter: key)
        }
        entries[place].used = uses
        if entries[place].trips < .max { entries[place].trips += 1 }
    }

    /// A trip that was counted doesn't take place.
    mutating func uncount(_ card: CardNumber, _ counter: QuotaCounter) {
        guard let place = index(of: card.rawValue, counter.key), entries[place].trips > 0 else { return }
        entries[place].trips -= 1
    }

    private func firstWay(_ card: UInt64, _ counter: UInt64) -> Int {
        let hash = (card ^ (counter << 17 | counter >> 47)) &* 0x9E37_79B9_7F4A_7C15
        return Int(hash >> 32 & setMask) * Self.waysCount
    }

    private func index(of card: UInt64, _ counter: UInt64) -> Int? {
        let first = firstWay(card, counter)
        for index in first..<(first + Self.waysCount)
        where entries[index].card == card && entries[index].counter == counter { return index }
        return nil
    }

    private func oldest(from first: Int) -> Int {
        var oldest = first
        for index in first..<(first + Self.waysCount) where entries[index].used < entries[oldest].used {
            oldest = index
        }
        return oldest
    }
}
