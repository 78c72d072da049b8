/// Does what goes wrong with cards in the field: at one command, or at each, the card tears, lies or loops.
public struct FaultTransport<Base: CardTransport & ~Copyable>: CardTransport, ~Copyable {
    public enum Fault: Equatable, Sendable {
        /// The command never reaches the card.
        case lost(CardTransportError)
        /// The card carries the command out; the answer never comes back.
        case unanswered(CardTransportError)
        /// The card carries the command out; this comes back instead.
        case answered([UInt8])
        /// One bit of the answer is another.
        case flippedBit(Int)
    }

    private var base: Base
    private let fault: Fault
    private let position: Int?
    /// Commands so far.
    public private(set) var count = 0

    /// - Parameter position: which command fails, from 0; nil: every one.
    public init(_ base: consuming Base, _ fault: Fault, at position: Int?) {
        self.base = base
        self.fault = fault
        self.position = position
    }

    public var limits: TransportLimits { base.limits }

    public mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        let isDue = position == nil || position == count
        count += 1
        guard isDue else { return try base.transmit(command) }
        switch fault {
        case .lost(let error): throw error
        case .unanswered(let error):
            _ = try base.transmit(command)
            throw error
        case .answered(let bytes):
            _ = try base.transmit(command)
            return bytes
        case .flippedBit(let bit):
            var answer = try base.transmit(command)
            guard !answer.isEmpty, bit >= 0 else { return answer }
            answer[(bit / 8) % answer.count] ^= 1 << UInt8(bit % 8)
            return answer
        }
    }

    /// Gives the transport back.
    public consuming func finish() -> Base { base }
}
