import COSE
import ISO7816
import Testing

@testable import CardCrypto

/// The order of P-256, big endian.
private let order = [UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")!

private func p256Key(_ x: [UInt8], _ y: [UInt8]) throws -> COSEKey {
    .p256(x: try #require(coordinate(x.coordinate)), y: try #require(coordinate(y.coordinate)))
}

private func ed25519Key(_ x: [UInt8]) throws -> COSEKey { .ed25519(x: try #require(coordinate(x))) }

@Suite("Signatures against the published vectors")
struct SignatureVectorTests {
    @Test(
        "ECDSA verdicts are those of NIST's CAVP",
        arguments: Vector.cases(of: "nist-cavp/SigVer-P256-SHA256.rsp", with: "Result"))
    func cavp(_ vector: Vector) throws {
        let key = try VerificationKey(p256Key(vector.bytes("Qx"), vector.bytes("Qy")))
        let message = try vector.bytes("Msg")
        let signature = try vector.bytes("R").coordinate + vector.bytes("S").coordinate
        let isValid = try vector.text("Result").hasPrefix("P")
        #expect(key.check(signature, message) == (isValid ? .valid : .invalid))
        let flipped = signature.flipping(bit: 100)
        #expect(key.check(flipped, message) == .invalid)
    }

    @Test(
        "a public key is taken or refused as NIST's CAVP says",
        arguments: Vector.cases(of: "nist-cavp/PKV-P256.rsp", with: "Result"))
    func publicKeys(_ vector: Vector) throws {
        let x = try [UInt8](hex: vector.text("Qx").evenDigits)!
        let y = try [UInt8](hex: vector.text("Qy").evenDigits)!
        let isValid = try vector.text("Result").hasPrefix("P")
        guard x.count <= 32, y.count <= 32 else {
            // More than 32 bytes can't even be written as a coordinate.
            #expect(coordinate(x.count > 32 ? x : y) == nil)
            #expect(!isValid)
            return
        }
        let key = try p256Key(x, y)
        if isValid {
            #expect(try VerificationKey(key).publicKey == key)
            let compressed = try VerificationKey(key.compressed)
            #expect(compressed.publicKey == key)
            #expect(compressed.keyID == (try VerificationKey(key).keyID))
        } else {
            #expect(throws: KeyImportError.invalidPoint) { _ = try VerificationKey(key) }
        }
    }

    @Test("RFC 6979 signatures verify", arguments: Vector.cases(of: "rfc6979/p256-sha256.txt", with: "Msg"))
    func rfc6979(_ vector: Vector) throws {
        let scalar = secret(try vector.bytes("Secret"))
        let key = try SigningKey(secret: scalar, curve: .p256)
        #expect(key.publicKey == (try p256Key(vector.bytes("Qx"), vector.bytes("Qy"))))
        #expect(array(try key.secret()) == (try vector.bytes("Secret")))
        let message = try vector.bytes("Msg")
        let signature = try vector.bytes("R") + vector.bytes("S")
        let checker = try key.verificationKey()
        #expect(checker.check(signature, message) == .valid)
        let other = message + [0]
        #expect(checker.check(signature, other) == .invalid)
    }

    @Test(
        "Ed25519 is that of RFC 8032 §7.1", arguments: Vector.cases(of: "rfc8032/ed25519.txt", with: "Secret")
    )
    func rfc8032(_ vector: Vector) throws {
        try ed25519(
            secret: vector.bytes("Secret"), publicKey: vector.bytes("Public"), message: vector.bytes("Msg"),
            signature: vector.bytes("Signature"))
    }

    @Test("Ed25519 is that of the authors' sign.input, first 128 cases")
    func signInput() throws {
        for line in Vector.read("rfc8032/sign.input").split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            let bytes = fields.map { [UInt8](hex: $0) ?? [] }
            try ed25519(
                secret: Array(bytes[0].prefix(32)), publicKey: bytes[1], message: bytes[2],
                signature: Array(bytes[3].prefix(64)))
        }
    }

    private func ed25519(
        secret: [UInt8], publicKey: [UInt8], message: [UInt8], signature: [UInt8]
    ) throws {
        let key = try SigningKey(secret: CardCryptoTests.secret(secret), curve: .ed25519)
        #expect(key.publicKey == (try ed25519Key(publicKey)))
        #expect(array(try key.secret()) == secret)
        let half = message.count / 2
        let head = Array(message.prefix(half))
        let payload = Array(message.dropFirst(half))
        #expect(try key.sign(message) == signature)
        #expect(try key.sign(head: head, payload: payload) == signature)
        let checker = try key.verificationKey()
        #expect(checker.check(signature, head: head, payload: payload) == .valid)
        let flipped = signature.flipping(bit: 300)
        #expect(checker.check(flipped, head: head, payload: payload) == .invalid)
        let longer = payload + [0]
        #expect(checker.check(signature, head: head, payload: longer) == .invalid)
    }
}

extension String {
    /// CAVP writes an odd number of digits where a coordinate is out of range.
    fileprivate var evenDigits: String { count.isMultiple(of: 2) ? self : "0" + self }
}

@Suite("Signatures at their limits")
struct SignatureBoundaryTests {
    private func subtract(_ right: [UInt8], from left: [UInt8]) -> [UInt8] {
        var result = left
        var borrow = 0
        for index in left.indices.reversed() {
            let difference = Int(left[index]) - Int(right[index]) - borrow
            borrow = difference < 0 ? 1 : 0
            result[index] = UInt8(truncatingIfNeeded: difference & 0xFF)
        }
        return result
    }

    @Test("r or s of zero, n or above is invalid; the other half of s is accepted")
    func ecdsaRanges() throws {
        let key = try SigningKey.generate(.p256)
        let checker = try key.verificationKey()
        let message = [UInt8]("limits".utf8)
        let good = try key.sign(message)
        let r = Array(good.prefix(32))
        let s = Array(good.suffix(32))
        let zero = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xFF, count: 32)
        let above = order.dropLast() + [order[31] + 1]
        #expect(checker.check(good, message) == .valid)
        for bad in [
            zero + s, r + zero, order + s, r + order, above + s, r + above, ones + s, r + ones, zero + zero,
        ] {
            #expect(checker.check(bad, message) == .invalid)
        }
        let mirrored = r + subtract(s, from: order)
        #expect(checker.check(mirrored, message) == .valid)
        for count in [0, 1, 63, 65, 128] {
            let wrong = [UInt8](repeating: 1, count: count)
            #expect(checker.check(wrong, message) == .invalid)
        }
    }

    @Test("an Ed25519 signature with an s of L or more is invalid")
    func ed25519Range() throws {
        let key = try SigningKey.generate(.ed25519)
        let checker = try key.verificationKey()
        let message = [UInt8]("limits".utf8)
        let good = try key.sign(message)
        // s + L signs the same equation; RFC 8032 §5.1.7 has it refused.
        let l = Array(
            [UInt8](hex: "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed")!.reversed())
        var carry = 0
        var s = Array(good.suffix(32))
        for index in s.indices {
            let sum = Int(s[index]) + Int(l[index]) + carry
            s[index] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        let malleable = good.prefix(32) + s
        #expect(checker.check(good, message) == .valid)
        #expect(checker.check(Array(malleable), message) == .invalid)
    }

    @Test(
        "Ed25519 keys that aren't points, aren't canonical or are of small order are refused",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "0200000000000000000000000000000000000000000000000000000000000000",
        ])
    func unsoundPoints(_ hex: String) throws {
        let key = try ed25519Key([UInt8](hex: hex)!)
        #expect(throws: KeyImportError.invalidPoint) { _ = try VerificationKey(key) }
    }

    @Test("a secret of zero, n, above or of another length is refused")
    func secrets() {
        let zero = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xFF, count: 32)
        for bad in [zero, order, ones, Array(ones.prefix(31)), ones + [1]] {
            #expect(throws: KeyImportError.invalidSecret) {
                _ = try SigningKey(secret: secret(bad), curve: .p256)
            }
        }
        #expect(throws: KeyImportError.invalidSecret) {
            _ = try SigningKey(secret: secret(Array(ones.prefix(31))), curve: .ed25519)
        }
    }
}

