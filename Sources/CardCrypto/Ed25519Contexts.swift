internal import CCrypto
internal import COSE

/// What one thread needs to check or make Ed25519 signatures of one key.
///
/// Ed25519 reads its message twice, so `head` ‖ `payload` is joined in a buffer that is kept between calls.
@safe final class Ed25519Context: @unchecked Sendable {
    enum Use { case verification, signing }

    private let context: OpaquePointer
    private let use: Use
    private var message: [UInt8] = []

    /// A longer message doesn't stay in memory after its use.
    private static let messageBytesKept = 65_536

    init?(_ key: KeyHandle, for use: Use) {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        let isReady =
            switch use {
            case .verification: unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1
            case .signing: unsafe EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1
            }
        guard isReady else {
            unsafe EVP_MD_CTX_free(context)
            return nil
        }
        unsafe self.context = context
        self.use = use
        message.reserveCapacity(1024)
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    func check(_ signature: Span<UInt8>, _ head: Span<UInt8>, _ payload: Span<UInt8>) -> SignatureCheck {
        precondition(use == .verification)
        join(head, payload)
        defer { shrink() }
        // Later versions of libcrypto take one message per initialisation; with no key given it costs 0.1 %.
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, nil) == 1 else { return .failed }
        let result = unsafe signature.withUnsafeBufferPointer { signature in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress, message.count)
            }
        }
        switch result {
        case 1: return .valid
        case 0: return .invalid
        default: return .failed
        }
    }

    func sign(_ head: Span<UInt8>, _ payload: Span<UInt8>) -> [64 of UInt8]? {
        precondition(use == .signing)
        join(head, payload)
        defer { shrink() }
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, nil) == 1 else { return nil }
        var signature = [64 of UInt8](repeating: 0)
        var count = 64
        var output = signature.mutableSpan
        let isDone = unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe message.withUnsafeBufferPointer { message in
                // safe: the library is told the size of the buffer.
                unsafe EVP_DigestSign(context, output.baseAddress, &count, message.baseAddress, message.count)
                    == 1
            }
        }
        return isDone && count == 64 ? signature : nil
    }

    private func join(_ head: Span<UInt8>, _ payload: Span<UInt8>) {
        message.removeAll(keepingCapacity: true)
        message.reserveCapacity(head.count + payload.count)
        unsafe head.withUnsafeBufferPointer { unsafe message.append(contentsOf: $0) }
        unsafe payload.withUnsafeBufferPointer { unsafe message.append(contentsOf: $0) }
    }

    private func shrink() {
        if message.capacity > Self.messageBytesKept { message = [] }
    }
}
