import Testing

@testable import COSE

struct WellFormedDecoderTests {
    private func skips(_ text: String) throws(CBORError) {
        let bytes = hex(text)
        var decoder = WellFormedDecoder(bytes.span)
        try decoder.skip()
        try decoder.finish()
    }

    static let items = [
        "00", "1800", "190001", "1b0000000000000001", "3bffffffffffffffff", "40", "5f4101420203ff",
        "7f6161ff",
        "5fff", "80", "9f0102ff", "9fff", "bf01020304ff", "a2 0201 0101", "a2 01 01 01 01", "c0 00",
        "d818 40",
        "f4", "f6", "f8ff", "f90001", "fa00000000", "fb0000000000000000", "bf 9f ff bf ff ff",
    ]

    @Test("every well-formed encoding is read over", arguments: items)
    func accepted(_ text: String) throws { try skips(text) }

    struct Malformed: Sendable, CustomTestStringConvertible {
        var bytes: String
        var error: CBORError
        var testDescription: String { bytes }
    }

    static let malformed = [
        Malformed(bytes: "", error: .truncated(at: 0)),
        Malformed(bytes: "18", error: .truncated(at: 0)),
        Malformed(bytes: "42 00", error: .truncated(at: 0)),
        Malformed(bytes: "5b ffffffffffffffff 00", error: .truncated(at: 0)),
        Malformed(bytes: "9b ffffffffffffffff 00", error: .truncated(at: 0)),
        Malformed(bytes: "bb 7fffffffffffffff 00 00", error: .truncated(at: 0)),
        Malformed(bytes: "1c", error: .reservedHead(at: 0)),
        Malformed(bytes: "1f", error: .reservedHead(at: 0)),
        Malformed(bytes: "ff", error: .reservedHead(at: 0)),
        Malformed(bytes: "dfff", error: .reservedHead(at: 0)),
        Malformed(bytes: "f81f", error: .reservedHead(at: 0)),
        Malformed(bytes: "5f 61 61 ff", error: .unexpectedType(.text, at: 1)),
        Malformed(bytes: "5f 5f ff ff", error: .indefiniteLength(at: 1)),
        Malformed(bytes: "9f 00", error: .truncated(at: 2)),
        Malformed(bytes: "bf 00 ff", error: .reservedHead(at: 2)),
        Malformed(bytes: "00 00", error: .trailingBytes(at: 1)),
        Malformed(bytes: String(repeating: "81", count: 17) + "00", error: .tooDeep(at: 16)),
        Malformed(bytes: String(repeating: "9f", count: 5000), error: .tooDeep(at: 16)),
        Malformed(bytes: String(repeating: "c1", count: 5000), error: .tooDeep(at: 16)),
    ]

    @Test("what isn't well-formed is refused where it stands", arguments: malformed)
    func refused(_ bad: Malformed) {
        #expect(throws: bad.error) { try skips(bad.bytes) }
    }

    @Test("whatever the strict decoder takes, this one takes")
    func superset() throws {
        for text in [
            "a201020304", "83010220", "d28443a10126a0410158 40" + String(repeating: "5a", count: 64),
        ] {
            try skips(text)
        }
    }

    @Test("integers keep their range, whatever their head")
    func integers() throws {
        let values: [(String, Int64)] = [
            ("1b7fffffffffffffff", .max), ("3b7fffffffffffffff", .min), ("1800", 0), ("3900ff", -256),
        ]
        for (text, value) in values {
            let bytes = hex(text)
            var decoder = WellFormedDecoder(bytes.span)
            #expect(try decoder.readInteger() == value)
        }
        for text in ["1b8000000000000000", "3b8000000000000000"] {
            let bytes = hex(text)
            var decoder = WellFormedDecoder(bytes.span)
            #expect(throws: CBORError.integerOutOfRange(at: 0)) { try decoder.readInteger() }
        }
    }
}

struct AnyEncodingTests {
    static let signature = "58 40" + String(repeating: "5a", count: 64)

