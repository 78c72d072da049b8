public import COSE
internal import CardCrypto

extension Receipt {
    /// The receipt signed by the validator's key.
    ///
    /// - Throws: ``SealingError``.
    public func sealed(
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SealingError) -> SealedReceipt {
        let payload = payload
        let bytes: [UInt8]
        do { bytes = try COSESign1.seal(payload: payload.span, with: key) } catch { throw .signing(error) }
        guard bytes.count <= SealedReceipt.bytesMax else { throw .tooLong(bytes: bytes.count) }
        return SealedReceipt(sequence: sequence, hash: try Self.hash(bytes.span), bytes: bytes)
    }

    static func hash(_ sealed: Span<UInt8>) throws(SealingError) -> ReceiptHash {
        do { return ReceiptHash(try Digest.sha256(sealed)) } catch { throw .digest(code: error.code) }
    }
}

/// Why a receipt or a manifest can't be sealed.
public enum SealingError: Error, Equatable, Sendable {
    case signing(SigningFailure)
    /// libcrypto couldn't hash; its own code.
    case digest(code: UInt64)
    case tooLong(bytes: Int)
}
