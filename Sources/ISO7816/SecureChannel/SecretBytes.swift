internal import Glibc

/// Key material that is wiped when it goes out of scope, can't be copied and has no description.
///
/// 1…65 536 bytes. Take it by `borrowing` where it is only read.
@safe public struct SecretBytes: ~Copyable, @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<UInt8>

    /// Copies `bytes`; whoever owns `bytes` still has to wipe its own copy.
    public init(copying bytes: Span<UInt8>) {
        let storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        unsafe storage.initialize(repeating: 0)
        for index in bytes.indices { unsafe storage[index] = bytes[index] }
        unsafe self.storage = storage
    }

    /// `count` bytes, filled in by `body`.
    public init<E: Error>(
        count: Int, initialisedBy body: (inout MutableSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        let storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
        unsafe storage.initialize(repeating: 0)
        unsafe self.storage = storage
        var span = unsafe MutableSpan(_unsafeElements: storage)
        try body(&span)
    }

    public var count: Int { unsafe storage.count }

    /// The secret itself, lent for as long as this value lives.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeElements: UnsafeBufferPointer(storage))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    deinit {
        // safe: the buffer was allocated with just this many bytes and nobody else holds it.
        if let start = unsafe storage.baseAddress { unsafe explicit_bzero(start, storage.count) }
        unsafe storage.deallocate()
    }
}
