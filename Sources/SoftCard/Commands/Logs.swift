internal import ISO7816

/// The cyclic logs of taps and accesses.
extension SoftCard {
    /// READ RECORD: P1 = 1 is the newest; P2 = SFI·8 + 4 that one, + 5 that one and the older ones.
    mutating func readRecord(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        let mode = command.p2 & 0x07
        guard command.p1 != 0, mode == 4 || mode == 5 else { throw .parameters }
        guard command.data.isEmpty else { throw .length }
        guard let log = CardApplication.Log(rawValue: command.p2 >> 3) else { throw .status(.fileNotFound) }
        guard mayRead(log) else { throw .security }
        let records = (state.logs[log] ?? []).dropFirst(Int(command.p1) - 1)
        guard !records.isEmpty else { throw .status(.recordNotFound) }
        let room = answerBytesMax(command) / log.recordBytes
        // Under T=0 a record longer than Le is answered 6CXX, and for that it has to be there.
        guard room > 0 || profile == .t0 else { throw .length }
        let count = mode == 4 ? 1 : max(room, 1)
        return ResponseAPDU(data: Array(records.prefix(count).joined()), status: .success)
    }

    private func mayRead(_ log: CardApplication.Log) -> Bool {
        if session.channel?.role == .issuer { return true }
        return switch log {
        case .taps: session.hasCardAccess || session.channel?.role == .transport
        case .accesses: session.isPINVerified
        }
    }

    /// APPEND RECORD to the log of taps; counter and origin are the card's.
    mutating func appendRecord(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0, command.p2 == CardApplication.Log.taps.rawValue << 3 else { throw .parameters }
        guard command.data.count == Self.tapBytes else { throw .length }
        let isTransport = session.channel?.role == .transport
        guard isTransport || session.mayRecordTap else { throw .conditions }
        let origin: UInt8 = isTransport ? 0x01 : 0x00
        try append(Self.fourBytes(state.authenticationCounter) + [origin] + command.data, to: .taps)
        session.mayRecordTap = false
        return ResponseAPDU(status: .success)
    }

    /// Newest first; the oldest beyond the log's length goes.
    mutating func append(_ record: [UInt8], to log: CardApplication.Log) throws(Refusal) {
        try commit { state in
            state.logs[log] = Array(([record] + (state.logs[log] ?? [])).prefix(log.recordsMax))
        }
    }

    /// What a validator sends: time (4), terminal id (8), route and stop (4).
    static let tapBytes = 16
}
