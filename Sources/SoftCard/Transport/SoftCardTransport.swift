public import ISO7816

/// The transport to a soft card in the same process.
public struct SoftCardTransport: CardTransport, Sendable {
    public let slot: SoftCardSlot

    /// Takes the card in `slot` as it is: switched on or not.
    public init(_ slot: SoftCardSlot) { self.slot = slot }

    public var limits: TransportLimits { slot.limits }

    /// - Throws: `CardTransportError.torn` where the power failed inside the command or fewer than 2
    ///   bytes came
    ///   back, `CardTransportError.removed` where there is no powered card.
    public func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        guard command.count <= limits.commandBytesMax else { throw .commandTooLong(bytes: command.count) }
        switch slot.exchange(command) {
        case .absent: throw .removed
        case .torn: throw .torn
        case .bytes(let response):
            guard response.count >= 2 else { throw .torn }
            guard response.count <= ResponseAPDU.encodedBytesMax else {
                throw .responseTooLong(bytes: response.count)
            }
            return response
        }
    }
}
