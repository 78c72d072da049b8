import COSE
import CardCrypto
import CardRecords
import Testing

@testable import ConcessionRules

@Suite("Sealed rule sets")
struct SealingTests {
    /// An authority's key and what the trust list says of it.
    private final class Authority {
        let key: SigningKey
        let verification: VerificationKey
        var trusted: TrustedKey

        init(_ curve: COSEKey.Curve = .p256) throws {
            key = try SigningKey.generate(curve)
            verification = try VerificationKey(key.publicKey)
            let start = NumericDate(epochSeconds: 1_790_000_000) ?? .latest
            trusted = TrustedKey(
                keyID: key.keyID, key: key.publicKey, authority: "Transport",
                recordTypes: [.transportConcession],
                validity: start...NumericDate.latest)
        }

        func open(_ bytes: [UInt8]) throws(RuleSetError) -> RuleSet {
            try RuleSet(verifying: bytes.span) { keyID in
                keyID == trusted.keyID ? (trusted, verification) : nil
            }
        }
    }

    @Test("a set that an entitled key sealed is taken", arguments: [COSEKey.Curve.p256, .ed25519])
    func accepted(curve: COSEKey.Curve) throws {
        let authority = try Authority(curve)
        let form = try Example.city.form()
        let sealed = try form.sealed(with: authority.key)
        let rules = try authority.open(sealed)
        #expect(rules.version == 13 && rules.network == 17 && rules.currency == "UAH")
        let (again, keyID) = try RuleSet.unverified(sealed.span)
        #expect(again == form && keyID == authority.key.keyID)
    }

    @Test("a changed byte anywhere is noticed")
    func corrupted() throws {
        let authority = try Authority(.ed25519)
        let sealed = try Example.minimal.form().sealed(with: authority.key)
        _ = try authority.open(sealed)
        for index in sealed.indices {
            for bit in [0x01, 0x80] as [UInt8] {
                var twin = sealed
                twin[index] ^= bit
                #expect(throws: RuleSetError.self, "byte \(index)") { try authority.open(twin) }
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: RuleSetError.self) { try authority.open(Array(sealed.prefix(count))) }
        }
        #expect(throws: RuleSetError.self) { try authority.open(sealed + [0]) }
    }

    @Test("what the trust list says of the signer decides")
    func signer() throws {
        let authority = try Authority()
        let other = try Authority()
        let form = try Example.minimal.form()
        let sealed = try form.sealed(with: authority.key)
        #expect(throws: RuleSetError.signerUnknown(authority.key.keyID)) { try other.open(sealed) }
        authority.trusted.recordTypes = [.socialBenefit]
        #expect(throws: RuleSetError.signerNotEntitled) { try authority.open(sealed) }
        authority.trusted.recordTypes = [.socialBenefit, .transportConcession]
        authority.trusted.state = .revoked
        #expect(throws: RuleSetError.signerRevoked) { try authority.open(sealed) }
        authority.trusted.state = .retired
        _ = try authority.open(sealed)
        let late = try #require(NumericDate(epochSeconds: Int64(form.issued) + 1))
        authority.trusted.validity = late...NumericDate.latest
        #expect(throws: RuleSetError.issuedOutsideKeyValidity) { try authority.open(sealed) }
        let issued = try #require(NumericDate(epochSeconds: Int64(form.issued)))
        authority.trusted.validity = issued...issued
        _ = try authority.open(sealed)
    }

    @Test("another key under the same name has the wrong signature")
    func otherKey() throws {
        let authority = try Authority()
        let other = try Authority()
        let sealed = try Example.minimal.form().sealed(with: authority.key)
        #expect(throws: RuleSetError.signatureInvalid) {
            try RuleSet(verifying: sealed.span) { _ in (authority.trusted, other.verification) }
        }
        let edwards = try Authority(.ed25519)
        #expect(throws: RuleSetError.algorithmNotAllowed) {
            try RuleSet(verifying: sealed.span) { _ in (authority.trusted, edwards.verification) }
        }
    }

    @Test("a record that the same key sealed is no rule set, and a rule set no record")
    func noMixUp() throws {
        let authority = try Authority()
        let record = RandomCases(seed: 1).record()
        let validity = Validity(
            issuedAt: authority.trusted.validity.lowerBound, notBefore: nil, expiration: .latest)
        let sealed = try SealedRecord.seal(
            .transportConcession(record), validity: validity, cardKey: nil, with: authority.key)
        #expect(throws: RuleSetError.otherType) { try authority.open(sealed.bytes) }
        let payload = try Example.minimal.form().encoded()
        let untyped = try COSESign1.seal(payload: payload.span, with: authority.key)
        #expect(throws: RuleSetError.otherType) { try authority.open(untyped) }
        let rules = try Example.minimal.form().sealed(with: authority.key)
        #expect(throws: UnverifiedRecordError.self) { try UnverifiedRecord(SealedRecord(bytes: rules)) }
    }

    @Test("a set that contradicts itself is neither sealed nor taken")
    func inconsistent() throws {
        let authority = try Authority()
        var form = try Example.minimal.form()
        form.rules.append(form.rules[0])
        let problem = RuleProblem(
            path: RecordPath([.field("rules"), .index(1), .field("number")]), kind: .twice)
        let error = #expect(throws: RuleSealingError.self) { try form.sealed(with: authority.key) }
        #expect(error == .notARuleSet(.inconsistent([problem])))
        let payload = form.encoded()
        let sealed = try COSESign1.seal(payload: payload.span, type: RuleSet.mediaType, with: authority.key)
        #expect(throws: RuleSetError.inconsistent([problem])) { try authority.open(sealed) }
    }

    @Test("a file beyond the limit isn't looked at")
    func tooLong() throws {
        let authority = try Authority()
        let bytes = [UInt8](repeating: 0xD2, count: RuleLimits.sealedBytesMax + 1)
        #expect(throws: RuleSetError.tooLong(bytes: bytes.count)) { try authority.open(bytes) }
    }
}
