/// Counts the receipts of one journal from 1, without gaps.
public struct ReceiptSequence: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// 1…2^63 − 1; 0 stands before the first receipt.
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Before the first receipt.
    public static let none = ReceiptSequence(rawValue: 0)
    /// So that no sum overflows.
    static let rawValueMax: UInt64 = 1 << 63 - 1

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The number behind this one.
    public var next: ReceiptSequence { ReceiptSequence(rawValue: rawValue &+ 1) }

    public var description: String { String(rawValue) }
}

/// Names a validator: 8 bytes, the terminal id that cards keep in their logs too.
///
/// The operator gives it; it outlives the validator's keys.
public struct ValidatorID: Hashable, Sendable, CustomStringConvertible {
    /// Big endian.
    public let rawValue: UInt64

    public static let byteCount = 8

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Parameter bytes: 8; nil for any other number.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var value: UInt64 = 0
        for index in bytes.indices { value = value << 8 | UInt64(bytes[index]) }
        rawValue = value
    }

    public var bytes: [8 of UInt8] {
        [8 of UInt8] { index in UInt8(truncatingIfNeeded: rawValue >> UInt64((7 - index) * 8)) }
    }

    /// 16 hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// SHA-256 of a sealed receipt, or of a sealed manifest: 32 bytes.
public struct ReceiptHash: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [32 of UInt8]

    public static let byteCount = 32
    /// Stands before the first receipt: 32 zero bytes.
    public static let none = ReceiptHash([32 of UInt8](repeating: 0))

    public init(_ digest: [32 of UInt8]) {
        bytes = digest
    }

    /// - Parameter bytes: 32; nil for any other number.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = [32 of UInt8] { index in bytes[index] }
    }

    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }

    public static func == (left: ReceiptHash, right: ReceiptHash) -> Bool {
        left.bytes.indices.allSatisfy { left.bytes[$0] == right.bytes[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        // A digest is spread evenly already.
        for index in 0..<8 { hasher.combine(bytes[index]) }
    }

    /// 64 hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for index in bytes.indices {
            text.append(digits[Int(bytes[index] >> 4)])
            text.append(digits[Int(bytes[index] & 15)])
        }
        return text
    }
}

/// 16 random bytes, so that nobody knows beforehand what a card will be asked to sign.
///
/// Time, place and card number alone could be guessed: whoever holds the card for a minute could have it sign
/// tomorrow's trips.
public struct ReceiptNonce: Equatable, Sendable {
    private let bytes: [16 of UInt8]

    public static let byteCount = 16

    public init(_ bytes: [16 of UInt8]) {
        self.bytes = bytes
    }

    /// - Parameter bytes: 16; nil for any other number.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = [16 of UInt8] { index in bytes[index] }
    }

    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }

    public static func == (left: ReceiptNonce, right: ReceiptNonce) -> Bool {
        left.bytes.indices.allSatisfy { left.bytes[$0] == right.bytes[$0] }
    }
}
