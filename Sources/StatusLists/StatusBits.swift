/// The statuses of a list in memory: two bits an index, the lowest bits of a byte first.
///
/// That is just what an uncompressed status list of two bits holds. draft-ietf-oauth-status-list §4.1.
public struct StatusBits: Equatable, Sendable {
    /// Four indexes a byte.
    public private(set) var bytes: [UInt8]

    /// Indexes; a multiple of four.
    public var count: Int { bytes.count * 4 }

    /// A list in which every index is valid.
    ///
    /// - Parameter count: at most ``StatusListLimits/countMax``; rounded up to a multiple of four.
    public init(count: Int = 0) {
        precondition((0...StatusListLimits.countMax).contains(count), "more indexes than a list may have")
        bytes = [UInt8](repeating: 0, count: (count + 3) / 4)
    }

    /// A list of the uncompressed form.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nil behind the list's end: such an index is not valid, it is unknown.
    public subscript(index: Int) -> CardStatus? {
        guard index >= 0, index < count else { return nil }
        return CardStatus(packedIn: bytes[index >> 2], at: index)
    }

    /// Sets one status; the list grows where `index` lies behind its end.
    ///
    /// - Parameter index: 0..<``StatusListLimits/countMax``.
    public mutating func set(_ status: CardStatus, at index: Int) {
        precondition((0..<StatusListLimits.countMax).contains(index), "no index of a list")
        if index >= count { grow(toCount: index + 1) }
        replace(status, at: index)
    }

    /// Makes room for `count` indexes at least; new ones are valid.
    ///
    /// - Parameter count: at most ``StatusListLimits/countMax``.
    public mutating func grow(toCount count: Int) {
        precondition(count <= StatusListLimits.countMax, "more indexes than a list may have")
        let missing = (count + 3) / 4 - bytes.count
        if missing > 0 { bytes += [UInt8](repeating: 0, count: missing) }
    }

    /// How many indexes have each status, by its raw value.
    public var histogram: [4 of Int] {
        var histogram = [4 of Int](repeating: 0)
        for byte in bytes where byte != 0 {
            for index in 0..<4 { histogram[Int(byte >> UInt8(2 * index) & 3)] += 1 }
        }
        histogram[0] = count - histogram[1] - histogram[2] - histogram[3]
        return histogram
    }

    /// What was there before, for an index of the list.
    @inline(__always)
    @discardableResult
    mutating func replace(_ status: CardStatus, at index: Int) -> CardStatus {
        let byte = bytes[index >> 2]
        let shift = UInt8(index & 3) * 2
        bytes[index >> 2] = byte & ~(3 << shift) | status.rawValue << shift
        return CardStatus(packedIn: byte, at: index)
    }
}

extension CardStatus {
    /// The status of `index` in the byte that holds it.
    @inlinable
    @inline(__always)
    init(packedIn byte: UInt8, at index: Int) {
        self =
            switch byte >> (UInt8(truncatingIfNeeded: index & 3) * 2) & 3 {
            case 0: .valid
            case 1: .revoked
            case 2: .suspended
            default: .superseded
            }
    }
}
