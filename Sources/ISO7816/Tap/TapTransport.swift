/// The port to a card as a validator's firmware has it: the answer goes into the caller's buffer, so that an
/// exchange makes no memory.
public protocol TapTransport: ~Copyable {
    /// - Parameters:
    ///   - command: 5…38 bytes, a short APDU.
    ///   - response: room for the longest short response APDU, 258 bytes.
    /// - Returns: how many bytes were answered, 2…258.
    /// - Throws: ``CardTransportError``. After any of them the card may or may not have carried the command
    ///   out.
    mutating func transmit(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int
}

/// Any ``CardTransport`` as a ``TapTransport``; this one makes memory for each exchange.
public struct TapOver<Transport: CardTransport & ~Copyable>: TapTransport, ~Copyable {
    private var transport: Transport

    public init(_ transport: consuming Transport) { self.transport = transport }

    /// Gives the transport back.
    public consuming func finish() -> Transport { transport }

    public mutating func transmit(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int {
        let answer = try transport.transmit(Array(copying: command))
        guard answer.count <= response.count else { throw .responseTooLong(bytes: answer.count) }
        for index in answer.indices { response[index] = answer[index] }
        return answer.count
    }
}

extension TapOver: Sendable where Transport: Sendable & ~Copyable {}
