import COSE
import Glibc
import Testing

@testable import CardCrypto

/// Keys that check the same thing in the two ways.
private struct Pair {
    let ordinary: VerificationKey
    let accelerated: VerificationKey

    init(_ key: COSEKey) throws {
        ordinary = try VerificationKey(key)
        accelerated = try VerificationKey(accelerating: key)
        try #require(accelerated.acceleration.isTable)
        try #require(!ordinary.acceleration.isTable)
    }

    /// The verdict that both give.
    func check(_ signature: [UInt8], _ message: [UInt8]) throws -> SignatureCheck {
        let verdict = ordinary.check(signature, message)
        try #require(accelerated.check(signature, message) == verdict)
        return verdict
    }
}

@Suite("Checking with a table")
struct AccelerationTests {
    @Test("the table is made, and its memory and time are told")
    func cost() throws {
        let key = try VerificationKey(accelerating: SigningKey.generate(.p256).publicKey)
        guard case .table(let bytes, let seconds) = key.acceleration else {
            Issue.record("no table: \(key.acceleration)")
            return
        }
        #expect(bytes == 151_552)
        #expect(seconds > 0.001 && seconds < 10)
    }

    @Test(
        "verdicts are those of NIST's CAVP",
        arguments: Vector.cases(of: "nist-cavp/SigVer-P256-SHA256.rsp", with: "Result"))
    func cavp(_ vector: Vector) throws {
        let x = try vector.bytes("Qx").coordinate
        let y = try vector.bytes("Qy").coordinate
        let pair = try Pair(.p256(x: #require(coordinate(x)), y: #require(coordinate(y))))
        let message = try vector.bytes("Msg")
        let signature = try vector.bytes("R").coordinate + vector.bytes("S").coordinate
        let isValid = try vector.text("Result").hasPrefix("P")
        #expect(try pair.check(signature, message) == (isValid ? .valid : .invalid))
        #expect(try pair.check(signature.flipping(bit: 100), message) == .invalid)
    }

    @Test("verdicts are those of EVP_PKEY_verify on random signatures, good and corrupted")
    func random() throws {
        // KARTKA_SIGNATURES asks for more: 100000 take some five minutes in a debug build.
        let asked = unsafe getenv("KARTKA_SIGNATURES").flatMap { unsafe Int(String(cString: $0)) }
        let signatures = asked ?? 2_000
        var generator = SystemRandomNumberGenerator()
        var left = signatures
        while left > 0 {
            let key = try SigningKey.generate(.p256)
            let pair = try Pair(key.publicKey)
            for _ in 0..<min(left, 500) {
                let message = try Secrets.randomBytes(count: Int.random(in: 0...64, using: &generator))
                let good = try key.sign(message)
                try #require(try pair.check(good, message) == .valid)
                let bad = good.flipping(bit: Int.random(in: 0..<512, using: &generator))
                try #require(try pair.check(bad, message) == .invalid)
                let noise = try Secrets.randomBytes(count: 64)
                try #require(try pair.check(noise, message) == .invalid)
                try #require(try pair.check(good, message + [0]) == .invalid)
            }
            left -= min(left, 500)
        }
    }

    @Test("one table serves many threads at once")
    func threads() async throws {
        let key = try SigningKey.generate(.p256)
        let checker = try VerificationKey(accelerating: key.publicKey)
        try #require(checker.acceleration.isTable)
        let message = [UInt8]("many".utf8)
        let goods = try (0..<8).map { _ in try key.sign(message) }
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<250).allSatisfy { run in
                        let good = goods[(task + run) % goods.count]
                        return checker.check(good, message) == .valid
                            && checker.check(good.flipping(bit: run), message) == .invalid
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

@Suite("Falling back to the ordinary check")
struct FallbackTests {
    private let message = [UInt8]("fallback".utf8)

    private func expectOrdinary(_ fault: P256Table.Fault, _ cause: Acceleration.Cause) throws {
        let signing = try SigningKey.generate(.p256)
        let handle = try KeyHandle.importing(signing.publicKey)
        let key = try VerificationKey(handle, isAccelerated: true, tableFault: fault)
        #expect(key.acceleration == .none(cause))
        let good = try signing.sign(message)
        #expect(key.check(good, message) == .valid)
        #expect(key.check(good.flipping(bit: 9), message) == .invalid)
    }

    @Test("a table whose verdicts are wrong isn't used")
    func wrongTable() throws {
        let other = try KeyHandle.generating(.p256)
        try expectOrdinary(.otherKey(#require(other.p256Point)), .selfTestFailed)
    }

    @Test("a call that computes no table is noticed")
    func nothingComputed() throws { try expectOrdinary(.notComputed, .notComputed) }

    @Test("a table that gains nothing isn't used")
    func slowTable() throws { try expectOrdinary(.slow, .notFaster) }

    @Test("Ed25519 has no table, and says so")
    func otherCurve() throws {
        let signing = try SigningKey.generate(.ed25519)
        let key = try VerificationKey(accelerating: signing.publicKey)
        #expect(key.acceleration == .none(.otherCurve))
        let good = try signing.sign(message)
        #expect(key.check(good, message) == .valid)
        #expect(key.check(good.flipping(bit: 9), message) == .invalid)
        #expect(try VerificationKey(signing.publicKey).acceleration == .none(.notAskedFor))
    }
}
