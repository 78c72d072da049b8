import ISO7816
import Testing

/// One case of ISO/IEC 7816-4 §5.2 on the wire and what it says.
struct CommandVector: Sendable, CustomTestStringConvertible {
    let name: String
    let wire: [UInt8]
    let data: [UInt8]
    let expected: Int?
    let isExtended: Bool

    var testDescription: String { name }

    static let long = [UInt8](repeating: 0x5A, count: 300)
    static let all: [CommandVector] = [
        .init(name: "case 1", wire: [0, 0x20, 0, 1], data: [], expected: nil, isExtended: false),
        .init(
            name: "case 2S, Ne 5", wire: [0, 0xB0, 0x82, 0, 5], data: [], expected: 5, isExtended: false),
        .init(
            name: "case 2S, Ne 256", wire: [0, 0xB0, 0x82, 0, 0], data: [], expected: 256,
            isExtended: false),
        .init(
            name: "case 3S", wire: [0, 0xD6, 0, 0, 2, 0xAA, 0xBB], data: [0xAA, 0xBB], expected: nil,
            isExtended: false),
        .init(
            name: "case 3S of one byte", wire: [0, 0xD6, 0, 0, 1, 0xAA], data: [0xAA], expected: nil,
            isExtended: false),
        .init(
            name: "case 4S", wire: [0, 0xA4, 4, 0, 2, 0xF0, 0x4B, 0], data: [0xF0, 0x4B], expected: 256,
            isExtended: false),
        .init(
            name: "case 2E, Ne 65 536", wire: [0, 0xB0, 0x86, 0, 0, 0, 0], data: [], expected: 65_536,
            isExtended: true),
        .init(
            name: "case 2E, Ne 258", wire: [0, 0xB0, 0x86, 0, 0, 1, 2], data: [], expected: 258,
            isExtended: true),
        .init(
            name: "case 3E", wire: [0x80, 0xE2, 8, 0, 0, 1, 0x2C] + long, data: long, expected: nil,
            isExtended: true),
        .init(
            name: "case 3E of two bytes", wire: [0x80, 0xE2, 8, 0, 0, 0, 2, 1, 2], data: [1, 2],
            expected: nil, isExtended: true),
        .init(
            name: "case 4E", wire: [0, 0x88, 0, 0, 0, 1, 0x2C] + long + [0x10, 0], data: long,
            expected: 4096, isExtended: true),
    ]
}

@Suite("Command APDU")
struct CommandAPDUTests {
    @Test("every case is read and written", arguments: CommandVector.all)
    func everyCase(_ vector: CommandVector) throws {
        let command = try CommandAPDU(parsing: vector.wire.span)
        #expect(command.data == vector.data)
        #expect(command.responseBytesMax == vector.expected)
        #expect(command.hasExtendedLength == vector.isExtended)
        #expect(try command.encoded() == vector.wire)
    }

    @Test("a data field that ends early or late is rejected", arguments: [-2, -1, 2, 3])
    func wrongLength(_ difference: Int) {
        let short = [0x80, 0xE2, 8, 0, 200] + [UInt8](repeating: 0x5A, count: 200 + difference)
        #expect(throws: APDUError.lengthField(at: 4)) { try CommandAPDU(parsing: short.span) }
        let wrong = difference == 2 ? 1 : difference  // two more would be Le
        let long = [0x80, 0xE2, 8, 0, 0, 1, 0] + [UInt8](repeating: 0x5A, count: 256 + wrong)
        #expect(throws: APDUError.lengthField(at: 4)) { try CommandAPDU(parsing: long.span) }
    }

    @Test("whatever is accepted encodes to the same bytes", arguments: CommandVector.all)
    func prefixes(_ vector: CommandVector) throws {
        for count in 0...vector.wire.count {
            let bytes = Array(vector.wire.prefix(count))
            if let command = try? CommandAPDU(parsing: bytes.span) {
                #expect(try command.encoded() == bytes)
            }
        }
    }

    @Test(
        "length fields that don't add up are rejected",
        arguments: [
            [0, 1, 2, 3, 0, 0], [0, 1, 2, 3, 0, 0, 0, 0], [0, 1, 2, 3, 0, 0, 2, 1], [0, 1, 2, 3, 2, 1],
            [0, 1, 2, 3, 0, 0, 1, 9, 0], [0, 1, 2, 3, 1, 9, 0, 0],
        ] as [[UInt8]])
    func lengthFields(_ bytes: [UInt8]) {
        #expect(throws: APDUError.lengthField(at: 4)) { try CommandAPDU(parsing: bytes.span) }
    }

    @Test("fewer than 4 bytes are no command", arguments: 0..<4)
    func tooShort(_ count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        #expect(throws: APDUError.tooShort(bytes: count)) { try CommandAPDU(parsing: bytes.span) }
    }

    @Test("what no form can carry is not encoded")
    func unencodable() {
        let long = CommandAPDU(
            cla: 0, ins: 0, p1: 0, p2: 0, data: [UInt8](repeating: 0, count: 65_536))
        #expect(throws: APDUError.dataTooLong(bytes: 65_536)) { try long.encoded() }
        for expected in [0, -1, 65_537, Int.max] {
            let command = CommandAPDU(cla: 0, ins: 0, p1: 0, p2: 0, responseBytesMax: expected)
            #expect(throws: APDUError.expectedLength(expected)) { try command.encoded() }
        }
    }

    @Test("a description never shows the data field")
    func description() {
        let command = CommandAPDU(cla: 0, ins: 0x20, p1: 0, p2: 1, data: [0x24, 0x12, 0x34])
        #expect("\(command)" == "00 20 00 01 (3 bytes)")
        #expect(!String(reflecting: command).contains("18"))
        var dumped = ""
        dump(command, to: &dumped)
        #expect(!dumped.contains("52"))
    }
}
