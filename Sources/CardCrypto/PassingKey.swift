public import COSE

/// A P-256 public key that is seen once, such as that of a card in a gate, made ready to check one signature.
///
/// It takes no memory beyond what threads keep for it: a ``VerificationKey`` is for keys that stay.
public struct PassingKey: ~Copyable {
    private static let pool = ContextPool<P256Context>()

    /// As ``VerificationKey/thumbprint``.
    public let thumbprint: KeyThumbprint
    private let context: P256Context

    /// - Parameter point: compressed, 33 bytes (SEC 1 §2.3.3).
    /// - Throws: ``KeyImportError/invalidPoint`` for anything else, ``KeyImportError/library(_:)``.
    public init(compressedPoint point: Span<UInt8>) throws(KeyImportError) {
        guard point.count == 33 else { throw .invalidPoint }
        guard let context = Self.pool.take() ?? P256Context() else { throw .library(.take()) }
        var coordinates = [64 of UInt8](repeating: 0)
        switch context.setPoint(point, coordinates: &coordinates) {
        case nil: throw .library(.take())
        case false?:
            Self.pool.giveBack(context)
            throw .invalidPoint
        case true?: break
        }
        let encoded = Self.encoded(coordinates)
        let digest: [32 of UInt8]
        do { digest = try Digest.sha256(encoded.span) } catch { throw .library(error) }
        guard let thumbprint = KeyThumbprint(digest.span.extracting(0..<KeyThumbprint.byteCount)) else {
            throw .library(CryptoLibraryError(code: 0))  // not reached: a digest of 32 bytes has 16 to give
        }
        self.thumbprint = thumbprint
        self.context = context
    }

    deinit { Self.pool.giveBack(context) }

    /// Checks 64 bytes, r ‖ s of ECDSA with SHA-256, over one message.
    public func check(signature: Span<UInt8>, message: Span<UInt8>) -> SignatureCheck {
        guard signature.count == COSELimits.signatureBytes else { return .invalid }
        let result = context.check(signature, message, Span())
        // What libcrypto noted of a refused signature must not be read later as the cause of something else.
        if result != .valid { _ = CryptoLibraryError.take() }
        return result
    }

    /// The deterministic COSE_Key with both coordinates, which a thumbprint is of. RFC 9679 §3.
    private static func encoded(_ coordinates: [64 of UInt8]) -> [75 of UInt8] {
        [75 of UInt8] { index in
            switch index {
            case 0: 0xA4  // {1: 2, -1: 1, -2: x, -3: y}
            case 1: 0x01
            case 2: 0x02
            case 3: 0x20
            case 4: 0x01
            case 5: 0x21
            case 6, 41: 0x58
            case 7, 42: 0x20
            case 40: 0x22
            case 8..<40: coordinates[index - 8]
            default: coordinates[index - 11]
            }
        }
    }
}
