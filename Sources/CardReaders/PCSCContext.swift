internal import CPCSC

/// A connection to the PC/SC service, released with the value.
///
/// Calls of one context wait for each other inside libpcsclite, so each thread that blocks has its own. Only
/// ``Canceller`` may be used from another thread.
public final class PCSCContext: Sendable {
    let handle: Int64

    /// - Throws: ``PCSCError/noService`` if pcscd isn't running.
    public init() throws(PCSCError) {
        var handle: Int64 = 0
        try check(unsafe cpcsc_establish_context(&handle))
        self.handle = handle
    }

    deinit { _ = cpcsc_release_context(handle) }

    /// The names of the readers, in the service's order; none is an empty list, no error.
    public func readers() throws(PCSCError) -> [String] {
        // A reader may be plugged in between the two calls: the buffer is then too small and we ask again.
        for _ in 0..<Limits.listTriesMax {
            var size = 0
            let sized = unsafe cpcsc_list_readers(handle, nil, &size)
            if PCSCError(rawValue: sized) == .noReadersAvailable { return [] }
            try check(sized)
            guard size > 0, size <= Limits.readerNamesBytesMax else { throw .internalFault }
            var names = [CChar](repeating: 0, count: size)
            let listed = unsafe cpcsc_list_readers(handle, &names, &size)
            switch PCSCError(rawValue: listed) {
            case .noReadersAvailable: return []
            case .insufficientBuffer: continue
            default: try check(listed)
            }
            return names.prefix(size).split(separator: 0).map { name in
                String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        throw .insufficientBuffer
    }

    /// What the readers hold now, without waiting.
    public func states(of readers: [String]) throws(PCSCError) -> [ReaderState] {
        var states = readers.map { ReaderState(reader: $0) }
        do {
            try wait(for: &states, timeoutMilliseconds: 0)
        } catch {
            guard error == .timeout else { throw error }
        }
        return states
    }

    /// Blocks until one of `states` isn't true any more, and brings them up to date.
    ///
    /// - Throws: ``PCSCError/timeout``, ``PCSCError/cancelled``, ``PCSCError/unknownReader``.
    public func wait(
        for states: inout [ReaderState], timeoutMilliseconds: UInt32
    ) throws(PCSCError) {
        var names: [CChar] = []
        for state in states { names += state.reader.utf8.map { CChar(bitPattern: $0) } + [0] }
        var raw = states.map { state in
            var raw = cpcsc_reader_state()
            raw.known_state = state.rawValue
            return raw
        }
        let code = unsafe cpcsc_wait(handle, timeoutMilliseconds, names, &raw, raw.count)
        // A reader that went away is told as an error and in its state.
        if code == 0 || PCSCError(rawValue: code) == .timeout || PCSCError(rawValue: code) == .unknownReader {
            for index in states.indices { states[index].update(from: raw[index]) }
        }
        try check(code)
    }

    /// Ends this context's wait from another thread.
    public struct Canceller: Sendable {
        let handle: Int64

        /// A wait that hasn't begun yet isn't ended: who waits, waits in slices and looks at its own flag.
        public func cancel() { _ = cpcsc_cancel(handle) }
    }

    public var canceller: Canceller { Canceller(handle: handle) }
}

extension PCSCContext {
    /// Connects to the card in `reader` and begins a transaction.
    ///
    /// Where a card speaks both protocols the service would take T=0, the first in the ATR; T=1 carries
    /// extended lengths, so it is asked for first.
    func connect(_ reader: String, _ access: CardAccess) throws(PCSCError) -> (card: Int64, protocol: UInt32)
    {
        var card: Int64 = 0
        var agreed: UInt32 = 0
        let wanted = access.protocols == .any ? [.t1, .any] : [access.protocols]
        var code: UInt32 = 0
        for protocols in wanted {
            code = unsafe cpcsc_connect(
                handle, reader, access.sharing.mode, protocols.rawValue, &card, &agreed)
            guard PCSCError(rawValue: code) == .protocolMismatch else { break }
        }
        try check(code)
        let begun = cpcsc_begin_transaction(card)
        if begun != 0 { disconnect(card) }
        try check(begun)
        return (card, agreed)
    }

    /// Ends a transaction without touching the card, which stays connected.
    func endTransaction(_ card: Int64) { _ = cpcsc_end_transaction(card, CardDisposition.leave.rawValue) }

    /// Gives a card back untouched.
    func disconnect(_ card: Int64) { _ = cpcsc_disconnect(card, CardDisposition.leave.rawValue) }
}
