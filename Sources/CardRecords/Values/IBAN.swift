/// International bank account number, ISO 13616-1.
public enum IBAN {
    /// 15 (Norway)…34 characters.
    private static let lengthRange = 15...34

    /// Whether the two check digits are right: ISO/IEC 7064 MOD 97-10. Without spaces, capital letters.
    public static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard lengthRange.contains(bytes.count), bytes.prefix(2).allSatisfy({ (0x41...0x5A).contains($0) }),
            let check = EpochDay.number(bytes[2..<4]), (2...98).contains(check),
            let remainder = remainder(of: bytes.dropFirst(4) + bytes.prefix(4))
        else { return false }
        return remainder == 1
    }

    /// The account number part with country gets its check digits: "UA", "3223…" → "UA21 3223…" without the
    /// space.
    public static func withCheckDigits(country: String, account: String) -> String? {
        guard let remainder = remainder(of: Array((account + country + "00").utf8)[...]) else { return nil }
        let text = country + EpochDay.padded(98 - remainder, 2) + account
        return isValid(text) ? text : nil
    }

    /// The text as a number (letters are 10…35) modulo 97; nil for other characters.
    private static func remainder(of bytes: ArraySlice<UInt8>) -> Int? {
        var remainder = 0
        for byte in bytes {
            switch byte {
            case 0x30...0x39: remainder = (remainder * 10 + Int(byte - 0x30)) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(byte - 0x41) + 10) % 97
            default: return nil
            }
        }
        return remainder
    }
}