    private func parse(_ text: String) throws -> (COSEAlgorithm, KeyID?, String?, [UInt8]) {
        let bytes = hex(text)
        let message = try COSESign1(parsingAnyEncoding: bytes.span)
        var payload: [UInt8] = []
        for index in message.unverifiedPayload.indices { payload.append(message.unverifiedPayload[index]) }
        return (message.algorithm, message.keyID, message.type, payload)
    }

    static let same = [
        "d2 84 4b a3 01 26 04 43 313233 10 61 74 a0 41 07" + signature,
        "84 4b a3 01 26 04 43 313233 10 61 74 a0 41 07" + signature,
        "d83d d2 84 4b a3 10 61 74 04 43 313233 01 26 a0 41 07" + signature,
        "d812 9f 4c bf 10 61 74 04 41 31 01 3800 00 a0 41 07" + signature,
    ]

    @Test("one message in several encodings")
    func encodings() throws {
        for text in Self.same[..<3] {
            let (algorithm, keyID, type, payload) = try parse(text)
            #expect(algorithm == .es256)
            #expect(keyID == nil)
            #expect(type == "t")
            #expect(payload == [7])
        }
        let loose =
            "d812 9f 58 08 bf 01 3900 06 10 6174 ff bf 18 04 48 0000000000000009 ff 5800 \(Self.signature) ff"
        let (algorithm, keyID, type, payload) = try parse(loose.replacing("58 08", with: "58 09"))
        #expect(algorithm == .es256)
        #expect(keyID == KeyID(rawValue: 9))
        #expect(type == "t")
        #expect(payload.isEmpty)
    }

    static let refusals: [(String, COSEError)] = [
        ("d1 84 43 a10126 a0 41 00" + signature, .notSign1),
        ("d83d 84 43 a10126 a0 41 00" + signature, .cbor(.unexpectedType(.array, at: 2))),
        ("d2 d2 84 43 a10126 a0 41 00" + signature, .notSign1),
        ("d2 83 43 a10126 a0 41 00", .notSign1),
        ("d2 85 43 a10126 a0 41 00" + signature + "00", .notSign1),
        ("d2 84 43 a10126 a0 f6" + signature, .payloadMissing),
        ("d2 84 40 a1 01 26 41 00" + signature, .algorithmMissing),
        ("d2 84 45 a2 01 26 02 80 a0 41 00" + signature, .criticalHeader),
        ("d2 84 45 a2 01 26 01 26 a0 41 00" + signature, .cbor(.duplicateKey(at: 6))),
        ("d2 84 44 a1 01 3823 a0 41 00" + signature, .algorithmUnsupported(-36)),
        ("d2 84 43 a10126 a0 41 00 41 00", .signatureLength(bytes: 1)),
        ("d2 84 43 a10126 a0 41 00" + signature + "00", .cbor(.trailingBytes(at: 75))),
    ]

    @Test("what isn't a COSE_Sign1 is refused with its reason", arguments: refusals.indices)
    func refused(_ index: Int) {
        let (text, error) = Self.refusals[index]
        #expect(throws: error) { _ = try parse(text) }
    }

    @Test("typ stands in the protected header, and is part of what is signed")
    func type() throws {
        let payload = hex("a0")
        let message = try COSESign1.seal(payload: payload.span, type: "application/x", with: EchoKey())
        let expected =
            "d2 84 58 1c a3 01 26 04 48 0102030405060708 10 6d 6170706c69636174696f6e2f78 a0 41 a0 "
        #expect(message == hex(expected + Self.signature))
        let parsed = try COSESign1(parsing: message.span)
        #expect(parsed.type == "application/x")
        var signed = CBOREncoder()
        signed.writeArray(count: 4)
        signed.write(text: "Signature1")
        signed.write(bytes: Array(message[4..<32]))
        signed.write(bytes: [])
        signed.write(bytes: payload)
        #expect(parsed.check(with: EchoKey(expecting: signed.bytes)) == .valid)
        let untyped = try COSESign1.seal(payload: payload.span, with: EchoKey())
        #expect(try COSESign1(parsing: untyped.span).type == nil)
    }
}
