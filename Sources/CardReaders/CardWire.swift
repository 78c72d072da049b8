internal import CPCSC
internal import Dispatch
internal import Glibc
internal import Synchronization

/// A connected card, with a thread that waits for its answers.
///
/// PC/SC has no time limit for a command: a card or driver that never answers would hold its caller for ever.
/// So the call is made on the wire's thread, and whoever asked may stop waiting for it. What then still comes
/// is thrown away, and the card is let go, without power, when the call returns.
@safe final class CardWire: @unchecked Sendable {
    // safe: `room` and `answer` are written on the wire's thread before `done` is signalled, and read after;
    // one command is under way at a time.
    let card: Int64
    private let context: PCSCContext
    private let queue: DispatchQueue
    private let room: UnsafeMutableBufferPointer<UInt8>
    private let done = DispatchSemaphore(value: 0)
    private let state = Mutex(State())

    private struct State {
        var answer: (code: UInt32, count: Int)?
        var isAbandoned = false
        var isReleased = false
    }

    init(reader: String, card: Int64, context: PCSCContext) {
        self.card = card
        self.context = context
        queue = DispatchQueue(label: "kartka.wire.\(reader)")
        let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Limits.responseRoomBytes)
        unsafe room.initialize(repeating: 0)
        unsafe self.room = room
    }

    deinit {
        // safe: allocated with just this many bytes, and nobody else holds it. It held personal data.
        if let start = unsafe room.baseAddress { unsafe explicit_bzero(start, room.count) }
        unsafe room.deallocate()
    }

    /// Given up, and the command still unanswered.
    var isUnanswered: Bool { state.withLock { $0.isAbandoned && !$0.isReleased } }

    /// The answer's bytes, or the error; nil once the time is over, after which this wire is dead.
    func transmit(
        _ command: [UInt8], protocol active: CardProtocols, answerMillisecondsMax: Int
    ) throws(PCSCError) -> [UInt8]? {
        state.withLock { $0.answer = nil }
        queue.async { [self] in
            var count = unsafe room.count
            let code = unsafe cpcsc_transmit(
                card, active.rawValue, command, command.count, room.baseAddress, &count)
            let isAbandoned = state.withLock { state in
                state.answer = (code, count)
                return state.isAbandoned
            }
            if isAbandoned { release(.unpower) } else { done.signal() }
        }
        if done.wait(timeout: .now() + .milliseconds(answerMillisecondsMax)) == .timedOut {
            let isLate = state.withLock { state in
                if state.answer == nil { state.isAbandoned = true }
                return state.isAbandoned
            }
            if isLate { return nil }
            done.wait()
        }
        guard let answer = state.withLock({ $0.answer }) else { return nil }
        try check(answer.code)
        return unsafe Array(room.prefix(answer.count))
    }

    /// Lets the card go. Nothing is left to report: where both calls fail, the card or the service is gone.
    func release(_ disposition: CardDisposition) {
        let ended = cpcsc_end_transaction(card, disposition.rawValue)
        _ = cpcsc_disconnect(card, ended == 0 ? CardDisposition.leave.rawValue : disposition.rawValue)
        state.withLock { $0.isReleased = true }
    }
}
