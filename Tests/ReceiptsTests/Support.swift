import COSE
import CardCrypto
import Glibc
import ISO7816
import Synchronization

/// A key that can be opened again and again, as after a restart.
struct TestKey: Sendable {
    private let secret: [UInt8]

    init() throws {
        let secret = try SigningKey.generate(.p256).secret()
        self.secret = secret.span.indices.map { secret.span[$0] }
    }

    init(hexadecimal text: String) {
        let digits = Array(text.utf8)
        secret = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
    }

    var hexadecimal: String { secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    func signing() throws -> SigningKey {
        try SigningKey(secret: SecretBytes(copying: secret.span), curve: .p256)
    }

    func verification() throws -> VerificationKey { try signing().verificationKey() }
}

/// A thread that can be waited for.
final class Thread: Sendable {
    private let isDone = Atomic(false)

    init(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        let work = Work { [self] in
            body()
            isDone.store(true, ordering: .releasing)
        }
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(work).toOpaque()
        _ = unsafe pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            }, argument)
        pthread_detach(thread)
    }

    func join() { while !isDone.load(ordering: .acquiring) { usleep(200) } }
}
