import Foundation
import ISO7816
import Testing

@testable import CardReaders

@Suite("Trace files")
struct TraceFileTests {
    static func path() -> String {
        FileManager.default.temporaryDirectory.path + "/kartka-trace-\(UUID().uuidString).txt"
    }

    @Test("what is written is read as a trace, without the PIN, in a file of its owner alone") func written()
        throws
    {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let verify: [UInt8] = [0x00, 0x20, 0x00, 0x01, 0x04, 0x31, 0x32, 0x33, 0x34]
        do {
            let file = try TraceFile(path: path)
            file.begin(reader: "Virtual", atr: VirtualCard.atrT1)
            file.record(ReaderTests.select, .success([0x90, 0x00]))
            file.record(verify, .success([0x63, 0xC2]))
            file.record(ReaderTests.select, .failure(.torn))
            #expect(file.failure == nil)
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("31 32 33 34"))
        let trace = try CardTrace(text: text)
        #expect(trace.atr == VirtualCard.atrT1)
        #expect(
            trace.exchanges.map(\.outcome) == [
                .answer([0x90, 0x00]), .answer([0x63, 0xC2]), .failure(.torn),
            ])
        var replay = ReplayTransport(trace)
        #expect(try replay.transmit(ReaderTests.select) == [0x90, 0x00])
        #expect(throws: CardTransportError.reader(code: ReplayTransport.otherCommandCode)) {
            try replay.transmit(ReaderTests.select)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a file that can't be written is told with its errno, and a link isn't followed") func refused()
        throws
    {
        #expect(throws: CardReaderError.trace(path: "/nonexistent/trace", code: ENOENT)) {
            try TraceFile(path: "/nonexistent/trace")
        }
        let link = Self.path()
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/tmp/kartka-elsewhere")
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(throws: CardReaderError.trace(path: link, code: ELOOP)) { try TraceFile(path: link) }
    }

    @Test("a file that others could read before is its owner's from the first exchange on") func earlier()
        throws
    {
        let path = Self.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try #require(
            FileManager.default.createFile(
                atPath: path, contents: Data("# earlier\n".utf8), attributes: [.posixPermissions: 0o644]))
        _ = try TraceFile(path: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "# earlier\n")
    }

    @Test("a full disk is told and disturbs nothing") func full() throws {
        let file = try TraceFile(path: "/dev/full")
        file.record(ReaderTests.select, .success([0x90, 0x00]))
        #expect(file.failure == .trace(path: "/dev/full", code: ENOSPC))
    }
}

extension ReaderTests {
    @Test("a reader with a trace file writes down what was said") func trace() async throws {
        let path = TraceFileTests.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withInserted(VirtualCard(port: port)) { _ in
            let reader = CardReader(named: name, trace: try TraceFile(path: path))
            try await select(reader)
        }
        let trace = try CardTrace(text: String(contentsOfFile: path, encoding: .utf8))
        #expect(trace.atr == VirtualCard.atrT1)
        #expect(
            trace.exchanges == [
                CardTrace.Exchange(
                    command: Self.select.map { $0 },
                    outcome: .answer((Self.select + [0x90, 0x00]).map { $0 }))
            ])
    }
}
