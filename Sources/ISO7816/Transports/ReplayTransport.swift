/// Answers as a trace tells, as long as the commands are those of the trace.
public struct ReplayTransport: CardTransport {
    public let limits: TransportLimits
    private var rest: ArraySlice<CardTrace.Exchange>
    /// Exchanges that were played.
    public private(set) var count = 0

    public init(_ trace: CardTrace, limits: TransportLimits = .extended) {
        self.limits = limits
        rest = trace.exchanges[...]
    }

    /// Everything was asked for.
    public var isFinished: Bool { rest.isEmpty }

    /// - Throws: the failure that the trace tells; ``CardTransportError/removed`` after its end;
    ///   ``CardTransportError/reader(code:)`` with ``otherCommandCode`` for a command that isn't the next.
    public mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        guard let next = rest.first else { throw .removed }
        guard next.command.count == command.count,
            zip(next.command, command).allSatisfy({ $0 == nil || $0 == $1 })
        else { throw .reader(code: Self.otherCommandCode) }
        rest = rest.dropFirst()
        count += 1
        switch next.outcome {
        case .failure(let error): throw error
        // What was hidden is gone; zeros have the right length.
        case .answer(let bytes): return bytes.map { $0 ?? 0 }
        }
    }

    /// Not a code of any reader.
    public static let otherCommandCode = -1
}
