import COSE
import CardCrypto
import Testing

@Suite("Keys that pass")
struct PassingKeyTests {
    private static func point(_ key: borrowing SigningKey) throws -> [UInt8] {
        guard case .p256Compressed(let x, let yIsOdd) = key.publicKey.compressed else { return [] }
        let span = x.span
        return [yIsOdd ? 0x03 : 0x02] + span.indices.map { span[$0] }
    }

    @Test("thumbprint and verdicts are those of a key that stays, one key after the other")
    func agreement() throws {
        let message = [UInt8](0..<50)
        for _ in 0..<50 {
            let signer = try SigningKey.generate(.p256)
            let other = try SigningKey.generate(.p256)
            let point = try Self.point(signer)
            let passing = try PassingKey(compressedPoint: point.span)
            let thumbprint = passing.thumbprint
            #expect(thumbprint == signer.thumbprint)
            var signature = try signer.sign(message: message.span)
            #expect(passing.check(signature: signature.span, message: message.span) == .valid)
            let foreign = try other.sign(message: message.span)
            #expect(passing.check(signature: foreign.span, message: message.span) == .invalid)
            signature[40] ^= 1
            #expect(passing.check(signature: signature.span, message: message.span) == .invalid)
            let zeros = [UInt8](repeating: 0, count: 64)
            #expect(passing.check(signature: zeros.span, message: message.span) == .invalid)
            #expect(
                passing.check(signature: zeros.span.extracting(0..<63), message: message.span) == .invalid)
        }
    }

    @Test("what is no point of the curve is no key, and the next one is")
    func noPoint() throws {
        let signer = try SigningKey.generate(.p256)
        let good = try Self.point(signer)
        var refused = 0
        for index in 1..<33 {
            var point = good
            point[index] ^= 1
            // Half of all numbers below p are the x of a point.
            do throws(KeyImportError) { _ = try PassingKey(compressedPoint: point.span) } catch {
                #expect(error == .invalidPoint)
                refused += 1
            }
        }
        #expect(refused > 0)
        for bad in [
            Array(good.dropLast()), good + [0], [0x04] + good.dropFirst(),
            [0x02] + [UInt8](repeating: 0xFF, count: 32),
        ] {
            #expect(throws: KeyImportError.invalidPoint) { _ = try PassingKey(compressedPoint: bad.span) }
        }
        let again = try PassingKey(compressedPoint: good.span)
        let thumbprint = again.thumbprint
        #expect(thumbprint == signer.thumbprint)
    }
}
