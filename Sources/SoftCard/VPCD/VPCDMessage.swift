/// What the virtual reader sends to the card: a 2-byte big-endian length and that many bytes.
///
/// Source: vsmartcard's vpcd protocol. A message of one byte is a control code, any other is a command APDU.
enum VPCDMessage: Equatable {
    case powerOff
    case powerOn
    case reset
    /// The reader asks for the ATR, and so whether there is a card at all.
    case answerToReset
    case command([UInt8])

    /// Greatest message, in bytes: its length has 16 bits.
    static let byteCountMax = 65_535
    static let lengthByteCount = 2

    init(parsing payload: [UInt8]) {
        switch payload {
        case [0x00]: self = .powerOff
        case [0x01]: self = .powerOn
        case [0x02]: self = .reset
        case [0x04]: self = .answerToReset
        default: self = .command(payload)
        }
    }

    /// Length and data in one piece, so that they leave in one segment; nil if `payload` is too long for a
    /// message.
    static func framed(_ payload: [UInt8]) -> [UInt8]? {
        guard let length = UInt16(exactly: payload.count) else { return nil }
        return [UInt8(length >> 8), UInt8(length & 0xFF)] + payload
    }
}

/// Puts messages together from whatever pieces the socket delivers.
struct VPCDMessageBuffer {
    private var bytes: [UInt8] = []
    private var start = 0

    mutating func append(_ more: ArraySlice<UInt8>) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        }
        bytes += more
    }

    /// The next whole message's payload, or nil if more bytes are needed.
    mutating func next() -> [UInt8]? {
        guard bytes.count - start >= VPCDMessage.lengthByteCount else { return nil }
        let length = Int(bytes[start]) << 8 | Int(bytes[start + 1])
        let first = start + VPCDMessage.lengthByteCount
        guard bytes.count - first >= length else { return nil }
        start = first + length
        return Array(bytes[first..<start])
    }
}
