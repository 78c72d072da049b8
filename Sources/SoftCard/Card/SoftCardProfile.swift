public import ISO7816

/// How the card talks: which protocol and which lengths.
public enum SoftCardProfile: String, Sendable, CaseIterable {
    /// T=1 with extended length: the usual contactless card.
    case extended
    /// T=1 with short length only.
    case short
    /// T=0: answers to commands with data wait for GET RESPONSE (61XX), a wrong Le is corrected (6CXX).
    case t0

    /// Longest extended command and response APDU, in bytes: a whole HOLDER record in one answer.
    static let extendedBytesMax = 0x2400

    public var hasExtendedLength: Bool { self == .extended }

    /// What the card and the virtual reader carry.
    public var limits: TransportLimits {
        hasExtendedLength
            ? TransportLimits(commandBytesMax: Self.extendedBytesMax, responseBytesMax: Self.extendedBytesMax)
            : .short
    }

    /// Third byte of the card capabilities: command chaining, and extended length where there is one.
    /// ISO/IEC 7816-4 §12.1.1.9.
    var capabilities: [UInt8] { [0x84, 0x01, hasExtendedLength ? 0xC0 : 0x80] }

    /// The ATR: T=1 with a check byte, or T=0 without one. ISO/IEC 7816-3 §8.2.
    public var answerToReset: [UInt8] {
        let historical = [0x80, 0x73] + capabilities + [0x65] + Array("KARTK".utf8)
        let count = UInt8(historical.count)
        if self == .t0 { return [0x3B, count] + historical }
        let checked = [0x80 | count, 0x80, 0x01] + historical
        return [0x3B] + checked + [checked.reduce(0, ^)]
    }
}
