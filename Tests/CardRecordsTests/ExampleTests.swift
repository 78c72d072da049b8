import COSE
import CardRecords
import Testing

@Suite("Examples of CardSchemas")
struct ExampleTests {
    @Test("there are valid and invalid examples of every record", arguments: RecordType.allCases)
    func present(_ type: RecordType) {
        #expect(Example.valid.count { $0.type == type } >= 3)
        #expect(Example.invalid.count { $0.type == type } >= 3)
    }

    @Test(
        "a valid example decodes, passes its checks and encodes to the same bytes", arguments: Example.valid)
    func roundTrip(_ example: Example) throws {
        let bytes = try example.bytes()
        let record = try Record(example.type, decoding: bytes.span)
        try record.validate()
        #expect(record.type == example.type)
        #expect(record.encoded() == bytes)
    }

    @Test("an invalid example is refused", arguments: Example.invalid)
    func refused(_ example: Example) throws {
        let bytes = try example.bytes()
        #expect(throws: RecordError.self) { try Record(example.type, decoding: bytes.span) }
    }

    @Test("a truncated example is refused, and so is one with a trailing byte", arguments: Example.valid)
    func truncated(_ example: Example) throws {
        let bytes = try example.bytes()
        for count in stride(from: 0, to: bytes.count, by: bytes.count / 300 + 1) {
            #expect(throws: RecordError.self) {
                try Record(example.type, decoding: Array(bytes[..<count]).span)
            }
        }
        #expect(throws: RecordError.self) { try Record(example.type, decoding: (bytes + [0]).span) }
    }

    @Test(
        "with any bit flipped, an example is refused or encodes to the flipped bytes",
        arguments: Example.valid)
    func bitFlips(_ example: Example) throws {
        let bytes = try example.bytes()
        var refused = 0
        // All bits of all but the longest; a step that is odd reaches every bit position.
        let step = bytes.count > 300 ? bytes.count / 50 | 1 : 1
        for bit in stride(from: 0, to: bytes.count * 8, by: step) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                let record = try Record(example.type, decoding: flipped.span)
                if record.encoded() != flipped { Issue.record("bit \(bit) of \(example.testDescription)") }
                try record.validate()
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }
}
