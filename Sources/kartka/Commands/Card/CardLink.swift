import CardReaders
import ISO7816
import SoftCard
import Synchronization

/// The transport of one conversation with a card, whether it lies on a reader or in a file of this process.
struct CardLink: ~Copyable, CardTransport {
    let limits: TransportLimits
    private var reader: LentTransport?
    private var soft: SoftCardTransport?
    private let count: ExchangeCount

    init(_ reader: consuming LentTransport, counting count: ExchangeCount) {
        limits = reader.limits
        self.reader = consume reader
        soft = nil
        self.count = count
    }

    init(_ soft: SoftCardTransport, counting count: ExchangeCount) {
        limits = soft.limits
        reader = nil
        self.soft = soft
        self.count = count
    }

    mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        count.add()
        if let answer = try reader?.transmit(command) { return answer }
        if let answer = try soft?.transmit(command) { return answer }
        throw .removed
    }
}

/// How many commands went to the card.
final class ExchangeCount: Sendable {
    private let count = Atomic<Int>(0)

    func add() {
        count.add(1, ordering: .relaxed)
    }

    var total: Int { count.load(ordering: .relaxed) }
}
