import COSE
import Testing

struct CBORDecoderTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var rule: String
        var bytes: String
        var error: CBORError
        init(_ rule: String, _ bytes: String, _ error: CBORError) {
            (self.rule, self.bytes, self.error) = (rule, bytes, error)
        }
        var testDescription: String { rule }
    }

    static let refusals = [
        Refusal("nothing at all", "", .truncated(at: 0)),
        Refusal("a head is cut short", "19 01", .truncated(at: 0)),
        Refusal("a string is longer than the input", "43 0102", .truncated(at: 0)),
        Refusal("a length of 2^63 is not believed", "5b 8000000000000000", .truncated(at: 0)),
        Refusal("a length of 2^64 − 1 is not believed", "9b ffffffffffffffff", .truncated(at: 0)),
        Refusal("a map needs two bytes a pair", "a2 0102 03", .truncated(at: 0)),
        Refusal("23 in two bytes", "18 17", .headNotShortest(at: 0)),
        Refusal("255 in three bytes", "19 00ff", .headNotShortest(at: 0)),
        Refusal("65 535 in five bytes", "1a 0000ffff", .headNotShortest(at: 0)),
        Refusal("2^32 − 1 in nine bytes", "1b 00000000ffffffff", .headNotShortest(at: 0)),
        Refusal("a long head inside an array", "82 01 18 17", .headNotShortest(at: 2)),
        Refusal("a string's length in a long head", "58 01 00", .headNotShortest(at: 0)),
        Refusal("an indefinite string", "5f 40 ff", .indefiniteLength(at: 0)),
        Refusal("an indefinite map", "bf ff", .indefiniteLength(at: 0)),
        Refusal("a break alone", "ff", .reservedHead(at: 0)),
        Refusal("additional information 28", "1c", .reservedHead(at: 0)),
        Refusal("map keys that descend", "a2 02 00 01 00", .unsortedKeys(at: 3)),
        Refusal("a negative key before a positive one", "a2 20 00 01 00", .unsortedKeys(at: 3)),
        Refusal("a longer key before a shorter one", "a2 62 6161 00 01 00", .unsortedKeys(at: 5)),
        Refusal("a duplicate map key", "a2 01 00 01 00", .duplicateKey(at: 3)),
        Refusal("a duplicate text key", "a2 61 61 00 61 61 00", .duplicateKey(at: 4)),
        Refusal("text that isn't UTF-8", "61 ff", .invalidUTF8(at: 0)),
        Refusal("a surrogate in UTF-8", "63 eda080", .invalidUTF8(at: 0)),
        Refusal("a half float's worth in a single", "fa 3fc00000", .floatNotShortest(at: 0)),
        Refusal("a single's worth in a double", "fb 3ff8000000000000", .floatNotShortest(at: 0)),
        Refusal("a NaN with a payload", "f9 7e01", .floatNotShortest(at: 0)),
        Refusal("true in two bytes", "f8 15", .simpleValueNotShortest(at: 0)),
        Refusal("a byte behind the item", "01 00", .trailingBytes(at: 1)),
        Refusal("17 arrays in each other", String(repeating: "81", count: 17) + "00", .tooDeep(at: 16)),
        Refusal(
            "10 000 arrays in each other", String(repeating: "81", count: 10_000) + "00", .tooDeep(at: 16)),
        Refusal("10 000 tags in each other", String(repeating: "c1", count: 10_000) + "00", .tooDeep(at: 16)),
    ]

    @Test("what isn't deterministic is refused where it stands", arguments: refusals)
    func refused(_ refusal: Refusal) {
        #expect(throws: refusal.error) { try skipAll(hex(refusal.bytes)) }
    }

    @Test("16 levels are not too deep")
    func deepest() throws {
        try skipAll(hex(String(repeating: "81", count: 16) + "00"))
    }

    @Test(
        "integers keep their whole range",
        arguments: [0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, Int64.max])
    func integers(_ value: Int64) throws {
        for value in [value, -1 - value] {
            var encoder = CBOREncoder()
            encoder.write(integer: value)
            var decoder = CBORDecoder(encoder.bytes.span)
            #expect(try decoder.readInteger() == value)
            try decoder.finish()
        }
    }

    @Test("integers that Int64 can't hold are refused, not wrapped")
    func integerOverflow() {
        #expect(throws: CBORError.integerOutOfRange(at: 0)) { try integer("1b 8000000000000000") }
        #expect(throws: CBORError.integerOutOfRange(at: 0)) { try integer("3b 8000000000000000") }
        #expect(throws: CBORError.unexpectedType(.text, at: 0)) { try integer("61 61") }
    }

    private func integer(_ text: String) throws -> Int64 {
        let bytes = hex(text)
        var decoder = CBORDecoder(bytes.span)
        return try decoder.readInteger()
    }

    @Test("a typed read names the type that it found")
    func wrongTypes() {
        let bytes = hex("f6")
        #expect(throws: CBORError.unexpectedType(.simple, at: 0)) {
            var decoder = CBORDecoder(bytes.span)
            _ = try decoder.readBool()
        }
        #expect(throws: CBORError.unexpectedType(.simple, at: 0)) {
            var decoder = CBORDecoder(bytes.span)
            _ = try decoder.readUnsigned()
        }
        #expect(throws: CBORError.unexpectedType(.simple, at: 0)) {
            var decoder = CBORDecoder(bytes.span)
            _ = try decoder.readTag()
        }
    }

    @Test("a map is read label by label")
    func map() throws {
        let bytes = hex("a3 00 61 61 18 a9 f5 20 41 07")
        var decoder = CBORDecoder(bytes.span)
        var map = try decoder.readMap()
        #expect(try decoder.nextLabel(&map) == 0)
        #expect(try decoder.readText() == "a")
        #expect(try decoder.nextLabel(&map) == 169)
        #expect(try decoder.readBool())
        #expect(try decoder.nextLabel(&map) == -1)
        #expect(try decoder.readBytes() == [7])
        #expect(try decoder.nextLabel(&map) == nil)
        try decoder.finish()
    }

    /// The oracle of the fuzz targets, on bytes near to good ones: what is accepted encodes to itself.
    @Test("accepted bytes are the one encoding of what they say")
    func malleability() throws {
        var random = SeededRandom(state: 20_261_121)
        var accepted = 0
        let seeds = CBORVectorTests.examples.map { hex($0.hex) }
        for _ in 0..<20_000 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            if (try? skipAll(bytes)) != nil {
                accepted += 1
                let text = try CBORDiagnostic.text(of: bytes.span)
                #expect(try CBORDiagnostic.bytes(from: text) == bytes, "\(text)")
            }
        }
        #expect(accepted > 1_000)
    }

    @Test("every truncation of a record-like item is refused")
    func truncations() {
        let bytes = hex(
            "a4 00 1b 8a1b2c3d4e5f6071 04 1a 5612aeb0 08 a1 01 a2 01 02 20 01 18 a9 82 63 d0bad0 f4"
                .replacing("63 d0bad0", with: "62 d0ba"))
        #expect(throws: Never.self) { try skipAll(bytes) }
        for count in bytes.indices {
            #expect(throws: CBORError.self) { try skipAll(Array(bytes[..<count])) }
        }
    }
}
