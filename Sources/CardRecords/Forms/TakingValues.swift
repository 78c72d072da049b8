import COSE

/// Reading with the constraint checked at once: what the generated types are made of.
extension CBORDecoder {
    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeMap() throws(RecordError) -> CBORMap {
        do { return try readMap() } catch { throw .cbor(error) }
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeLabel(_ map: inout CBORMap) throws(RecordError) -> Int64? {
        do { return try nextLabel(&map) } catch { throw .cbor(error) }
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeItemCount(in allowed: ClosedRange<Int>) throws(RecordError) -> Int {
        let count: Int
        do { count = try readArrayCount() } catch { throw .cbor(error) }
        try Constraint.check(items: count, in: allowed)
        return count
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeUnsigned(
        in allowed: ClosedRange<UInt64>, format: ValueFormat? = nil
    ) throws(RecordError) -> UInt64 {
        let value: UInt64
        do { value = try readUnsigned() } catch { throw .cbor(error) }
        try Constraint.check(unsigned: value, in: allowed, format: format)
        return value
    }

    /// An unsigned integer whose bounds fit an Int.
    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeCount(in allowed: ClosedRange<Int>, format: ValueFormat? = nil) throws(RecordError)
        -> Int
    {
        let value: UInt64
        do { value = try readUnsigned() } catch { throw .cbor(error) }
        let count = Int(clamping: value)
        try Constraint.check(count: count, in: allowed, format: format)
        guard UInt64(bitPattern: Int64(count)) == value else {
            throw RecordError(.unsignedRange(UInt64(allowed.lowerBound)...UInt64(allowed.upperBound)))
        }
        return count
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeInteger(in allowed: ClosedRange<Int>, format: ValueFormat? = nil) throws(RecordError)
        -> Int
    {
        let value: Int64
        do { value = try readInteger() } catch { throw .cbor(error) }
        let integer = Int(clamping: value)
        try Constraint.check(integer: integer, in: allowed, format: format)
        return integer
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeBool() throws(RecordError) -> Bool {
        do { return try readBool() } catch { throw .cbor(error) }
    }

    @_lifetime(self: copy self)
    mutating func takeText(
        bytes allowed: ClosedRange<Int>, pattern: TextPattern? = nil, format: ValueFormat? = nil
    ) throws(RecordError) -> String {
        let text: String
        do { text = try readText() } catch { throw .cbor(error) }
        try Constraint.check(text: text, bytes: allowed, pattern: pattern, format: format)
        return text
    }

    @_lifetime(self: copy self)
    mutating func takeBytes(count allowed: ClosedRange<Int>) throws(RecordError) -> [UInt8] {
        let range: Range<Int>
        var ahead = self
        do { range = try ahead.readBytesRange() } catch { throw .cbor(error) }
        // Checked before anything is copied.
        guard allowed.contains(range.count) else {
            throw RecordError(.byteCount(range.count, allowed: allowed))
        }
        do { return try readBytes() } catch { throw .cbor(error) }
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeCardNumber() throws(RecordError) -> CardNumber {
        let value: UInt64
        do { value = try readUnsigned() } catch { throw .cbor(error) }
        guard let number = CardNumber(rawValue: value) else { throw Constraint.cardNumber(value) }
        return number
    }

    @_lifetime(self: copy self)
    @inline(__always)
    mutating func takeDay(in allowed: ClosedRange<Int>) throws(RecordError) -> EpochDay {
        let value = Int(clamping: try takeWide())
        guard allowed.contains(value), let day = EpochDay(rawValue: value) else {
            throw RecordError(.integerRange(Int64(allowed.lowerBound)...Int64(allowed.upperBound)))
        }
        return day
    }

    @_lifetime(self: copy self)
    @inline(__always)
    private mutating func takeWide() throws(RecordError) -> Int64 {
        do { return try readInteger() } catch { throw .cbor(error) }
    }
}
