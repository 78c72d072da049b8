internal import CPCSC

/// What the PC/SC service knows of one reader. PC/SC part 5 §3.2.5, SCARD_READERSTATE.
public struct ReaderState: Equatable, Hashable, Sendable {
    public let reader: String
    /// Flags in the low 16 bits, the count of insertions and removals in the high 16 bits.
    public private(set) var rawValue: UInt32
    /// The answer to reset of the card in it, 2…33 bytes; empty without a card.
    public private(set) var atr: [UInt8]

    /// A reader of which nothing is known yet: waiting on it returns at once.
    public init(reader: String) { self.init(reader: reader, rawValue: 0, atr: []) }

    init(reader: String, rawValue: UInt32, atr: [UInt8]) {
        self.reader = reader
        self.rawValue = rawValue
        self.atr = atr
    }

    public var hasCard: Bool { rawValue & Flag.present != 0 }
    /// The service knows no such reader any more.
    public var isGone: Bool { rawValue & (Flag.unknown | Flag.unavailable) != 0 }
    /// Some program is connected to the card.
    public var isInUse: Bool { rawValue & (Flag.inUse | Flag.exclusive) != 0 }
    public var isExclusive: Bool { rawValue & Flag.exclusive != 0 }
    /// There is a card, but it doesn't answer to reset.
    public var isMute: Bool { rawValue & Flag.mute != 0 }
    /// Grows with each insertion and removal: equal counts mean the same card lay there all the time.
    public var eventCount: UInt16 { UInt16(rawValue >> 16) }

    mutating func update(from raw: cpcsc_reader_state) {
        rawValue = raw.event_state & ~Flag.changed
        // safe: the bytes of a tuple, only read while they are lent.
        let bytes = unsafe withUnsafeBytes(of: raw.atr) { unsafe Array($0.prefix(Int(raw.atr_count))) }
        atr = hasCard ? bytes : []
    }

    /// winscard.h, SCARD_STATE_…; cpcsc.c checks the numbers.
    enum Flag {
        static let changed: UInt32 = 0x0002
        static let unknown: UInt32 = 0x0004
        static let unavailable: UInt32 = 0x0008
        static let present: UInt32 = 0x0020
        static let exclusive: UInt32 = 0x0080
        static let inUse: UInt32 = 0x0100
        static let mute: UInt32 = 0x0200
    }
}
