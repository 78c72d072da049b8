import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import Testing

@Suite("Trust list and stored keys")
struct TrustListTests {
    @Test("a list comes back as the root signed it", arguments: [COSEKey.Curve.p256, .ed25519])
    func roundTrip(_ curve: COSEKey.Curve) throws {
        let office = try Office(curve: curve)
        let root = try StoredSigningKey(office.rootID, in: office.vault)
        let bytes = try office.trustList.sealed(with: root)
        let key = try VerificationKey(root.publicKey)
        let list = try TrustList(verifying: bytes.span, with: key)
        #expect(list == office.trustList)

        // And it decides as the office's own does.
        let desk = try Desk(office)
        try desk.personalise()
        let (evidence, shown) = try desk.show()
        let verifier = try Office.verifier(list)
        for (type, record) in shown {
            let verdict = desk.verdict(record, as: type, evidence: evidence, verifier: verifier)
            #expect(verdict.outcome == .accepted)
        }
    }

    @Test("a list signed by another root is refused, in its own name and in ours")
    func foreignRoot() throws {
        let (home, abroad) = (try Office(), try Office())
        let ours = try VerificationKey(StoredSigningKey(home.rootID, in: home.vault).publicKey)
        let foreign = try StoredSigningKey(abroad.rootID, in: abroad.vault)
        let theirs = try abroad.trustList.sealed(with: foreign)
        #expect(throws: TrustListError.otherRoot) { try TrustList(verifying: theirs.span, with: ours) }
        let forged = try abroad.trustList.sealed(with: PosingKey(own: foreign, keyID: home.rootID))
        #expect(throws: TrustListError.signatureInvalid) { try TrustList(verifying: forged.span, with: ours) }
        // A domain's key is no root either.
        let inner = try home.trustList.sealed(with: home.key(of: .health))
        #expect(throws: TrustListError.otherRoot) { try TrustList(verifying: inner.span, with: ours) }
    }

    @Test("one flipped bit anywhere in a list is refused", arguments: [COSEKey.Curve.p256, .ed25519])
    func everyBit(_ curve: COSEKey.Curve) throws {
        let office = try Office(curve: curve)
        let root = try StoredSigningKey(office.rootID, in: office.vault)
        let bytes = try office.trustList.sealed(with: root)
        let key = try VerificationKey(root.publicKey)
        // Every byte; every bit of some, each position in turn.
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= 1 << UInt8(index % 8)
            #expect(throws: TrustListError.self, "byte \(index)") {
                try TrustList(verifying: flipped.span, with: key)
            }
        }
    }

    @Test("a domain seals with its active key that is valid longest")
    func sealingKey() throws {
        let office = try Office()
        let keyID = try #require(office.keyIDs[.social])
        #expect(office.trustList.sealingKey(of: .social, at: Office.now)?.keyID == keyID)
        #expect(office.trustList.sealingKey(of: .social, at: Office.later(731)) == nil)
        #expect(office.trustList.sealingKey(of: .social, at: Office.later(-366)) == nil)
        for state in [TrustedKey.State.retired, .revoked] {
            let list = office.trustList { if $0.keyID == keyID { $0.state = state } }
            #expect(list.sealingKey(of: .social, at: Office.now) == nil)
            #expect(list.sealingKey(of: .health, at: Office.now) != nil)
        }
        // A key for half of the domain isn't the domain's.
        let half = office.trustList {
            if $0.recordTypes.contains(.medicalSummary) { $0.recordTypes = [.medicalSummary] }
        }
        #expect(half.sealingKey(of: .health, at: Office.now) == nil)

        let newer = try SigningKey.generate(.p256)
        var list = office.trustList
        list.keys.append(
            TrustedKey(
                keyID: newer.keyID, key: newer.publicKey, authority: "next", recordTypes: [.socialBenefit],
                validity: Office.later(-1)...Office.later(1095)))
        #expect(list.sealingKey(of: .social, at: Office.now)?.keyID == newer.keyID)
        #expect(list.sealingKey(of: .social, at: Office.later(-2))?.keyID == keyID)
    }

    @Test(
        "a stored key signs in its own name what its public half verifies",
        arguments: [COSEKey.Curve.p256, .ed25519])
    func storedKey(_ curve: COSEKey.Curve) throws {
        let office = try Office(curve: curve)
        let key = try office.key(of: .utilities)
        #expect(key.algorithm == (curve == .p256 ? .es256 : .edDSA))
        #expect(key.keyID == office.keyIDs[.utilities])
        let (head, payload) = (Array("head".utf8), Array("payload".utf8))
        let signature = try key.sign(head: head.span, payload: payload.span)
        let verification = try VerificationKey(key.publicKey)
        #expect(
            verification.check(signature: signature.span, head: head.span, payload: payload.span) == .valid)
        #expect(
            verification.check(signature: signature.span, head: payload.span, payload: head.span) == .invalid)
    }

    @Test("a key that the store doesn't have is told by its name")
    func unknownKey() throws {
        let office = try Office()
        let stranger = KeyID(rawValue: 1)
        #expect(throws: KeyStoreError.unknownKey(stranger)) {
            try StoredSigningKey(stranger, in: office.store)
        }
        // The root isn't among the domains' keys.
        #expect(throws: KeyStoreError.unknownKey(office.rootID)) {
            try StoredSigningKey(office.rootID, in: office.store)
        }
    }
}
