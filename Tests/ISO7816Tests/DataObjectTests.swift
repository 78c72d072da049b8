import ISO7816
import Testing

@Suite("BER-TLV and DGIs")
struct DataObjectTests {
    @Test(
        "strict objects encode to the same bytes",
        arguments: [
            "", "8400", "840141", "6F028400", "7F4905860304AABB", "DF200101", "5F2D02756B",
            "DF81000100", "6F0AA508C4020000C1028400",
        ])
    func roundTrip(_ text: String) throws {
        let bytes = try #require(Hex.bytes(of: text))
        #expect(try BERTLV.parse(bytes.span).flatMap { $0.encoded() } == bytes)
    }

    @Test("long lengths have their shortest form", arguments: [0, 127, 128, 255, 256, 65_000])
    func lengths(_ count: Int) throws {
        let object = DataObject(
            primitive: try #require(BERTag(rawValue: 0x53)), [UInt8](repeating: 1, count: count))
        let bytes = object.encoded()
        #expect(try BERTLV.parse(bytes.span) == [object])
        #expect(throws: BERTLVError.self) { try BERTLV.parse(Array(bytes.dropLast()).span) }
    }

    @Test(
        "anything else is rejected, with its offset",
        arguments: [
            ("84", .truncated(at: 1)), ("8402AA", .truncated(at: 2)), ("0000", .tag(at: 0)),
            ("848141", .length(at: 1)), ("84810141", .length(at: 1)),
            ("8482007F", .length(at: 1)), ("8480", .length(at: 1)), ("8484000000", .length(at: 1)),
            ("DF1E00", .tag(at: 0)), ("DF800100", .tag(at: 0)), ("DF81828300", .tag(at: 0)),
            ("6F0384020A", .truncated(at: 4)), ("DF", .truncated(at: 1)),
        ] as [(String, BERTLVError)])
    func rejected(_ text: String, _ error: BERTLVError) throws {
        let bytes = try #require(Hex.bytes(of: text))
        #expect(throws: error) { try BERTLV.parse(bytes.span) }
    }

    @Test("nesting has a limit")
    func depth() {
        var bytes: [UInt8] = [0x84, 0]
        for _ in 0..<7 { bytes = [0x6F, UInt8(bytes.count)] + bytes }
        #expect(throws: Never.self) { try BERTLV.parse(bytes.span) }
        bytes = [0x6F, UInt8(bytes.count)] + bytes
        #expect(throws: BERTLVError.tooDeep(at: 16)) { try BERTLV.parse(bytes.span) }
    }

    @Test("no bytes trap", arguments: 0..<64)
    func noise(_ seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let bytes = (0..<48).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
        if let objects = try? BERTLV.parse(bytes.span) { #expect(objects.flatMap { $0.encoded() } == bytes) }
        if let command = try? CommandAPDU(parsing: bytes.span) { #expect(try command.encoded() == bytes) }
        if let groups = try? DataGroup.parse(bytes.span) { #expect(groups.flatMap { $0.encoded() } == bytes) }
        let reset = [0x3B] + bytes.prefix(32)
        _ = try? ATR(parsing: reset.span)
        _ = try? InitializeUpdateResponse(parsing: bytes, mode: .s16)
    }

    @Test("the FCI says what was put into it")
    func fci() throws {
        for extended in [nil, TransportLimits(commandBytesMax: 4096, responseBytesMax: 2048)] {
            let information = CardInformation(
                serial: Sample.serial, lifeCycle: .suspended, hasCommandChaining: extended == nil,
                extendedLimits: extended, transportBytes: 256)
            let bytes = information.encoded()
            #expect(try CardInformation(parsing: bytes.span) == information)
            #expect(bytes.count <= 64)
        }
    }

    @Test("groups of DGIs are read back", arguments: [0, 1, 254, 255, 256, 4000])
    func dataGroups(_ count: Int) throws {
        let groups = [
            DataGroup.file(.social, rule: .pinOrDomain, record: [UInt8](repeating: 1, count: count)),
            try #require(DataGroup.cardNumber(9_804_123_456_789_012_345)),
        ]
        let bytes = groups.flatMap { $0.encoded() }
        #expect(try DataGroup.parse(bytes.span) == groups)
        #expect(throws: DataGroupError.self) { try DataGroup.parse(Array(bytes.dropLast()).span) }
        #expect(throws: DataGroupError.duplicate(at: bytes.count)) {
            try DataGroup.parse((bytes + groups[0].encoded()).span)
        }
    }

    @Test("a card number is BCD, padded with F")
    func cardNumber() {
        #expect(DataGroup.cardNumber(12345)?.data == [0x12, 0x34, 0x5F] + [UInt8](repeating: 0xFF, count: 7))
        #expect(DataGroup.cardNumber(UInt64.max) == nil)
    }

    @Test(
        "PIN blocks of format 2",
        arguments: [
            ("1234", "241234FFFFFFFFFF"), ("12345", "2512345FFFFFFFFF"), ("123456789012", "2C123456789012FF"),
        ])
    func format2(_ digits: String, _ expected: String) throws {
        let block = try pinBlock(digits)
        let bytes = Array(copying: block.span)
        #expect(bytes == Hex.bytes(of: expected))
        #expect(PINBlock.digitCount(of: bytes.span) == digits.count)
    }

    @Test("what is no PIN makes no block", arguments: ["", "123", "1234567890123", "12a4", "१२३४"])
    func noPIN(_ digits: String) {
        let text = Array(digits.utf8)
        let isRefused = PINBlock(digits: text.span) == nil
        #expect(isRefused)
    }

    @Test(
        "a damaged PIN block is refused",
        arguments: [
            "341234FFFFFFFFFF", "241234FFFFFFFFF0", "24123AFFFFFFFFFF", "2312FFFFFFFFFFFF",
            "2D1234567890123F", "241234FFFFFFFF",
        ])
    func damagedBlock(_ text: String) throws {
        let bytes = try #require(Hex.bytes(of: text))
        #expect(PINBlock.digitCount(of: bytes.span) == nil)
    }
}
