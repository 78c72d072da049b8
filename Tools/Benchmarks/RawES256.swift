import CCrypto
import COSE
import CardCrypto

/// The yardstick: libcrypto's own ECDSA on P-256 in its fastest call sequence, on a digest that is ready.
///
/// One `EVP_PKEY_CTX` for verification and one for signing, each initialised once; no hashing, no parsing, no
/// conversion of the signature. It takes turns among several digests, as its subjects do among several
/// records: libcrypto's time for one signature depends on its bits.
@safe final class RawES256 {
    private let key: OpaquePointer
    private let verification: OpaquePointer
    private let signing: OpaquePointer
    private let digests: [[UInt8]]
    private var signatures: [[UInt8]] = []
    private var turn = 0
    private var der = [UInt8](repeating: 0, count: 72)
    private var derCount = 0

    /// Signs each of `digestCount` digests once.
    init(digestCount: Int = 64) throws {
        guard let key = unsafe ccrypto_generate_p256(),
            let verification = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            let signing = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            unsafe EVP_PKEY_verify_init(verification) == 1, unsafe EVP_PKEY_sign_init(signing) == 1
        else { throw BenchmarkError("libcrypto gives no P-256 key") }
        unsafe self.key = key
        unsafe self.verification = verification
        unsafe self.signing = signing
        digests = (0..<digestCount).map { _ in (0..<32).map { _ in UInt8.random(in: 0...255) } }
        for _ in digests {
            guard sign() else { throw BenchmarkError("libcrypto doesn't sign") }
            signatures.append(Array(der[..<derCount]))
        }
        turn = 0
        for _ in digests where !verify() {
            throw BenchmarkError("libcrypto doesn't verify what it has signed")
        }
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(verification)
        unsafe EVP_PKEY_CTX_free(signing)
        unsafe EVP_PKEY_free(key)
    }

    func verify() -> Bool {
        defer { turn = (turn + 1) % digests.count }
        return unsafe EVP_PKEY_verify(
            verification, signatures[turn], signatures[turn].count, digests[turn], 32) == 1
    }

    func sign() -> Bool {
        defer { turn = (turn + 1) % digests.count }
        derCount = der.count
        return unsafe EVP_PKEY_sign(signing, &der, &derCount, digests[turn], 32) == 1
    }
}

/// Another yardstick, for work that is no cryptography: SHA-256 with a reused context over the same bytes.
@safe final class RawSHA256 {
    private let context: OpaquePointer
    private let method: OpaquePointer
    private var digest = [UInt8](repeating: 0, count: 32)

    init() throws {
        guard let context = unsafe EVP_MD_CTX_new(), let method = unsafe EVP_MD_fetch(nil, "SHA256", nil)
        else {
            throw BenchmarkError("libcrypto gives no SHA-256")
        }
        unsafe self.context = context
        unsafe self.method = method
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_MD_free(method)
    }

    func hash(_ bytes: [UInt8]) -> Bool {
        unsafe EVP_DigestInit_ex2(context, method, nil) == 1
            && EVP_DigestUpdate(context, bytes, bytes.count) == 1
            && EVP_DigestFinal_ex(context, &digest, nil) == 1
    }
}

/// A benchmark that can't be run, and why.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
