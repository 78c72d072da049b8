import COSE
import Testing

@testable import CardCrypto

/// Where protected header, payload and signature lie in a good message.
private struct Parts {
    let protected: Range<Int>
    let payload: Range<Int>
    let signature: Range<Int>

    init(_ bytes: [UInt8]) throws {
        var decoder = CBORDecoder(bytes.span)
        _ = try decoder.readTag()
        _ = try decoder.readArrayCount()
        protected = try decoder.readBytesRange()
        try decoder.skip()
        payload = try decoder.readBytesRange()
        signature = try decoder.readBytesRange()
    }
}

private func outcome(_ bytes: [UInt8], _ key: VerificationKey) -> SignedMessage.Outcome {
    do { return .checked(try COSESign1(parsing: bytes.span).check(with: key)) } catch {
        return .refused(error)
    }
}

@Suite("COSE_Sign1 of others, checked over libcrypto")
struct SignedMessageTests {
    @Test("every message of cose-wg has its expected outcome here")
    func complete() throws {
        let listed = Set(SignedMessage.all.map(\.file).filter { $0.hasPrefix("cose-wg/") })
        #expect(try SignedMessage.filesOnDisk() == listed)
        #expect(SignedMessage.good.count == 5)
    }

    @Test("a message verifies, or doesn't for its own reason", arguments: SignedMessage.all)
    func verdict(_ message: SignedMessage) throws {
        #expect(outcome(message.bytes, try VerificationKey(message.key)) == message.expected)
    }

    @Test("with any one bit turned over it never verifies", arguments: SignedMessage.good)
    func corrupted(_ message: SignedMessage) throws {
        let key = try VerificationKey(message.key)
        let parts = try Parts(message.bytes)
        for part in [parts.payload, parts.signature] {
            try #require(!part.isEmpty)
            for bit in part.lowerBound * 8..<part.upperBound * 8 {
                try #require(outcome(message.bytes.flipping(bit: bit), key) == .checked(.invalid))
            }
        }
        try #require(!parts.protected.isEmpty)
        for bit in parts.protected.lowerBound * 8..<parts.protected.upperBound * 8 {
            // Some bits make another algorithm or no CBOR of it; the rest break the signature.
            switch outcome(message.bytes.flipping(bit: bit), key) {
            case .refused, .checked(.invalid): break
            case .checked(let check): Issue.record("bit \(bit): \(check)")
            }
        }
    }

    @Test("a good message doesn't verify with another's key", arguments: SignedMessage.good)
    func otherKey(_ message: SignedMessage) throws {
        for curve in [COSEKey.Curve.p256, .ed25519] {
            let other = try SigningKey.generate(curve).verificationKey()
            #expect(outcome(message.bytes, other) == .checked(.invalid))
        }
    }

    /// Over the Sig_structure as printed, those outside our profile are good too: what refuses them is the
    /// profile, not a signature that we can't check.
    @Test(
        "cose-wg's signatures are good over the Sig_structure that it prints",
        arguments: SignedMessage.all.filter { $0.file.contains("-pass-") || $0.file.contains("-sig-") })
    func printedStructure(_ message: SignedMessage) throws {
        let key = try VerificationKey(message.key)
        let toBeSigned = try #require(message.toBeSigned)
        let signature = Array(message.bytes.suffix(COSELimits.signatureBytes))
        #expect(key.check(signature, toBeSigned) == .valid)
        let corrupted = toBeSigned.flipping(bit: 100)
        #expect(key.check(signature, corrupted) == .invalid)
    }
}
