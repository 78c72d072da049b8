internal import CCrypto
internal import COSE
internal import ISO7816

/// One `EVP_PKEY`, freed with its last owner. libcrypto lets any number of threads read it.
@safe final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the reference.
    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }

    var curve: COSEKey.Curve? {
        if unsafe EVP_PKEY_is_a(pointer, "ED25519") == 1 { return .ed25519 }
        var x = [32 of UInt8](repeating: 0)
        var y = [32 of UInt8](repeating: 0)
        guard unsafe EVP_PKEY_is_a(pointer, "EC") == 1, isOnP256, copyCoordinates(&x, &y) else { return nil }
        return .p256
    }

    /// The public half, both coordinates.
    func publicKey() throws(KeyImportError) -> COSEKey {
        switch curve {
        case .p256: return try p256PublicKey()
        case .ed25519: return try ed25519PublicKey()
        case nil: throw .unsupportedKey
        }
    }

    /// The private half: 32 bytes, P-256's scalar in big endian or Ed25519's seed.
    func secret() throws(CryptoLibraryError) -> SecretBytes {
        let isP256 = curve == .p256
        return try SecretBytes(count: 32) { (span: inout MutableSpan<UInt8>) throws(CryptoLibraryError) in
            var count = 32
            let isDone = unsafe span.withUnsafeMutableBufferPointer { buffer in
                // safe: both write at most 32 bytes, the size of the buffer.
                unsafe isP256
                    ? ccrypto_p256_scalar(pointer, buffer.baseAddress) == 1
                    : EVP_PKEY_get_raw_private_key(pointer, buffer.baseAddress, &count) == 1
            }
            guard isDone, count == 32 else { throw .take() }
        }
    }

    private var isOnP256: Bool {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { buffer in
            var count = 0
            guard unsafe EVP_PKEY_get_group_name(pointer, buffer.baseAddress, buffer.count, &count) == 1,
                let start = buffer.baseAddress
            else { return false }
            return unsafe String(cString: start) == "prime256v1"
        }
    }

    private func copyCoordinates(_ x: inout [32 of UInt8], _ y: inout [32 of UInt8]) -> Bool {
        var xSpan = x.mutableSpan
        var ySpan = y.mutableSpan
        return unsafe xSpan.withUnsafeMutableBufferPointer { xBuffer in
            unsafe ySpan.withUnsafeMutableBufferPointer { yBuffer in
                // safe: writes 32 bytes to each, which is their size.
                unsafe ccrypto_p256_coordinates(pointer, xBuffer.baseAddress, yBuffer.baseAddress) == 1
            }
        }
    }

    private func p256PublicKey() throws(KeyImportError) -> COSEKey {
        var x = [32 of UInt8](repeating: 0)
        var y = [32 of UInt8](repeating: 0)
        guard copyCoordinates(&x, &y), let x = Coordinate(x.span), let y = Coordinate(y.span) else {
            throw .library(.take())
        }
        return .p256(x: x, y: y)
    }

    private func ed25519PublicKey() throws(KeyImportError) -> COSEKey {
        var bytes = [32 of UInt8](repeating: 0)
        var count = 32
        var span = bytes.mutableSpan
        let isDone = unsafe span.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_PKEY_get_raw_public_key(pointer, buffer.baseAddress, &count) == 1
        }
        guard isDone, count == 32, let x = Coordinate(bytes.span) else { throw .library(.take()) }
        return .ed25519(x: x)
    }
}

/// Why a key can't be used.
public enum KeyImportError: Error, Equatable, Sendable {
    /// Not a point of the curve, or one of small order: no signature under it means anything.
    case invalidPoint
    /// A private scalar that isn't in 1…n−1, or a secret that hasn't 32 bytes.
    case invalidSecret
    /// Neither P-256 nor Ed25519.
    case unsupportedKey
    case library(CryptoLibraryError)
}

extension KeyHandle {
    /// The key of a COSE_Key, its point checked.
    static func importing(_ key: COSEKey) throws(KeyImportError) -> KeyHandle {
        switch key {
        case .p256(let x, let y):
            try p256(point: [4] + bytes(of: x) + bytes(of: y))
        case .p256Compressed(let x, let yIsOdd):
            try p256(point: [yIsOdd ? 3 : 2] + bytes(of: x))
        case .ed25519(let x):
            try ed25519(x)
        }
    }

    private static func bytes(of coordinate: Coordinate) -> [UInt8] {
        let span = coordinate.span
        return span.indices.map { span[$0] }
    }

    private static func p256(point: [UInt8]) throws(KeyImportError) -> KeyHandle {
        let pointer = unsafe point.span.withUnsafeBufferPointer { buffer in
            unsafe ccrypto_p256_from_point(buffer.baseAddress, buffer.count)
        }
        guard let pointer = unsafe pointer else {
            _ = CryptoLibraryError.take()
            throw .invalidPoint
        }
        return unsafe KeyHandle(owning: pointer)
    }

    private static func ed25519(_ point: Coordinate) throws(KeyImportError) -> KeyHandle {
        let span = point.span
        let soundness = unsafe span.withUnsafeBufferPointer { buffer in
            unsafe ccrypto_ed25519_is_sound(buffer.baseAddress)
        }
        guard soundness == 1 else { throw soundness == 0 ? .invalidPoint : .library(.take()) }
        let pointer = unsafe span.withUnsafeBufferPointer { buffer in
            unsafe EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, buffer.baseAddress, buffer.count)
        }
        guard let pointer = unsafe pointer else { throw .library(.take()) }
        return unsafe KeyHandle(owning: pointer)
    }

    /// - Parameter secret: 32 bytes, as ``secret()`` gives them.
    static func importing(
        secret: borrowing SecretBytes, curve: COSEKey.Curve
    ) throws(KeyImportError) -> KeyHandle {
        guard secret.count == 32 else { throw .invalidSecret }
        let pointer = unsafe secret.span.withUnsafeBufferPointer { buffer in
            // safe: both read 32 bytes, which was checked.
            switch curve {
            case .p256: unsafe ccrypto_p256_from_scalar(buffer.baseAddress)
            case .ed25519:
                unsafe EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, buffer.baseAddress, buffer.count)
            }
        }
        guard let pointer = unsafe pointer else {
            _ = CryptoLibraryError.take()
            throw .invalidSecret
        }
        return unsafe KeyHandle(owning: pointer)
    }

    static func generating(_ curve: COSEKey.Curve) throws(CryptoLibraryError) -> KeyHandle {
        let pointer =
            switch curve {
            case .p256: unsafe ccrypto_generate_p256()
            case .ed25519: unsafe ccrypto_generate_ed25519()
            }
        guard let pointer = unsafe pointer else { throw .take() }
        return unsafe KeyHandle(owning: pointer)
    }
}
