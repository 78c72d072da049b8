internal import CardRecords

/// Which rules' conditions hold, as one bit for each rule: a row of bits for each value of each dimension.
///
/// A trip picks one row of every dimension; what all of them have is what matches, and the lowest bit is the
/// first rule. So the work doesn't depend on how many conditions the rules have.
struct RuleIndex {
    /// 64-bit words of a row, 1…``wordsMax``.
    let wordCount: Int
    private var words: [UInt64] = []

    // Where the rows of a dimension's values begin in `words`.
    private(set) var classRows: [Int] = []
    private(set) var codes: [UInt8] = []
    private(set) var codeRows: [Int] = []
    private(set) var otherCodeRow = 0
    private(set) var carriers: [UInt16] = []
    private(set) var carrierRows: [Int] = []
    private(set) var otherCarrierRow = 0
    private(set) var modeRows: [Int] = []
    /// The first one is that of trips outside all zones.
    private(set) var zoneRows: [Int] = []
    private(set) var segmentRows: [Int] = []
    private(set) var dayRangeRows: [Int] = []

    static let wordsMax = 8

    init(_ form: ConcessionRuleSet, _ table: TimeTable) {
        wordCount = (form.rules.count + 63) / 64
        var builder = RowBuilder(rules: form.rules, wordCount: wordCount)
        classRows = (0...RuleLimits.classMax).map { number in
            builder.row { $0.classes.has(bit: number) }
        }
        codes = Set(form.rules.flatMap { $0.classCodes ?? [] }).sorted().map { UInt8(clamping: $0) }
        codeRows = codes.map { code in builder.row { $0.classCodes?.contains(Int(code)) ?? true } }
        otherCodeRow = builder.row { $0.classCodes == nil }
        carriers = Set(form.rules.flatMap { $0.carriers ?? [] }).sorted().map { UInt16(clamping: $0) }
        carrierRows = carriers.map { carrier in
            builder.row { $0.carriers?.contains(Int(carrier)) ?? true }
        }
        otherCarrierRow = builder.row { $0.carriers == nil }
        modeRows = VehicleMode.allCases.map { mode in builder.row { $0.modes.has(bit: Int(mode.rawValue)) } }
        zoneRows = [builder.row { $0.zones == nil }]
        zoneRows += (0..<RuleLimits.zonesMax).map { zone in builder.row { $0.zones.has(bit: zone) } }
        let masks = form.rules.map { TimeMask($0.conditions, in: form) }
        segmentRows = (0..<table.segmentCount).map { segment in
            builder.row(masks) {
                $0.holds(table.kind(ofSegment: segment), bands: table.bands(inSegment: segment))
            }
        }
        dayRangeRows = (0..<table.dayRangeCount).map { range in
            builder.row(masks) { $0.holds(calendars: table.calendars(inDayRange: range)) }
        }
        words = builder.words
    }

    func codeRow(_ code: UInt8?) -> Int {
        guard let code else { return otherCodeRow }
        let past = codes.firstIndexPast { $0 <= code }
        return past > 0 && codes[past - 1] == code ? codeRows[past - 1] : otherCodeRow
    }

    func carrierRow(_ carrier: UInt16) -> Int {
        let past = carriers.firstIndexPast { $0 <= carrier }
        return past > 0 && carriers[past - 1] == carrier ? carrierRows[past - 1] : otherCarrierRow
    }

    /// - Parameter zone: outside 1…16 for none.
    func zoneRow(_ zone: UInt8) -> Int {
        let index = Int(zone)
        return zoneRows[index < zoneRows.count ? index : 0]
    }

    /// All rules; no bit beyond them.
    var everyRule: RuleBits {
        var bits = RuleBits(wordCount: wordCount)
        bits.fill()
        return bits
    }

    /// What `bits` and the row have in common.
    @inline(__always)
    func narrow(_ bits: inout RuleBits, to row: Int) {
        for index in 0..<wordCount { bits.words[index] &= words[row + index] }
    }
}

/// A set of rules by their places, on the stack.
struct RuleBits {
    fileprivate(set) var words = [8 of UInt64](repeating: 0)  // RuleIndex.wordsMax
    private let wordCount: Int

    fileprivate init(wordCount: Int) { self.wordCount = wordCount }

    fileprivate mutating func fill() {
        for index in 0..<wordCount { words[index] = .max }
    }

    /// Takes the first place out of the set; nil when it is empty.
    @inline(__always)
    mutating func removeFirst() -> Int? {
        for index in 0..<wordCount where words[index] != 0 {
            let place = index * 64 + words[index].trailingZeroBitCount
            words[index] &= words[index] - 1
            return place
        }
        return nil
    }
}

/// Writes each different row once.
private struct RowBuilder {
    let rules: [ConcessionRuleSet.Rule]
    let wordCount: Int
    private(set) var words: [UInt64] = []
    private var places: [[UInt64]: Int] = [:]

    init(rules: [ConcessionRuleSet.Rule], wordCount: Int) {
        self.rules = rules
        self.wordCount = wordCount
    }

    mutating func row(_ holds: (ConcessionRuleSet.Rule) -> Bool) -> Int { row(rules, holds) }

    mutating func row<Item>(_ items: [Item], _ holds: (Item) -> Bool) -> Int {
        var row = [UInt64](repeating: 0, count: wordCount)
        for (place, item) in items.enumerated() where holds(item) {
            row[place / 64] |= 1 << UInt64(place % 64)
        }
        if let place = places[row] { return place }
        places[row] = words.count
        words += row
        return words.count - wordCount
    }
}

extension Optional where Wrapped: RecordBitSet {
    /// A set that is left out has every bit.
    func has(bit: Int) -> Bool { map { $0.rawValue & (1 << UInt64(bit)) != 0 } ?? true }
}
