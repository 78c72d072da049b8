/// Tells every exchange to a listener, masked, and changes nothing.
public struct TracingTransport<Base: CardTransport & ~Copyable>: CardTransport, ~Copyable {
    private var base: Base
    private let mask: TraceMask
    private let record: (CardTrace.Exchange) -> Void

    /// - Parameter record: called after each exchange, on the caller's thread.
    public init(
        _ base: consuming Base, mask: TraceMask = .personalData,
        record: @escaping (CardTrace.Exchange) -> Void
    ) {
        self.base = base
        self.mask = mask
        self.record = record
    }

    public var limits: TransportLimits { base.limits }

    public mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        let hidden = mask.command(command)
        do {
            let answer = try base.transmit(command)
            record(CardTrace.Exchange(command: hidden, outcome: .answer(mask.answer(answer, to: command))))
            return answer
        } catch {
            record(CardTrace.Exchange(command: hidden, outcome: .failure(error)))
            throw error
        }
    }

    /// Gives the transport back.
    public consuming func finish() -> Base { base }
}
