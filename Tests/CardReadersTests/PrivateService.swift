import Foundation
import Testing

/// The pcscd of our own that Tools/pcscd-private runs these tests with.
enum PrivateService {
    static let environment = ProcessInfo.processInfo.environment
    static let ports = (environment["KARTKA_VPCD_PORTS"] ?? "").split(separator: " ").compactMap {
        UInt16($0)
    }
    static let readers = (environment["KARTKA_VPCD_READERS"] ?? "").split(separator: "\n").map(String.init)

    static var isThere: Bool { ports.count >= 2 && readers.count == ports.count && !control.isEmpty }

    private static let control = environment["KARTKA_PCSCD_CONTROL"] ?? ""

    /// Kills (-9) or starts pcscd, and waits until that is done.
    static func tell(_ word: String) async throws {
        let before = try state()
        let fifo = try FileHandle(forWritingTo: URL(fileURLWithPath: control))
        try fifo.write(contentsOf: Data("\(word)\n".utf8))
        try fifo.close()
        let changes = word == "restart" ? 2 : 1
        for _ in 0..<500 {
            if try state() >= before + changes { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("pcscd-private didn't carry out \(word)")
    }

    private static func state() throws -> Int {
        let text = try String(contentsOfFile: control + ".state", encoding: .utf8)
        return try #require(text.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) })
    }
}
