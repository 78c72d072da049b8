/// Floating-point numbers. No record holds one, but a foreign header may: they are checked and printed, never
/// used.
enum CBORFloat {
    /// Whether no shorter float holds the same value; the one NaN is `7e00` in 16 bits. RFC 8949 §4.2.1.
    ///
    /// - Parameter information: 25, 26 or 27: a half, single or double.
    static func isShortest(_ bits: UInt64, information: UInt8) -> Bool {
        let number = value(bits, information: information)
        if number.isNaN { return information == 25 && bits == 0x7E00 }
        switch information {
        case 25: return true
        case 26: return !isHalf(number)
        default: return !isHalf(number) && Double(Float(number)) != number
        }
    }

    static func value(_ bits: UInt64, information: UInt8) -> Double {
        switch information {
        case 25: half(UInt16(truncatingIfNeeded: bits))
        case 26: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        default: Double(bitPattern: bits)
        }
    }

    /// The shortest head and bits that hold `number`.
    static func shortest(_ number: Double) -> (information: UInt8, bits: UInt64) {
        if number.isNaN { return (25, 0x7E00) }
        if isHalf(number) { return (25, UInt64(halfBits(number))) }
        if Double(Float(number)) == number { return (26, UInt64(Float(number).bitPattern)) }
        return (27, number.bitPattern)
    }

    /// RFC 8949 Appendix D.
    private static func half(_ bits: UInt16) -> Double {
        let exponent = Int(bits >> 10) & 0x1F
        let mantissa = Double(bits & 0x3FF)
        let magnitude: Double =
            switch exponent {
            case 0: mantissa * 0x1p-24
            case 31: mantissa == 0 ? .infinity : .nan
            default: Double(sign: .plus, exponent: exponent - 25, significand: mantissa + 1024)
            }
        return bits & 0x8000 == 0 ? magnitude : -magnitude
    }

    private static func isHalf(_ number: Double) -> Bool {
        if number.isInfinite || number == 0 { return true }
        guard number.magnitude <= 65504, number.magnitude >= 0x1p-24 else { return false }
        // A half is a multiple of the unit in its last place: 2^(exponent − 10), or 2^−24 where it is
        // subnormal.
        let scaled = Double(sign: .plus, exponent: -max(Int(number.exponent) - 10, -24), significand: number)
        return scaled == scaled.rounded(.towardZero)
    }

    private static func halfBits(_ number: Double) -> UInt16 {
        let sign: UInt16 = number.sign == .minus ? 0x8000 : 0
        if number.isInfinite { return sign | 0x7C00 }
        if number == 0 { return sign }
        let exponent = max(Int(number.exponent), -15)
        let unit = max(exponent - 10, -24)
        let mantissa = UInt16(Double(sign: .plus, exponent: -unit, significand: number.magnitude))
        return exponent == -15 ? sign | mantissa : sign | UInt16(exponent + 15) << 10 | mantissa & 0x3FF
    }
}
