public import COSE
public import CardRecords
public import StatusLists

/// Which status index belongs to which record of which card, and what became of it: the register of a
/// region's authorities at one moment.
///
/// A record's status comes out of what was done to it and to its card: *revoked* outweighs *superseded*, that
/// outweighs *suspended*. What was done to a card holds for all its records, those of later too.
public struct StatusRegister: Sendable {
    private struct Entry {
        /// 0: the index was skipped, no record has it.
        var card: UInt64 = 0
        var issued: Int64 = 0
        var since: Int64 = 0
        var file: UInt8 = 0
        var reason = StatusReason.unspecified
        var marks: Marks = []
    }

    private struct Marks: OptionSet {
        let rawValue: UInt8
        static let placed = Marks(rawValue: 1)
        static let superseded = Marks(rawValue: 2)
        static let revoked = Marks(rawValue: 4)
        static let suspended = Marks(rawValue: 8)
    }

    private struct CardStanding {
        var marks: Marks = []
        var since: Int64
        var reason: StatusReason
    }

    /// By domain code; the places are status indices.
    private var entries: [[Entry]] = Array(repeating: [], count: Domain.allCases.count + 1)
    /// Cards that were ever denied.
    private var cards: [UInt64: CardStanding] = [:]
    private var published: [Domain: Int64] = [:]

    init() {}

    // MARK: What it says

    /// The indices of the domain are below this.
    public func indexCount(of domain: Domain) -> Int { entries[Int(domain.code)].count }

    /// What the status list of the domain says of `index`; *valid* for one that no record has.
    public func status(_ domain: Domain, _ index: Int) -> CardStatus {
        let list = entries[Int(domain.code)]
        return list.indices.contains(index) ? status(of: list[index]) : .valid
    }

    /// Nil for an index that no record has.
    public func record(_ domain: Domain, _ index: Int) -> RegisteredRecord? {
        let list = entries[Int(domain.code)]
        return list.indices.contains(index) ? describe(list[index], domain, index) : nil
    }

    /// All records that were ever issued for the card, by domain and index.
    public func records(of card: CardNumber) -> [RegisteredRecord] {
        Domain.allCases.flatMap { domain in
            entries[Int(domain.code)].indices.compactMap { index in
                let entry = entries[Int(domain.code)][index]
                return entry.card == card.rawValue ? describe(entry, domain, index) : nil
            }
        }
    }

    /// What the office did to the card itself; *valid* where nothing.
    public func status(of card: CardNumber) -> CardStatus {
        guard let marks = cards[card.rawValue]?.marks else { return .valid }
        return marks.contains(.revoked) ? .revoked : marks.contains(.suspended) ? .suspended : .valid
    }

    /// Calls `body` with each index that isn't *valid*, ascending.
    public func forEachDenied(_ domain: Domain, _ body: (_ index: Int, _ status: CardStatus) -> Void) {
        let list = entries[Int(domain.code)]
        for index in list.indices {
            let status = status(of: list[index])
            if status != .valid { body(index, status) }
        }
    }

    public func summary(of domain: Domain) -> StatusSummary {
        var summary = StatusSummary()
        for entry in entries[Int(domain.code)] where entry.card != 0 {
            summary.records += 1
            summary.byStatus[status(of: entry), default: 0] += 1
            if entry.marks.isDisjoint(with: [.placed, .superseded]) { summary.waiting += 1 }
        }
        return summary
    }

    /// How many records that are neither revoked nor superseded were issued in this time.
    public func recordCount(of domain: Domain, issuedIn time: ClosedRange<NumericDate>) -> Int {
        let seconds = time.lowerBound.epochSeconds...time.upperBound.epochSeconds
        return entries[Int(domain.code)].count { entry in
            entry.card != 0 && seconds.contains(entry.issued)
                && [.valid, .suspended].contains(status(of: entry))
        }
    }

