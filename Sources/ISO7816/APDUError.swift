/// Bytes that are no command or response APDU, or fields that no APDU can carry. ISO/IEC 7816-4 §5.2.
public enum APDUError: Error, Equatable, Sendable {
    /// A command has at least 4 bytes, a response at least 2.
    case tooShort(bytes: Int)
    /// A command has at most 65 544 bytes, a response at most 65 538.
    case tooLong(bytes: Int)
    /// Lc and Le don't add up to the length of the command; `at` is the offset of the length field.
    case lengthField(at: Int)
    /// More data than the form can carry: 255 bytes (short) or 65 535 (extended).
    case dataTooLong(bytes: Int)
    /// Ne outside 1…65 536.
    case expectedLength(Int)
}
