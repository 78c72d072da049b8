import ISO7816
import Testing

@Suite("AES of these tests")
struct TestAESTests {
    @Test(
        "FIPS 197 appendix C",
        arguments: [
            (16, "69C4E0D86A7B0430D8CDB78070B4C55A"), (24, "DDA97CA4864CDFE06EAF70A0EC0D7191"),
            (32, "8EA2B7CA516745BFEAFC49904B496089"),
        ])
    func fips197(_ count: Int, _ expected: String) {
        let key = TestAESKey((0..<count).map { UInt8($0) })
        let plain = (0..<16).map { UInt8($0 * 17) }
        #expect(key.encrypt(plain) == Hex.bytes(of: expected))
        #expect(key.decrypt(key.encrypt(plain)) == plain)
    }

    @Test(
        "RFC 4493 section 4",
        arguments: [
            (0, "BB1D6929E95937287FA37D129B756746"), (40, "DFA66747DE9AE63030CA32611497C827"),
        ])
    func rfc4493(_ count: Int, _ expected: String) throws {
        let key = TestAESKey(try #require(Hex.bytes(of: "2B7E151628AED2A6ABF7158809CF4F3C")))
        let message = try #require(
            Hex.bytes(
                of: "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411"))
        let mac = try key.cmac(Array(message.prefix(count)).span)
        #expect(Array(copying: mac.span) == Hex.bytes(of: expected))
    }
}
