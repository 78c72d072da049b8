public import CardRecords

/// Reasons of one decision, in the order of their numbers; takes no memory of its own.
public struct ReasonSet: Equatable, Sendable {
    /// Bit n is the reason 100 + n.
    private var refused: UInt64 = 0
    /// Bit n is the reason 200 + n.
    private var undetermined: UInt64 = 0

    public init() {}

    public init(_ reasons: some Sequence<Reason>) {
        for reason in reasons { insert(reason) }
    }

    public mutating func insert(_ reason: Reason) {
        switch reason.outcome {
        case .refused: refused |= Self.bit(reason)
        case .undetermined, .accepted: undetermined |= Self.bit(reason)
        }
    }

    public mutating func remove(_ reason: Reason) {
        switch reason.outcome {
        case .refused: refused &= ~Self.bit(reason)
        case .undetermined, .accepted: undetermined &= ~Self.bit(reason)
        }
    }

    public mutating func formUnion(_ other: ReasonSet) {
        refused |= other.refused
        undetermined |= other.undetermined
    }

    public func contains(_ reason: Reason) -> Bool {
        (reason.outcome == .refused ? refused : undetermined) & Self.bit(reason) != 0
    }

    public var isEmpty: Bool { refused == 0 && undetermined == 0 }
    public var count: Int { refused.nonzeroBitCount + undetermined.nonzeroBitCount }

    /// Accepted only without any reason; one that refuses outweighs those that leave it open.
    public var outcome: Outcome { refused != 0 ? .refused : undetermined != 0 ? .undetermined : .accepted }

    private static func bit(_ reason: Reason) -> UInt64 { 1 << UInt64(reason.rawValue % 100) }
}

extension ReasonSet: Sequence {
    /// Those that refuse first.
    public func makeIterator() -> Iterator { Iterator(refused: refused, undetermined: undetermined) }

    public struct Iterator: IteratorProtocol, Sendable {
        var refused: UInt64
        var undetermined: UInt64

        public mutating func next() -> Reason? {
            if let reason = Self.takeLowest(of: &refused, from: 100) { return reason }
            return Self.takeLowest(of: &undetermined, from: 200)
        }

        private static func takeLowest(of bits: inout UInt64, from base: Int32) -> Reason? {
            guard bits != 0 else { return nil }
            let number = bits.trailingZeroBitCount
            bits &= bits - 1
            return Reason(rawValue: base + Int32(number))
        }
    }
}

extension ReasonSet: CustomStringConvertible {
    public var description: String { map(\.code).joined(separator: ", ") }
}

/// Notices of one decision, in the order of their numbers; takes no memory of its own.
public struct NoticeSet: Equatable, Sendable {
    /// Bit n is the notice 300 + n.
    private var bits: UInt64 = 0

    public init() {}

    public init(_ notices: some Sequence<Notice>) {
        for notice in notices { insert(notice) }
    }

    public mutating func insert(_ notice: Notice) { bits |= Self.bit(notice) }
    public func contains(_ notice: Notice) -> Bool { bits & Self.bit(notice) != 0 }
    public var isEmpty: Bool { bits == 0 }
    public var count: Int { bits.nonzeroBitCount }

    private static func bit(_ notice: Notice) -> UInt64 { 1 << UInt64(notice.rawValue - 300) }
}

extension NoticeSet: Sequence {
    public func makeIterator() -> Iterator { Iterator(bits: bits) }

    public struct Iterator: IteratorProtocol, Sendable {
        var bits: UInt64

        public mutating func next() -> Notice? {
            guard bits != 0 else { return nil }
            let number = bits.trailingZeroBitCount
            bits &= bits - 1
            return Notice(rawValue: 300 + Int32(number))
        }
    }
}

extension NoticeSet: CustomStringConvertible {
    public var description: String { map(\.code).joined(separator: ", ") }
}
