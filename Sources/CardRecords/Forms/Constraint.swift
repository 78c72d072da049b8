/// The checks that CDDL and the names of shared rules ask for. One place for CBOR, JSON and values made in
/// code.
enum Constraint {
    @inline(__always)
    static func check(
        unsigned value: UInt64, in allowed: ClosedRange<UInt64>, format: ValueFormat? = nil
    ) throws(RecordError) {
        guard allowed.contains(value) else { throw RecordError(.unsignedRange(allowed)) }
        if let format { try check(number: Int(clamping: value), format) }
    }

    @inline(__always)
    static func check(count value: Int, in allowed: ClosedRange<Int>, format: ValueFormat? = nil)
        throws(RecordError)
    {
        guard allowed.contains(value) else { throw outOfRange(unsigned: allowed) }
        if let format { try check(number: value, format) }
    }

    @inline(__always)
    static func check(
        integer value: Int, in allowed: ClosedRange<Int>, format: ValueFormat? = nil
    ) throws(RecordError) {
        guard allowed.contains(value) else {
            throw RecordError(.integerRange(Int64(allowed.lowerBound)...Int64(allowed.upperBound)))
        }
        if let format { try check(number: value, format) }
    }

    static func check(
        text: String, bytes allowed: ClosedRange<Int>, pattern: TextPattern? = nil, format: ValueFormat? = nil
    ) throws(RecordError) {
        let count = text.utf8.count
        guard allowed.contains(count) else { throw RecordError(.byteCount(count, allowed: allowed)) }
        if let pattern, !pattern.matches(text) {
            // A named form says more to people than the pattern does.
            throw RecordError(format.map { .format($0) } ?? .pattern(pattern.source))
        }
        if let format, !format.accepts(text) { throw RecordError(.format(format)) }
    }

    static func check(bytes: [UInt8], count allowed: ClosedRange<Int>) throws(RecordError) {
        guard allowed.contains(bytes.count) else {
            throw RecordError(.byteCount(bytes.count, allowed: allowed))
        }
    }

    @inline(__always)
    static func check(items count: Int, in allowed: ClosedRange<Int>) throws(RecordError) {
        guard allowed.contains(count) else { throw RecordError(.itemCount(count, allowed: allowed)) }
    }

    static func checkEach<Item>(
        _ items: [Item], _ check: (Item) throws(RecordError) -> Void
    ) throws(RecordError) {
        for (index, item) in items.enumerated() {
            do throws(RecordError) { try check(item) } catch { throw error.inside(.index(index)) }
        }
    }

    /// Why a number is no card number.
    @inline(never)
    static func cardNumber(_ value: UInt64) -> RecordError {
        value > CardNumber.rawValueMax
            ? RecordError(.unsignedRange(0...CardNumber.rawValueMax)) : RecordError(.format(.cardNumber))
    }

    @inline(__always)
    private static func check(number: Int, _ format: ValueFormat) throws(RecordError) {
        guard format.accepts(number) else { throw RecordError(.format(format)) }
    }

    @inline(never)
    private static func outOfRange(unsigned allowed: ClosedRange<Int>) -> RecordError {
        RecordError(
            .unsignedRange(UInt64(clamping: allowed.lowerBound)...UInt64(clamping: allowed.upperBound)))
    }
}
