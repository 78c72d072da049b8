import Testing

@testable import StatusLists

struct InflateTests {
    private func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
        try Zlib.deflate(bytes.span, level: 9, strategy: 0)
    }

    private func inflated(_ stream: [UInt8], max: Int) throws -> [UInt8] {
        try Zlib.inflate(stream.span, byteCountMax: max)
    }

    @Test(
        "a content of just the bound comes out, one byte more is refused", arguments: [0, 1, 4096, 100_000])
    func bound(count: Int) throws {
        var generator = SplitMix64(state: 5)
        for content in [
            [UInt8](repeating: 0, count: count),
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) },
        ] {
            let stream = try deflated(content)
            #expect(try inflated(stream, max: count) == content)
            #expect(try inflated(stream, max: count + 1) == content)
            guard count > 0 else { continue }
            #expect(throws: Zlib.Failure.tooLong) { try inflated(stream, max: count - 1) }
            #expect(throws: Zlib.Failure.tooLong) { try inflated(stream, max: 0) }
        }
    }

    @Test("a stream of a thousand times its size stops at the bound")
    func bomb() throws {
        let stream = try deflated([UInt8](repeating: 0, count: 64 << 20))
        #expect(stream.count < 100_000)
        #expect(throws: Zlib.Failure.tooLong) { try inflated(stream, max: 2_500_000) }
        let token = StatusListToken(claims: try claims(), bits: .two, lst: stream)
        #expect(throws: StatusListError.tooLong(countMax: 10_000_000)) {
            try token.statuses(countMax: 10_000_000)
        }
        // A greater wish doesn't lift the product's own bound.
        #expect(throws: StatusListError.tooLong(countMax: StatusListLimits.countMax)) {
            try token.statuses(countMax: .max)
        }
    }

    @Test("only a whole zlib stream and nothing else is taken")
    func whole() throws {
        let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
        let stream = try deflated(content)
        for count in stream.indices {
            #expect(throws: Zlib.Failure.self) { try inflated(Array(stream[..<count]), max: 5000) }
        }
        for excess: [UInt8] in [[0], stream] {
            #expect(throws: Zlib.Failure.code(-3)) { try inflated(stream + excess, max: 50_000) }
        }
        var wrongSum = stream
        wrongSum[stream.count - 1] ^= 1
        #expect(throws: Zlib.Failure.code(-3)) { try inflated(wrongSum, max: 5000) }
    }

    static let otherFormats: [(String, String)] = [
        ("gzip", "1f8b080000000000000303000000000000000000"),
        ("raw DEFLATE", "0300"),
        ("a preset dictionary", "78bb0400013f0300000000010000"),
        ("nothing", ""),
        ("text", "6e6f74207a6c6962"),
    ]

    @Test("other formats are refused", arguments: otherFormats.indices)
    func otherFormat(_ index: Int) {
        #expect(throws: Zlib.Failure.self, "\(Self.otherFormats[index].0)") {
            try inflated(hex(Self.otherFormats[index].1), max: 1000)
        }
    }
}
