/// A response APDU: data and status word. ISO/IEC 7816-4 §5.2.
public struct ResponseAPDU: Equatable, Sendable {
    /// 0…65 536 bytes.
    public var data: [UInt8]
    public var status: StatusWord

    public init(data: [UInt8] = [], status: StatusWord) {
        self.data = data
        self.status = status
    }

    /// The longest data field and the status word.
    public static let encodedBytesMax = CommandAPDU.extendedResponseBytesMax + 2

    /// - Throws: ``APDUError`` below 2 and above 65 538 bytes.
    public init(parsing bytes: Span<UInt8>) throws(APDUError) {
        guard bytes.count >= 2 else { throw .tooShort(bytes: bytes.count) }
        guard bytes.count <= Self.encodedBytesMax else { throw .tooLong(bytes: bytes.count) }
        let end = bytes.count - 2
        self.init(
            data: Array(copying: bytes.extracting(0..<end)),
            status: StatusWord(rawValue: UInt16(bytes[end]) << 8 | UInt16(bytes[end + 1])))
    }

    public func encoded() -> [UInt8] { data + [status.sw1, status.sw2] }
}

extension ResponseAPDU: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status and the length, never the data.
    public var description: String { "\(status) (\(data.count) bytes)" }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: []) }
}
