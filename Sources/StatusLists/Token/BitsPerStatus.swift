/// How many bits a list spends on each status. draft-ietf-oauth-status-list §4.
public enum BitsPerStatus: UInt64, CaseIterable, Sendable {
    case one = 1
    /// What this product writes.
    case two = 2
    case four = 4
    case eight = 8

    /// Statuses in one byte, the lowest bits first.
    var perByte: Int { 8 / Int(rawValue) }

    /// The same statuses at two bits each.
    ///
    /// - Throws: ``StatusListError/statusUnknown(_:index:)`` for a status above 3.
    func repacked(_ bytes: [UInt8]) throws(StatusListError) -> [UInt8] {
        switch self {
        case .one: return Self.widened(bytes)
        case .two: return bytes
        case .four, .eight: return try narrowed(bytes)
        }
    }

    private static func widened(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](capacity: bytes.count * 2) { output in
            for byte in bytes {
                output.append(spread(byte & 15))
                output.append(spread(byte >> 4))
            }
        }
    }

    /// Four bits, each moved to the lower one of a pair.
    private static func spread(_ bits: UInt8) -> UInt8 {
        bits & 1 | (bits & 2) << 1 | (bits & 4) << 2 | (bits & 8) << 3
    }

    private func narrowed(_ bytes: [UInt8]) throws(StatusListError) -> [UInt8] {
        let width = UInt8(truncatingIfNeeded: rawValue)
        let mask = UInt8(truncatingIfNeeded: 1 << rawValue - 1)
        var packed = [UInt8](repeating: 0, count: (bytes.count * perByte + 3) / 4)
        for (position, byte) in bytes.enumerated() where byte != 0 {
            for place in 0..<perByte {
                let status = byte >> (UInt8(place) * width) & mask
                let index = position * perByte + place
                guard status <= 3 else { throw .statusUnknown(status, index: index) }
                packed[index >> 2] |= status << (UInt8(index & 3) * 2)
            }
        }
        return packed
    }
}
