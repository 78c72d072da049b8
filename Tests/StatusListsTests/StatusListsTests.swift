import COSE
import CardCrypto
import Testing

@testable import StatusLists

struct RoundTripTests {
    static let claims = StatusListClaims(
        uri: "https://status.example/transport", issued: NumericDate(epochSeconds: 1_790_000_000)!,
        expiration: NumericDate(epochSeconds: 1_790_600_000)!, timeToLiveSeconds: 86_400)

    /// A list in which about one of `oneIn` indexes is not valid.
    static func statuses(count: Int, oneIn: UInt64, seed: UInt64) -> StatusBits {
        var generator = SplitMix64(state: seed)
        var statuses = StatusBits(count: count)
        for index in 0..<count where generator.next() % oneIn == 0 {
            statuses.set(CardStatus(rawValue: UInt8(1 + generator.next() % 3))!, at: index)
        }
        return statuses
    }

    @Test("a sealed list is read back as it was", arguments: [0, 1, 4, 5, 1000, 100_003])
    func token(count: Int) throws {
        let key = try SigningKey.generate(.p256)
        let statuses = Self.statuses(count: count, oneIn: 50, seed: 1)
        for compression in [StatusListToken.Compression.fast, .small] {
            let bytes = try StatusListToken.seal(
                statuses, claims: Self.claims, compression: compression, with: key)
            let token = try StatusListToken(verifying: bytes.span, with: try key.verificationKey())
            #expect(token.claims == Self.claims)
            #expect(token.bits == .two)
            #expect(token.keyID == key.keyID)
            #expect(try token.statuses() == statuses)
        }
    }

    @Test("a delta brings the old list to the new one")
    func delta() throws {
        let key = try SigningKey.generate(.p256)
        let old = Self.statuses(count: 50_000, oneIn: 100, seed: 2)
        let new = Self.statuses(count: 60_000, oneIn: 90, seed: 3)
        let delta = try StatusDelta(
            from: (NumericDate(epochSeconds: 1_780_000_000)!, old), to: new, claims: Self.claims)
        let bytes = try delta.sealed(with: key)
        let read = try StatusDelta(verifying: bytes.span, with: try key.verificationKey())
        #expect(try read.apply(to: old) == new)
        let whole = try StatusDelta(whole: new, claims: Self.claims)
        #expect(try whole.apply() == new)
        #expect(try whole.apply(to: StatusBits()) == new)
    }
}

/// The same numbers in every run. Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators".
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
