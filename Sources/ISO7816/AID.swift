/// An application identifier, 5…16 bytes. ISO/IEC 7816-4 §12.2.3 (and ISO/IEC 7816-5).
public struct AID: Hashable, Sendable {
    public let bytes: [UInt8]

    /// nil outside 5…16 bytes.
    public init?(_ bytes: [UInt8]) {
        guard (5...16).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// For identifiers of this module whose length is known.
    init(known bytes: [UInt8]) { self.bytes = bytes }
}

extension AID: CustomStringConvertible {
    public var description: String { Hex.text(of: bytes, separator: " ") }
}
