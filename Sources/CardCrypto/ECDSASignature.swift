/// The two forms of an ECDSA signature on P-256: r ‖ s in COSE, a DER SEQUENCE in libcrypto.
///
/// Converted by hand on the stack: the way over BIGNUM costs 3 % of a verification.
enum ECDSASignature {
    /// r ‖ s, each 32 bytes, big endian. RFC 9053 §2.1.
    static let rawBytes = 64
    /// 30 len, and twice 02 len with up to 33 bytes. RFC 3279 §2.2.3.
    static let derBytesMax = 72

    struct DER {
        var bytes: [72 of UInt8]
        var count: Int
    }

    /// Nil unless `raw` has 64 bytes and r and s are both in 1…n−1. FIPS 186-5 §6.4.2.
    static func der(raw: Span<UInt8>) -> DER? {
        guard raw.count == rawBytes, isInRange(raw.extracting(0..<32)), isInRange(raw.extracting(32..<64))
        else {
            return nil
        }
        var der = DER(bytes: [72 of UInt8](repeating: 0), count: 2)
        appendInteger(raw.extracting(0..<32), to: &der)
        appendInteger(raw.extracting(32..<64), to: &der)
        der.bytes[0] = 0x30
        der.bytes[1] = UInt8(der.count - 2)
        return der
    }

    /// Nil unless `der` is just one well-formed signature.
    static func raw(der: Span<UInt8>) -> [64 of UInt8]? {
        guard der.count >= 2, der[0] == 0x30, Int(der[1]) == der.count - 2 else { return nil }
        var raw = [64 of UInt8](repeating: 0)
        var offset = 2
        guard readInteger(der, at: &offset, into: &raw, from: 0),
            readInteger(der, at: &offset, into: &raw, from: 32), offset == der.count
        else { return nil }
        return raw
    }

    /// The order of P-256, big endian. SP 800-186 §3.2.1.3.
    private static let order: [4 of UInt64] = [
        0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0xBCE6_FAAD_A717_9E84, 0xF3B9_CAC2_FC63_2551,
    ]

    /// Whether the 32 bytes are a number in 1…n−1. Signatures are public: the time may depend on them.
    private static func isInRange(_ number: Span<UInt8>) -> Bool {
        var isZero = true
        for index in number.indices where number[index] != 0 { isZero = false }
        guard !isZero else { return false }
        for limb in 0..<4 {
            var value: UInt64 = 0
            for index in 0..<8 { value = value << 8 | UInt64(number[limb * 8 + index]) }
            if value != order[limb] { return value < order[limb] }
        }
        return false
    }

    /// DER integers are signed and minimal: leading zeros go, and one comes back before a high bit.
    private static func appendInteger(_ number: Span<UInt8>, to der: inout DER) {
        var first = 0
        while first < 31 && number[first] == 0 { first += 1 }
        let isPadded = number[first] & 0x80 != 0
        der.bytes[der.count] = 0x02
        der.bytes[der.count + 1] = UInt8(32 - first + (isPadded ? 1 : 0))
        der.count += isPadded ? 3 : 2
        for index in first..<32 {
            der.bytes[der.count] = number[index]
            der.count += 1
        }
    }

    private static func readInteger(
        _ der: Span<UInt8>, at offset: inout Int, into raw: inout [64 of UInt8], from start: Int
    ) -> Bool {
        guard der.count - offset >= 2, der[offset] == 0x02 else { return false }
        var count = Int(der[offset + 1])
        offset += 2
        guard count >= 1, count <= 33, count <= der.count - offset else { return false }
        if count == 33 {
            guard der[offset] == 0 else { return false }
            offset += 1
            count = 32
        }
        for index in 0..<count { raw[start + 32 - count + index] = der[offset + index] }
        offset += count
        return true
    }
}
