import COSE
import Testing

@testable import CardCrypto

/// What checks digests in the two ways.
private struct DigestPair {
    let table: P256Table
    let context: P256TableContext
    let ordinary: P256Context

    init(_ key: COSEKey) throws {
        let handle = try KeyHandle.importing(key)
        table = try #require(P256Table.making(for: handle).table)
        context = try #require(P256TableContext(table))
        ordinary = try #require(P256Context(handle))
    }

    func checkWithTable(_ signature: [UInt8], _ digest: [UInt8]) -> SignatureCheck {
        context.check(table, signature.span, digest.span)
    }

    func checkOrdinarily(_ signature: [UInt8], _ digest: [UInt8]) -> SignatureCheck {
        ordinary.check(signature.span, digest: digest.span)
    }
}

extension Vector {
    fileprivate func key() throws -> COSEKey {
        try .p256(x: #require(coordinate(bytes("Qx"))), y: #require(coordinate(bytes("Qy"))))
    }
}

@Suite("The edges of ECDSA on P-256, with a table and without")
struct P256EdgeTests {
    @Test("verdicts are those of Wycheproof's 262 cases, and each with one flipped bit is invalid")
    func wycheproof() throws {
        let cases = Vector.cases(of: "wycheproof/ecdsa_secp256r1_sha256_p1363.txt", with: "Result")
        #expect(cases.count == 262)
        // Neighbours have the same key.
        var keys: (COSEKey, VerificationKey, VerificationKey)?
        for vector in cases {
            let key = try vector.key()
            let (_, plain, fast) =
                if let keys, keys.0 == key { keys } else {
                    (key, try VerificationKey(key), try VerificationKey(accelerating: key))
                }
            keys = (key, plain, fast)
            try #require(fast.acceleration.isTable)
            let message = try vector.bytes("Msg")
            let signature = try vector.bytes("Signature")
            let verdict: SignatureCheck = try vector.text("Result") == "valid" ? .valid : .invalid
            #expect(plain.check(signature, message) == verdict, "\(vector.values)")
            #expect(fast.check(signature, message) == verdict, "\(vector.values)")
            guard signature.count == 64 else { continue }
            let flipped = signature.flipping(bit: 300)
            #expect(plain.check(flipped, message) == .invalid, "\(vector.values)")
            #expect(fast.check(flipped, message) == .invalid, "\(vector.values)")
        }
    }

    @Test("x beyond n, infinity, doublings, limits of r, s, u1, u2 and digest: the verdicts are right")
    func edges() throws {
        var pairs: [COSEKey: DigestPair] = [:]
        for vector in Vector.cases(of: "p256-edges/p256-edges.txt", with: "Result") {
            let key = try vector.key()
            let pair = try pairs[key] ?? DigestPair(key)
            pairs[key] = pair
            let digest = try vector.bytes("Digest")
            let signature = try vector.bytes("R") + vector.bytes("S")
            let verdict: SignatureCheck = try vector.text("Result") == "P" ? .valid : .invalid
            #expect(pair.checkOrdinarily(signature, digest) == verdict, "\(vector.values)")
            #expect(pair.checkWithTable(signature, digest) == verdict, "\(vector.values)")
            for twin in [signature.flipping(bit: 255), signature.flipping(bit: 511)] {
                let ordinary = pair.checkOrdinarily(twin, digest)
                #expect(pair.checkWithTable(twin, digest) == ordinary, "\(vector.values)")
                #expect(verdict == .invalid || ordinary == .invalid, "\(vector.values)")
            }
            let other = digest.flipping(bit: 255)
            let ordinary = pair.checkOrdinarily(signature, other)
            #expect(pair.checkWithTable(signature, other) == ordinary, "\(vector.values)")
            #expect(verdict == .invalid || ordinary == .invalid, "\(vector.values)")
        }
    }
}
