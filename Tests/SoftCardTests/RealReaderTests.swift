import Foundation
import ISO7816
import Testing

@testable import SoftCard

/// What the test below needs of the machine.
enum RealReader {
    static let need: Comment = "needs root, pcscd, vsmartcard-vpcd and opensc-tool"
    static let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Tools/pcscd-private").path

    static var isPossible: Bool {
        let files = [
            "/usr/sbin/pcscd", "/usr/bin/opensc-tool", "/usr/lib/pcsc/drivers/serial/libifdvpcd.so", tool,
        ]
        return geteuid() == 0 && files.allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }
}

/// The whole real path without hardware: opensc-tool → libpcsclite → pcscd → vpcd → card.
@Suite("A real PC/SC service", .enabled(if: RealReader.isPossible, RealReader.need))
struct RealReaderTests {
    @Test(
        "opensc-tool reads the transport record and is refused the medical one",
        arguments: [
            SoftCardProfile.extended, .t0,
        ])
    func throughTheService(_ profile: SoftCardProfile) throws {
        let bench = try CardBench.card(.active, profile: profile)
        bench.slot.powerOff()
        let port = UInt16(28_000 + Int(getpid()) % 1_000 * 4 + (profile == .t0 ? 2 : 0))
        let link = try VPCDLink(
            slot: bench.slot, port: port, reconnection: .init(attempts: 200, pauseMillisecondsMax: 50))
        try link.start()
        defer { link.stopAndWait() }
        // pcscd looks for cards every 400 ms.
        let commands =
            "sleep 1; opensc-tool -r 0 -s 00A4040008F04B4152544B4101 "
            + "-s 00B0820028 -s 00B0860028 -s 00B0850028"
        let output = try run(["--port", "\(port)", "--", "sh", "-c", commands])
        let record = CardBench.record(.transport).prefix(16).map { String(format: "%02X", $0) }
        #expect(output.contains(record.joined(separator: " ")), "\(output)")
        #expect(output.components(separatedBy: "SW1=0x69, SW2=0x82").count == 3, "\(output)")
    }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: RealReader.tool)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
