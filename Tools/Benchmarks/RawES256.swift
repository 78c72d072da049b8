import CCrypto
import COSE
import CardCrypto

/// The yardstick: libcrypto's own ECDSA on P-256 in its fastest call sequence, on a digest that is ready.
///
/// One `EVP_PKEY_CTX` for verification and one for signing, each initialised once; no hashing, no parsing, no
/// conversion of the signature.
@safe final class RawES256 {
    private let key: OpaquePointer
    private let verification: OpaquePointer
    private let signing: OpaquePointer
    private let digest: [UInt8]
    private var signature = [UInt8](repeating: 0, count: 72)
    private var signatureCount = 0

    /// Takes a digest of 32 bytes, and signs it once.
    init(digest: [UInt8]) throws {
        guard let key = unsafe ccrypto_generate_p256(),
            let verification = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            let signing = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            unsafe EVP_PKEY_verify_init(verification) == 1, unsafe EVP_PKEY_sign_init(signing) == 1
        else { throw BenchmarkError("libcrypto gives no P-256 key") }
        unsafe self.key = key
        unsafe self.verification = verification
        unsafe self.signing = signing
        self.digest = digest
        guard sign(), verify() else { throw BenchmarkError("libcrypto doesn't verify what it has signed") }
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(verification)
        unsafe EVP_PKEY_CTX_free(signing)
        unsafe EVP_PKEY_free(key)
    }

    func verify() -> Bool {
        unsafe EVP_PKEY_verify(verification, signature, signatureCount, digest, digest.count) == 1
    }

    func sign() -> Bool {
        signatureCount = signature.count
        return unsafe EVP_PKEY_sign(signing, &signature, &signatureCount, digest, digest.count) == 1
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
