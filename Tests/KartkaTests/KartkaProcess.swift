import Foundation
import Testing

/// The built program, run as people run it.
enum KartkaProcess {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String

        func document() throws -> [String: Any] {
            try JSONText.object(output)
        }

        /// The problem that was reported on standard error in JSON mode.
        func problem() throws -> [String: Any] {
            try JSONText.object(errors)
        }
    }

    /// Beside the test bundle: `.build/debug/kartka`.
    static let path: String = {
        let bundle = ProcessInfo.processInfo.arguments.compactMap { argument -> URL? in
            guard let range = argument.range(of: ".xctest") else { return nil }
            return URL(fileURLWithPath: String(argument[..<range.upperBound])).deletingLastPathComponent()
        }
        let products = [
            URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
        ]
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(".build/debug")
        let places = bundle + products + [package]
        return places.map { $0.appendingPathComponent("kartka").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "kartka"
    }()

    /// Runs `kartka` and waits for its end.
    @discardableResult
    static func run(
        _ words: [String], environment: [String: String] = [:], input: String = ""
    ) throws -> Outcome {
        try execute(path, words, environment: environment, input: input)
    }

    /// Runs any program; output goes through files, so that no pipe can fill up.
    static func execute(
        _ program: String, _ words: [String], environment: [String: String] = [:], input: String = ""
    ) throws -> Outcome {
        let directory = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": directory.path]
            .merging(environment) { $1 }
        let streams = try ["in", "out", "err"].map { name in
            let file = directory.url.appendingPathComponent(name)
            try (name == "in" ? input : "").write(to: file, atomically: false, encoding: .utf8)
            return try name == "in" ? FileHandle(forReadingFrom: file) : FileHandle(forWritingTo: file)
        }
        process.standardInput = streams[0]
        process.standardOutput = streams[1]
        process.standardError = streams[2]
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try directory.read("out"),
            errors: try directory.read("err"))
    }
}

/// A directory that is removed with the value's end.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("kartka-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var path: String { url.path }

    func file(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
        return file(name)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }
}

enum JSONText {
    static func object(_ text: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }
}

/// A PC/SC service with virtual readers of the test's own; see `Tools/pcscd-private --help`.
enum PrivateService {
    static let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Tools/pcscd-private").path

    /// Runs a script of bash in which `$kartka` is the built program; nil where no service can be had here.
    /// The script must end what it leaves in the background: Foundation waits for all that hold its
    /// descriptors.
    static func run(_ script: String) throws -> KartkaProcess.Outcome? {
        let words = ["--", "/bin/bash", "-c", "kartka=$1\n\(script)", "bash", KartkaProcess.path]
        let outcome = try KartkaProcess.execute(tool, words)
        return outcome.errors.contains("pcscd-private:") && outcome.status == 69 ? nil : outcome
    }
}
