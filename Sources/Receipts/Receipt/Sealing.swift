public import COSE
internal import CardCrypto

extension Receipt {
    /// The receipt signed by the validator's key.
    ///
    /// - Throws: ``SealingError``.
    public func sealed(
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SealingError) -> SealedReceipt {
        var scratch = SealingScratch()
        return try scratch.seal(self, with: key)
    }

    static func hash(_ sealed: Span<UInt8>) throws(SealingError) -> ReceiptHash {
        do { return ReceiptHash(try Digest.sha256(sealed)) } catch { throw .digest(code: error.code) }
    }
}

/// Memory to seal one receipt after another in.
struct SealingScratch: ~Copyable {
    private var payload = CBOREncoder(capacityBytes: Receipt.capacityBytes)
    private var message = CBOREncoder(capacityBytes: Receipt.capacityBytes + 96)

    /// Allocates the receipt's own bytes and nothing else.
    mutating func seal(
        _ receipt: Receipt, with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SealingError) -> SealedReceipt {
        payload.removeAll()
        receipt.encode(into: &payload)
        message.removeAll()
        try Self.seal(payload, with: key, into: &message)
        let bytes = message.bytes
        guard bytes.count <= SealedReceipt.bytesMax else { throw .tooLong(bytes: bytes.count) }
        return SealedReceipt(
            sequence: receipt.sequence, hash: try Receipt.hash(bytes.span), bytes: bytes)
    }

    private static func seal(
        _ payload: borrowing CBOREncoder, with key: borrowing some SignatureCreating & ~Copyable,
        into message: inout CBOREncoder
    ) throws(SealingError) {
        do { try COSESign1.seal(payload: payload.span, with: key, into: &message) } catch {
            throw .signing(error)
        }
    }
}

/// Why a receipt or a manifest can't be sealed.
public enum SealingError: Error, Equatable, Sendable {
    case signing(SigningFailure)
    /// libcrypto couldn't hash; its own code.
    case digest(code: UInt64)
    case tooLong(bytes: Int)
}
