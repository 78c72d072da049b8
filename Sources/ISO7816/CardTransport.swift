/// The port to a card: a command APDU's bytes in, the response APDU's bytes out, one at a time.
///
/// Implementations: PC/SC (`CardReaders`), the software card in process (`SoftCard`), and the decorators of
/// this module. A transport never interprets status words and never repeats a command by itself.
public protocol CardTransport: ~Copyable {
    /// What the reader and the protocol carry; what the card carries is in its FCI.
    var limits: TransportLimits { get }

    /// - Parameter command: 4…65 544 bytes.
    /// - Returns: 2…65 538 bytes.
    /// - Throws: ``CardTransportError``. After any of them but `.commandTooLong` the card may or may not have
    ///   carried the command out.
    mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8]
}

/// The longest APDUs that a reader passes on, in bytes.
public struct TransportLimits: Equatable, Sendable {
    public var commandBytesMax: Int
    public var responseBytesMax: Int

    public init(commandBytesMax: Int, responseBytesMax: Int) {
        self.commandBytesMax = commandBytesMax
        self.responseBytesMax = responseBytesMax
    }

    /// Short APDUs only: 5 + 255 + 1 bytes there, 256 + 2 back.
    public static let short = TransportLimits(commandBytesMax: 261, responseBytesMax: 258)
    /// All that ISO/IEC 7816-4 defines.
    public static let extended = TransportLimits(
        commandBytesMax: CommandAPDU.encodedBytesMax, responseBytesMax: ResponseAPDU.encodedBytesMax)
}

/// Why no response APDU came back.
public enum CardTransportError: Error, Equatable, Sendable {
    /// The card left the reader.
    case removed
    /// Somebody reset the card: all its session state is gone.
    case reset
    /// Fewer than 2 bytes were answered: the command is in doubt. Read before writing again.
    case torn
    /// No answer in time: in doubt as well.
    case timeout
    /// More bytes than the transport carries; nothing was sent.
    case commandTooLong(bytes: Int)
    /// The card's answer is longer than any response APDU.
    case responseTooLong(bytes: Int)
    /// The reader or its driver failed; the raw code is that of PC/SC.
    case reader(code: Int)

    /// True where the card may have carried the command out although no answer came.
    public var leavesCommandInDoubt: Bool {
        if case .commandTooLong = self { return false }
        return true
    }
}
