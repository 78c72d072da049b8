internal import CCrypto
internal import COSE

/// A table of multiples of one public key, tried and found right. Any number of threads read it at once.
@safe final class P256Table: @unchecked Sendable {
    let pointer: OpaquePointer
    private let pool = ContextPool<P256TableContext>()

    /// What libcrypto 3.0 keeps for a table: 37 windows of 7 bits, 64 points each, 64 bytes a point.
    static let bytes = 37 * 64 * 64

    /// Where a test makes something go wrong.
    enum Fault {
        /// The call does nothing.
        case notComputed
        /// The table is that of another key.
        case otherKey([65 of UInt8])
        /// The table is right, and slow.
        case slow
    }

    /// The table of `key`, or why there is none.
    static func making(
        for key: KeyHandle, fault: Fault? = nil
    ) -> (table: P256Table?, acceleration: Acceleration) {
        let start = ThreadClock.seconds()
        do {
            let table = try P256Table(for: key, fault: fault)
            return (table, .table(bytes: bytes, buildSeconds: ThreadClock.seconds() - start))
        } catch {
            ERR_clear_error()
            return (nil, .none(error))
        }
    }

    private init(for key: KeyHandle, fault: Fault?) throws(Acceleration.Cause) {
        guard let point = key.p256Point else { throw .library(.take()) }
        var tablePoint = point
        if case .otherKey(let other) = fault { tablePoint = other }
        let tableSpan = tablePoint.span
        let made = unsafe tableSpan.withUnsafeBufferPointer {
            // safe: reads 65 bytes, which is the size.
            unsafe ccrypto_p256_table_new($0.baseAddress)
        }
        guard let made = unsafe made else { throw .library(.take()) }
        unsafe pointer = made
        if case .notComputed = fault {
        } else if unsafe ccrypto_p256_table_precompute(pointer) != 1 {
            throw .library(.take())
        }
        guard unsafe ccrypto_p256_table_is_precomputed(pointer) == 1 else { throw .notComputed }
        var test = try P256TableTest(of: self, key, point)
        if case .slow = fault { test.paceNeeded = .infinity }
        try test.run()
    }

    deinit { unsafe ccrypto_p256_table_free(pointer) }

    /// Checks r ‖ s, 64 bytes, over the SHA-256 of `head` ‖ `payload`.
    func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck {
        guard let context = pool.take() ?? P256TableContext(self) else { return .failed }
        let result = context.check(self, signature, head, payload)
        if result != .failed { pool.giveBack(context) }
        return result
    }
}

/// What one thread needs to check with a table.
@safe final class P256TableContext: @unchecked Sendable {
    private let scratch: OpaquePointer

    init?(_ table: P256Table) {
        guard let scratch = unsafe ccrypto_p256_scratch_new(table.pointer) else { return nil }
        unsafe self.scratch = scratch
    }

    deinit { unsafe ccrypto_p256_scratch_free(scratch) }

    func check(
        _ table: P256Table, _ signature: Span<UInt8>, _ head: Span<UInt8>, _ payload: Span<UInt8>
    ) -> SignatureCheck {
        let hash = Digest.hash(head, payload)
        return check(table, signature, hash.span)
    }

    /// - Precondition: 64 and 32 bytes.
    func check(_ table: P256Table, _ signature: Span<UInt8>, _ hash: Span<UInt8>) -> SignatureCheck {
        precondition(signature.count == COSELimits.signatureBytes && hash.count == Digest.sha256Bytes)
        let result = unsafe signature.withUnsafeBufferPointer { signature in
            unsafe hash.withUnsafeBufferPointer { hash in
                // safe: reads 64 and 32 bytes, which was checked.
                unsafe ccrypto_p256_table_verify(
                    table.pointer, scratch, signature.baseAddress, hash.baseAddress)
            }
        }
        switch result {
        case 1: return .valid
        case 0: return .invalid
        default: return .failed
        }
    }
}

extension KeyHandle {
    /// 04 ‖ x ‖ y; nil unless the key is on P-256.
    var p256Point: [65 of UInt8]? {
        guard curve == .p256, let key = try? publicKey(), case .p256(let x, let y) = key else { return nil }
        var point = [65 of UInt8](repeating: 4)
        let xSpan = x.span
        let ySpan = y.span
        for index in 0..<32 {
            point[1 + index] = xSpan[index]
            point[33 + index] = ySpan[index]
        }
        return point
    }
}