    /// When the domain's newest list was issued.
    public func lastPublished(_ domain: Domain) -> NumericDate? {
        published[domain].flatMap { NumericDate(epochSeconds: $0) }
    }

    /// Records that were sealed to replace another one, and of which nobody knows whether the card has them:
    /// the card has to be seen once more.
    public func recordsInDoubt() -> [RegisteredRecord] {
        var found: [RegisteredRecord] = []
        for domain in Domain.allCases {
            let list = entries[Int(domain.code)]
            func isOpen(_ entry: Entry) -> Bool {
                entry.card != 0 && !entry.marks.contains(.superseded)
            }
            let waiting = list.indices.filter { isOpen(list[$0]) && !list[$0].marks.contains(.placed) }
            guard !waiting.isEmpty else { continue }
            let cards = Set(waiting.map { list[$0].card })
            // How many records of a kind such a card may have.
            var counts: [RecordOfCard: Int] = [:]
            for entry in list where isOpen(entry) && cards.contains(entry.card) {
                counts[RecordOfCard(card: entry.card, file: entry.file), default: 0] += 1
            }
            found += waiting.compactMap { index in
                let key = RecordOfCard(card: list[index].card, file: list[index].file)
                return counts[key, default: 0] > 1 ? describe(list[index], domain, index) : nil
            }
        }
        return found
    }

    private struct RecordOfCard: Hashable {
        let card: UInt64
        let file: UInt8
    }

    private func status(of entry: Entry) -> CardStatus {
        let card = cards.isEmpty ? [] : cards[entry.card]?.marks ?? []
        let marks = entry.marks.union(card)
        if marks.contains(.revoked) { return .revoked }
        if marks.contains(.superseded) { return .superseded }
        return marks.contains(.suspended) ? .suspended : .valid
    }

    /// What was done to the record itself, whatever its card's standing.
    private func marks(_ record: RegisteredRecord) -> Marks {
        let list = entries[Int(record.domain.code)]
        return list.indices.contains(record.index) ? list[record.index].marks : []
    }

    func isSuperseded(_ record: RegisteredRecord) -> Bool { marks(record).contains(.superseded) }
    func isSuspended(_ record: RegisteredRecord) -> Bool { marks(record).contains(.suspended) }
    func isRevoked(_ record: RegisteredRecord) -> Bool { marks(record).contains(.revoked) }
    func isSuspended(_ card: CardNumber) -> Bool {
        cards[card.rawValue]?.marks.contains(.suspended) ?? false
    }
    func isRevoked(_ card: CardNumber) -> Bool { cards[card.rawValue]?.marks.contains(.revoked) ?? false }

    private func describe(_ entry: Entry, _ domain: Domain, _ index: Int) -> RegisteredRecord? {
        guard let card = CardNumber(rawValue: entry.card), let type = RecordType(cardFile: entry.file),
            let issued = NumericDate(epochSeconds: entry.issued)
        else { return nil }
        let status = status(of: entry)
        var (since, reason) = (entry.since, entry.reason)
        // What was done to the card counts where it decides.
        if let standing = cards[entry.card], !entry.marks.contains(.revoked),
            status == .revoked || (status == .suspended && !entry.marks.contains(.suspended))
        {
            (since, reason) = (standing.since, standing.reason)
        }
        return RegisteredRecord(
            domain: domain, type: type, index: index, cardNumber: card, issued: issued, status: status,
            since: status == .valid ? nil : NumericDate(epochSeconds: since),
            reason: status == .valid ? nil : reason, isOnCard: entry.marks.contains(.placed))
    }

    // MARK: What happens

    /// - Returns: false for an event that contradicts those before it: the register is damaged.
    mutating func apply(_ event: RegisterEvent) -> Bool {
        switch event.kind {
        case .issued: return issue(event)
        case .placed, .superseded, .recordRevoked, .recordSuspended, .recordResumed:
            return changeRecord(event)
        case .cardRevoked, .cardSuspended, .cardResumed:
            changeCard(event)
            return true
        case .published:
            guard let domain = Domain(code: event.subject) else { return false }
            published[domain] = max(published[domain] ?? event.time, event.time)
            return true
        }
    }

