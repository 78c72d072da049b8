/// How a card is taken and how it is left.
public struct CardAccess: Equatable, Sendable {
    public enum Sharing: Sendable {
        /// Nobody else may be connected to the card: for personalisation and everything with keys.
        case exclusive
        /// Others may stay connected, but wait while our transaction lasts; and we wait while theirs does.
        case shared
    }

    public var sharing: Sharing
    /// What the card may speak; the reader chooses among them.
    public var protocols: CardProtocols
    /// What happens to the card at the end; the transaction may still change it.
    public var disposition: CardDisposition

    /// 1…3 600 000 ms: a command that isn't answered by then is `.timeout`, in doubt, and ends the
    /// transaction.
    public var answerMillisecondsMax: Int

    /// The default leaves nothing open on the card: whatever was selected or authenticated is gone at the
    /// end.
    public init(
        sharing: Sharing = .exclusive, protocols: CardProtocols = .any,
        disposition: CardDisposition = .reset, answerMillisecondsMax: Int = 30_000
    ) {
        precondition((1...3_600_000).contains(answerMillisecondsMax), "a time limit in range")
        self.answerMillisecondsMax = answerMillisecondsMax
        self.sharing = sharing
        self.protocols = protocols
        self.disposition = disposition
    }
}

/// What happens to the card when it is let go. winscard.h; cpcsc.c checks the numbers.
public enum CardDisposition: UInt32, Sendable {
    /// The card stays as it is: selected and authenticated, if it was.
    case leave = 0
    /// Warm reset.
    case reset = 1
    /// Power off: the next access begins with a cold reset.
    case unpower = 2
    /// Out of the reader, where it has a motor; otherwise like `unpower`.
    case eject = 3
}

/// Transmission protocols. ISO/IEC 7816-3 §§10, 11.
public struct CardProtocols: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let t0 = CardProtocols(rawValue: 1)
    public static let t1 = CardProtocols(rawValue: 2)
    public static let any: CardProtocols = [.t0, .t1]
}

extension CardAccess.Sharing {
    var mode: UInt32 {
        switch self {
        case .exclusive: 1
        case .shared: 2
        }
    }
}
