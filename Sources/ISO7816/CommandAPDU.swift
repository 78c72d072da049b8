/// A command APDU in any of the cases 1, 2, 3 and 4, short or extended. ISO/IEC 7816-4 §5.2.
///
/// Its description leaves the data field out: that may hold a PIN.
public struct CommandAPDU: Equatable, Sendable {
    public var cla: UInt8
    public var ins: UInt8
    public var p1: UInt8
    public var p2: UInt8
    /// Nc bytes, 0…65 535.
    public var data: [UInt8]
    /// Ne, 1…65 536 bytes; nil where no response data is expected.
    public var responseBytesMax: Int?
    /// Length fields of three and two bytes even where short ones would do.
    public var forcesExtendedLength: Bool

    public init(
        cla: UInt8, ins: UInt8, p1: UInt8, p2: UInt8, data: [UInt8] = [], responseBytesMax: Int? = nil,
        forcesExtendedLength: Bool = false
    ) {
        self.cla = cla
        self.ins = ins
        self.p1 = p1
        self.p2 = p2
        self.data = data
        self.responseBytesMax = responseBytesMax
        self.forcesExtendedLength = forcesExtendedLength
    }

    /// Ne of a short Le field of 00: up to 256 bytes.
    public static let shortResponseBytesMax = 256
    /// Ne of an extended Le field of 0000: up to 65 536 bytes.
    public static let extendedResponseBytesMax = 65_536
    /// Nc of a short Lc field.
    public static let shortDataBytesMax = 255
    /// Nc of an extended Lc field.
    public static let extendedDataBytesMax = 65_535
    /// Header, Lc and Le of the extended form and the longest data field.
    public static let encodedBytesMax = 4 + 3 + extendedDataBytesMax + 2

    /// True where the length fields are, or have to be, extended.
    public var hasExtendedLength: Bool {
        guard !data.isEmpty || responseBytesMax != nil else { return false }
        return forcesExtendedLength || data.count > Self.shortDataBytesMax
            || (responseBytesMax ?? 0) > Self.shortResponseBytesMax
    }

    /// True where Le is all zeros: "as much as there is".
    public var asksForAll: Bool {
        responseBytesMax
            == (hasExtendedLength ? Self.extendedResponseBytesMax : Self.shortResponseBytesMax)
    }
}

extension CommandAPDU {
    /// The bytes on the wire, 4…65 544.
    ///
    /// - Throws: ``APDUError/dataTooLong(bytes:)`` or ``APDUError/expectedLength(_:)``.
    public func encoded() throws(APDUError) -> [UInt8] {
        guard data.count <= Self.extendedDataBytesMax else { throw .dataTooLong(bytes: data.count) }
        if let expected = responseBytesMax {
            guard (1...Self.extendedResponseBytesMax).contains(expected) else {
                throw .expectedLength(expected)
            }
        }
        let isExtended = hasExtendedLength
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 9)
        bytes += [cla, ins, p1, p2]
        if !data.isEmpty {
            if isExtended { bytes += [0, UInt8(truncatingIfNeeded: data.count >> 8)] }
            bytes.append(UInt8(truncatingIfNeeded: data.count))
            bytes += data
        }
        if let expected = responseBytesMax {
            // The longest Ne of a form is coded as zero, which is what truncation gives.
            if isExtended && data.isEmpty { bytes.append(0) }
            if isExtended { bytes.append(UInt8(truncatingIfNeeded: expected >> 8)) }
            bytes.append(UInt8(truncatingIfNeeded: expected))
        }
        return bytes
    }

    /// Reads a whole command; encoding it again gives the same bytes.
    ///
    /// - Throws: ``APDUError`` where the length fields don't fit the number of bytes exactly.
    public init(parsing bytes: Span<UInt8>) throws(APDUError) {
        guard bytes.count >= 4 else { throw .tooShort(bytes: bytes.count) }
        guard bytes.count <= Self.encodedBytesMax else { throw .tooLong(bytes: bytes.count) }
        self.init(cla: bytes[0], ins: bytes[1], p1: bytes[2], p2: bytes[3])
        guard bytes.count > 4 else { return }
        if bytes.count == 5 {
            responseBytesMax = bytes[4] == 0 ? Self.shortResponseBytesMax : Int(bytes[4])
        } else if bytes[4] != 0 {
            try parseShort(bytes)
        } else {
            try parseExtended(bytes)
        }
    }

    private mutating func parseShort(_ bytes: Span<UInt8>) throws(APDUError) {
        let end = 5 + Int(bytes[4])
        guard bytes.count == end || bytes.count == end + 1 else { throw .lengthField(at: 4) }
        data = Array(copying: bytes.extracting(5..<end))
        if bytes.count > end {
            responseBytesMax = bytes[end] == 0 ? Self.shortResponseBytesMax : Int(bytes[end])
        }
    }

    private mutating func parseExtended(_ bytes: Span<UInt8>) throws(APDUError) {
        guard bytes.count >= 7 else { throw .lengthField(at: 4) }
        forcesExtendedLength = true
        let first = Int(bytes[5]) << 8 | Int(bytes[6])
        if bytes.count == 7 {
            responseBytesMax = first == 0 ? Self.extendedResponseBytesMax : first
            return
        }
        let end = 7 + first
        guard first > 0, bytes.count == end || bytes.count == end + 2 else { throw .lengthField(at: 4) }
        data = Array(copying: bytes.extracting(7..<end))
        if bytes.count > end {
            let expected = Int(bytes[end]) << 8 | Int(bytes[end + 1])
            responseBytesMax = expected == 0 ? Self.extendedResponseBytesMax : expected
        }
    }
}

extension CommandAPDU: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The header and the lengths, never the data.
    public var description: String {
        let header = Hex.text(of: [cla, ins, p1, p2], separator: " ")
        let expected = responseBytesMax.map { ", Ne \($0)" } ?? ""
        return "\(header) (\(data.count) bytes\(expected))"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: []) }
}