    /// Whether `event` would change anything.
    func isNews(_ event: RegisterEvent) -> Bool {
        guard let type = RecordType(cardFile: event.subject), let index = Int(exactly: event.index),
            entries[Int(type.domain.code)].indices.contains(index)
        else { return true }
        let marks = entries[Int(type.domain.code)][index].marks
        return switch event.kind {
        case .placed: !marks.contains(.placed)
        case .superseded: !marks.contains(.superseded)
        default: true
        }
    }

    /// More numbers in a row are never skipped.
    private static let gapMax = 1 << 20

    private mutating func issue(_ event: RegisterEvent) -> Bool {
        guard let type = RecordType(cardFile: event.subject),
            CardNumber(rawValue: event.cardNumber) != nil, NumericDate(epochSeconds: event.time) != nil
        else { return false }
        let (code, index) = (Int(type.domain.code), Int(event.index))
        let missing = index + 1 - entries[code].count
        guard missing <= Self.gapMax, index < StatusListLimits.countMax else { return false }
        if missing > 0 { entries[code].append(contentsOf: repeatElement(Entry(), count: missing)) }
        guard entries[code][index].card == 0 else { return false }
        entries[code][index] = Entry(card: event.cardNumber, issued: event.time, file: event.subject)
        return true
    }

    private mutating func changeRecord(_ event: RegisterEvent) -> Bool {
        guard let type = RecordType(cardFile: event.subject) else { return false }
        let (code, index) = (Int(type.domain.code), Int(event.index))
        guard entries[code].indices.contains(index), entries[code][index].card == event.cardNumber,
            entries[code][index].file == event.subject
        else { return false }
        let before = entries[code][index].marks
        switch event.kind {
        case .placed: entries[code][index].marks.insert(.placed)
        case .superseded: entries[code][index].marks.insert(.superseded)
        case .recordRevoked: entries[code][index].marks.insert(.revoked)
        case .recordSuspended: entries[code][index].marks.insert(.suspended)
        default: entries[code][index].marks.remove(.suspended)
        }
        let isOutweighed = before.contains(.revoked)
        if event.kind != .placed, entries[code][index].marks != before, !isOutweighed {
            entries[code][index].since = event.time
            entries[code][index].reason = event.reason
        }
        return true
    }

    private mutating func changeCard(_ event: RegisterEvent) {
        var standing =
            cards[event.cardNumber] ?? CardStanding(since: event.time, reason: event.reason)
        guard !standing.marks.contains(.revoked) else { return }
        let before = standing.marks
        switch event.kind {
        case .cardRevoked: standing.marks.insert(.revoked)
        case .cardSuspended: standing.marks.insert(.suspended)
        default: standing.marks.remove(.suspended)
        }
        if standing.marks != before {
            standing.since = event.time
            standing.reason = event.reason
        }
        cards[event.cardNumber] = standing
    }
}

/// One record in the register.
public struct RegisteredRecord: Equatable, Sendable {
    public let domain: Domain
    public let type: RecordType
    /// In the domain's status list.
    public let index: Int
    public let cardNumber: CardNumber
    /// When the index was given to it.
    public let issued: NumericDate
    public let status: CardStatus
    /// Since when, and why, it isn't *valid*; nil while it is.
    public let since: NumericDate?
    public let reason: StatusReason?
    /// Whether the card was seen to have it, now or once.
    public let isOnCard: Bool
}

/// How many records of a domain have which status.
public struct StatusSummary: Equatable, Sendable {
    public internal(set) var records = 0
    public internal(set) var byStatus: [CardStatus: Int] = [:]
    /// Sealed for a card that wasn't seen to have them yet.
    public internal(set) var waiting = 0

    public subscript(_ status: CardStatus) -> Int { byStatus[status] ?? 0 }
}
