public import CardRecords

extension RecordVerifier {
    /// Checks many records, each as `verify(_:in:)` does, on the pool's threads.
    ///
    /// - Returns: the verdicts, in the order of the records.
    public func verify(
        _ records: [SealedRecord], in context: VerificationContext, on pool: ThreadPool
    ) -> [Verdict<VerifiedRecord>] {
        verdicts(count: records.count, on: pool) { range, slots in
            for index in range { slots.fill(index, verify(records[index], in: context)) }
        }
    }

    /// The same for records that lie in one buffer, such as a file's.
    ///
    /// - Parameter ranges: where in `bytes` each record lies. One that leaves the buffer gives
    ///   `recordMissing`.
    public func verify(
        _ bytes: Span<UInt8>, ranges: [Range<Int>], in context: VerificationContext, on pool: ThreadPool
    ) -> [Verdict<VerifiedRecord>] {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let shared = unsafe SharedBuffer(bytes: buffer)
            return verdicts(count: ranges.count, on: pool) { range, slots in
                for index in range {
                    guard let record = unsafe shared[ranges[index]] else {
                        slots.fill(index, .undetermined([.recordMissing]))
                        continue
                    }
                    unsafe slots.fill(index, verify(record.span, in: context))
                }
            }
        }
    }

    private func verdicts(
        count: Int, on pool: ThreadPool, _ check: @escaping @Sendable (Range<Int>, VerdictSlots) -> Void
    ) -> [Verdict<VerifiedRecord>] {
        unsafe Array(unsafeUninitializedCapacity: count) { buffer, initializedCount in
            let slots = unsafe VerdictSlots(buffer: buffer)
            pool.forEach(count: count) { check($0, slots) }
            initializedCount = count
        }
    }
}

/// Lent to the threads of a pool until their job is done: all of them read.
@safe private struct SharedBuffer: @unchecked Sendable {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = bytes }

    subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8>? {
        guard range.lowerBound >= 0, unsafe range.upperBound <= bytes.count else { return nil }
        return unsafe UnsafeBufferPointer(rebasing: bytes[range])
    }
}

/// An array yet to be filled: each slot is filled once, by whichever thread has its index.
@safe private struct VerdictSlots: @unchecked Sendable {
    private let buffer: UnsafeMutableBufferPointer<Verdict<VerifiedRecord>>

    init(buffer: UnsafeMutableBufferPointer<Verdict<VerifiedRecord>>) { unsafe self.buffer = buffer }

    func fill(_ index: Int, _ verdict: Verdict<VerifiedRecord>) {
        // safe: the pool gives each index of 0..<count once, and count is the buffer's size.
        unsafe buffer.initializeElement(at: index, to: verdict)
    }
}
