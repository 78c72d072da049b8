/// Bytes as hexadecimal digits.
enum Hexadecimal {
    /// Upper case, without gaps.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text += byte < 0x10 ? "0" : ""
            text += String(byte, radix: 16, uppercase: true)
        }
        return text
    }

    /// In pairs, for people.
    static func spaced(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { text([$0]) }.joined(separator: " ")
    }

    /// Either case, gaps between bytes allowed; nil for anything else.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.filter { $0 != " " }.map { $0.isASCII ? $0.hexDigitValue : nil }
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