@Suite("Signing and checking")
struct SigningTests {
    @Test(
        "1,000 random messages verify, and each with one flipped bit doesn't",
        arguments: [
            COSEKey.Curve.p256, .ed25519,
        ])
    func roundTrips(_ curve: COSEKey.Curve) throws {
        let key = try SigningKey.generate(curve)
        let checker = try key.verificationKey()
        #expect(checker.keyID == key.keyID)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let head = try Secrets.randomBytes(count: Int.random(in: 0...40, using: &generator))
            let payload = try Secrets.randomBytes(count: Int.random(in: 1...300, using: &generator))
            let signature = try key.sign(head: head, payload: payload)
            try #require(checker.check(signature, head: head, payload: payload) == .valid)
            let bit = Int.random(in: 0..<512, using: &generator)
            let flipped = signature.flipping(bit: bit)
            try #require(checker.check(flipped, head: head, payload: payload) == .invalid)
            let altered = payload.flipping(bit: Int.random(in: 0..<payload.count * 8, using: &generator))
            try #require(checker.check(signature, head: head, payload: altered) == .invalid)
        }
    }

    @Test("one key serves many threads at once", arguments: [COSEKey.Curve.p256, .ed25519])
    func threads(_ curve: COSEKey.Curve) async throws {
        let key = try SigningKey.generate(curve)
        let checker = try key.verificationKey()
        let message = [UInt8]("many".utf8)
        let good = try key.sign(message)
        let bad = good.flipping(bit: 77)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<40).allSatisfy { _ in
                        checker.check(good, message) == .valid
                            && checker.check(bad, message) == .invalid
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test("a key identifier is the start of SHA-256 over the COSE_Key")
    func keyID() throws {
        let key = try SigningKey.generate(.p256)
        let digest = try sha256(key.publicKey.encoded)
        #expect(key.keyID.bytes == Array(digest.prefix(8)))
        #expect(key.algorithm == .es256)
        #expect(try SigningKey.generate(.ed25519).algorithm == .edDSA)
    }
}
