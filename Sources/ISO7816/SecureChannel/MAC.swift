/// What this side computed. Only this type compares, and only with what came over the line, so the two
/// can't be
/// mixed up, nor one compared with itself.
struct ComputedMAC {
    let bytes: [UInt8]

    /// In constant time for equal lengths.
    func matches(_ received: ReceivedMAC) -> Bool {
        guard bytes.count == received.bytes.count, !bytes.isEmpty else { return false }
        var difference: UInt8 = 0
        for index in bytes.indices { difference |= bytes[index] ^ received.bytes[index] }
        return difference == 0
    }
}

/// What the other side sent.
struct ReceivedMAC {
    let bytes: [UInt8]
}

/// ISO/IEC 9797-1 padding method 2: 80, then 00 up to a whole block.
enum Padding {
    static func added(to data: [UInt8]) -> [UInt8] {
        let rest = (data.count + 1) % SCP03.blockBytes
        let zeros = rest == 0 ? 0 : SCP03.blockBytes - rest
        return data + [0x80] + [UInt8](repeating: 0, count: zeros)
    }

    /// nil where the last block is not data, 80 and nothing but 00.
    static func removed(from padded: [UInt8]) -> [UInt8]? {
        guard !padded.isEmpty, padded.count % SCP03.blockBytes == 0,
            let marker = padded.lastIndex(where: { $0 != 0 }), padded[marker] == 0x80,
            marker >= padded.count - SCP03.blockBytes
        else { return nil }
        return Array(padded[..<marker])
    }
}
