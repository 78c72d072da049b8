import COSE
import CardCrypto
import CardRecords
import ISO7816
import Synchronization

/// A card that answers a tap, right or in any wrong way; shared by whoever holds it.
final class TestCard: Sendable {
    enum Fault: Sendable {
        /// Nothing comes back in the exchange of that number: 0 SELECT, 1 READ BINARY, 2 INTERNAL
        /// AUTHENTICATE. The card may have carried the command out.
        case transport(CardTransportError, exchange: Int)
        /// That exchange is answered so.
        case answer([UInt8], exchange: Int)
        case wrongSignature
    }

    struct State: Sendable {
        var record: [UInt8]
        var counter: UInt32 = 0
        var lifeCycle = CardApplication.LifeCycle.active
        var tellsKey = true
        var fault: Fault?
        var exchanges: [[UInt8]] = []
        var answers: [[UInt8]] = []
    }

    let state: Mutex<State>
    let key: SigningKey
    let number: CardNumber

    init(_ number: CardNumber, record: [UInt8] = [], key: consuming SigningKey) {
        self.number = number
        self.key = key
        state = Mutex(State(record: record))
    }

    var fault: Fault? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    var transport: TestTap { TestTap(card: self) }

    func answer(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        let instruction = command[1]
        let exchange = instruction == 0xA4 ? 0 : instruction == 0xB0 ? 1 : 2
        let fault = self.fault
        let response = carryOut(command)
        state.withLock { $0.exchanges.append(command) }
        switch fault {
        case .transport(let error, exchange)?: throw error
        case .answer(let bytes, exchange)?: return bytes
        default:
            state.withLock { $0.answers.append(response) }
            return response
        }
    }

    private func carryOut(_ command: [UInt8]) -> [UInt8] {
        switch command[1] {
        case 0xA4:
            return state.withLock { information($0).encoded() } + [0x90, 0x00]
        case 0xB0:
            let record = state.withLock { $0.record }
            let offset = command[2] & 0x80 != 0 ? 0 : Int(command[2]) << 8 | Int(command[3])
            let expected = command[4] == 0 ? 256 : Int(command[4])
            return Array(record[offset...].prefix(expected)) + [0x90, 0x00]
        default:
            let counter = state.withLock { state in
                state.counter += 1
                return state.counter
            }
            var message = CardAuthentication.signedMessage(
                challenge: Array(command[5..<37]), counter: counter)
            if case .wrongSignature? = fault { message[20] ^= 1 }
            guard let signature = try? key.sign(message: message.span) else { return [0x6F, 0x00] }
            let count = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: counter >> UInt32($0)) }
            return count + signature.indices.map { signature[$0] } + [0x90, 0x00]
        }
    }

    private func information(_ state: State) -> CardInformation {
        var point: [UInt8]?
        if state.tellsKey, case .p256Compressed(let x, let yIsOdd) = key.publicKey.compressed {
            let span = x.span
            point = [yIsOdd ? 0x03 : 0x02] + span.indices.map { span[$0] }
        }
        return CardInformation(
            serial: [UInt8](repeating: 7, count: 10), lifeCycle: state.lifeCycle,
            transportBytes: state.record.count, compressedPublicKey: point)
    }
}

struct TestTap: TapTransport, Sendable {
    let card: TestCard

    mutating func transmit(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int {
        let answer = try card.answer(command.indices.map { command[$0] })
        for index in answer.indices { response[index] = answer[index] }
        return answer.count
    }
}
