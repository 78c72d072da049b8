public import COSE
public import CardRecords

extension RuleSet {
    /// `typ` of a sealed rule set. RFC 9596 §2.
    public static let mediaType: StaticString = "application/vnd.kartka.concession-rules+cbor"

    /// Reads a sealed set whose signer the trust list entitles to transport concession records.
    ///
    /// A signer's key that is retired still vouches for what it sealed; a revoked one for nothing.
    ///
    /// - Parameter signer: the trust list's entry of a key, and the key made ready; nil for a key that it
    ///   doesn't have.
    /// - Throws: ``RuleSetError``; nothing of an unverified set is told.
    public convenience init<Key: SignatureVerifying>(
        verifying bytes: Span<UInt8>, signer: (KeyID) -> (trusted: TrustedKey, key: Key)?
    ) throws(RuleSetError) {
        let message = try Self.message(bytes)
        guard let keyID = message.keyID, let (trusted, key) = signer(keyID) else {
            throw .signerUnknown(message.keyID)
        }
        guard key.accepts(message.algorithm) else { throw .algorithmNotAllowed }
        switch message.check(with: key) {
        case .valid: break
        case .invalid: throw .signatureInvalid
        case .failed: throw .checkFailed
        }
        guard trusted.recordTypes.contains(.transportConcession) else { throw .signerNotEntitled }
        guard trusted.state != .revoked else { throw .signerRevoked }
        try self.init(parsing: message.unverifiedPayload)
        guard trusted.validity.contains(issued) else { throw .issuedOutsideKeyValidity }
    }

    /// The document inside a sealed set, and who is said to have signed it; nobody has checked the signature.
    public static func unverified(
        _ bytes: Span<UInt8>
    ) throws(RuleSetError) -> (form: ConcessionRuleSet, keyID: KeyID?) {
        let message = try message(bytes)
        do { return (try ConcessionRuleSet(decoding: message.unverifiedPayload), message.keyID) } catch {
            throw .invalid(error)
        }
    }

    @_lifetime(copy bytes)
    private static func message(_ bytes: Span<UInt8>) throws(RuleSetError) -> COSESign1 {
        guard bytes.count <= RuleLimits.sealedBytesMax else { throw .tooLong(bytes: bytes.count) }
        let message: COSESign1
        do { message = try COSESign1(parsing: bytes) } catch { throw .malformed(error) }
        // Nothing else that the same key signs is ever a rule set.
        guard message.type == mediaType.description else { throw .otherType }
        return message
    }
}

extension ConcessionRuleSet {
    /// The sealed set, to be published.
    ///
    /// - Throws: ``RuleSealingError``; a set that no gate would take is not signed.
    public func sealed(
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(RuleSealingError) -> [UInt8] {
        do { _ = try RuleSet(self) } catch { throw .notARuleSet(error) }
        let payload = encoded()
        let sealed: [UInt8]
        do { sealed = try COSESign1.seal(payload: payload.span, type: RuleSet.mediaType, with: key) } catch {
            throw .signing(error)
        }
        guard sealed.count <= RuleLimits.sealedBytesMax else {
            throw .notARuleSet(.tooLong(bytes: sealed.count))
        }
        return sealed
    }
}

public enum RuleSealingError: Error, Equatable, Sendable {
    case notARuleSet(RuleSetError)
    case signing(SigningFailure)
}
