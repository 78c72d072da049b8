public import ISO7816

/// The card, for as long as ``CardReader/withCard(_:_:)`` lends it: nobody else gets a command in between.
///
/// It never crosses an `await`, so nothing can slip between two commands of a secure channel. After
/// `.removed`, `.torn`, `.timeout` and `.reader` it is dead: every further command is answered by the same
/// error and sends nothing. After `.reset` it is alive again, but the card has forgotten what was selected
/// and authenticated.
///
/// It is a transport itself; ``transport()`` lends one that a `CardSession` may consume.
public struct CardTransaction: ~Copyable, CardTransport {
    public let reader: String
    /// What happens to the card at the end.
    public var disposition: CardDisposition

    let conversation: CardConversation

    init(reader: String, conversation: CardConversation, disposition: CardDisposition) {
        self.reader = reader
        self.conversation = conversation
        self.disposition = disposition
    }

    /// The protocol that reader and card agreed on.
    public var activeProtocol: CardProtocols { conversation.activeProtocol }
    /// The card's answer to reset, 2…33 bytes.
    public var atr: [UInt8] { conversation.atr }
    /// Set once no further command can reach the card.
    public var failure: CardTransportError? { conversation.failure }
    public var limits: TransportLimits { conversation.limits }

    public mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        try conversation.transmit(command)
    }

    /// A transport to give away, for one conversation that begins with SELECT.
    ///
    /// It is good until the next one is lent, the card is reset, or the transaction ends; after that it
    /// throws `.reset` and sends nothing, so that a session which was dropped or kept can't go on behind
    /// another's back.
    public mutating func transport() -> LentTransport {
        LentTransport(conversation: conversation, generation: conversation.lend())
    }

    /// Resets the card and keeps it: afterwards nothing is selected or authenticated, and what is read comes
    /// from the card's memory, not from what it remembered of the last write.
    public mutating func reset(_ kind: Reset = .cold) throws(CardTransportError) {
        try conversation.reset(kind)
    }

    /// ISO/IEC 7816-3 §6.2: with or without taking the card's power away.
    public enum Reset: Sendable { case warm, cold }

    consuming func end() { conversation.end(disposition) }
}

/// See ``CardTransaction/transport()``.
public struct LentTransport: ~Copyable, CardTransport {
    private let conversation: CardConversation
    private let generation: Int

    init(conversation: CardConversation, generation: Int) {
        self.conversation = conversation
        self.generation = generation
    }

    public var limits: TransportLimits { conversation.limits }

    public mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        guard generation == conversation.generation else { throw conversation.failure ?? .reset }
        return try conversation.transmit(command)
    }
}
