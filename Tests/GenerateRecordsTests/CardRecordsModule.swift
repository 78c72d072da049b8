import Foundation

/// The module CardRecords, type-checked with other generated sources.
enum CardRecordsModule {
    /// Whether the compiler takes hand-written and `generated` sources together as a module, with the build's
    /// own COSE and the package's settings.
    ///
    /// - Parameter only: the one file to check against all others; without it, every file (some 7 s of work).
    static func typeChecks(with generated: [String: String], only: String? = nil) throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for (name, source) in generated {
            let file = folder.appending(path: name)
            try source.write(to: file, atomically: true, encoding: .utf8)
            files += name == only ? ["-primary-file", file.path] : [file.path]
        }
        let module = root.appending(path: "Sources/CardRecords").path
        for path in try FileManager.default.subpathsOfDirectory(atPath: module).sorted()
        where path.hasSuffix(".swift") && !path.hasPrefix("Generated/") {
            files.append("\(module)/\(path)")
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [
                "swiftc", "-frontend", "-typecheck", "-module-name", "CardRecords", "-swift-version", "6",
                "-strict-memory-safety", "-enable-experimental-feature", "Lifetimes", "-I", modules,
            ]
            + [
                "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
                "NonisolatedNonsendingByDefault", "InferIsolatedConformances",
            ].flatMap { ["-enable-upcoming-feature", $0] } + files
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }

    /// Where this test's build has put the modules.
    private static var modules: String {
        let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return executable.deletingLastPathComponent().appending(path: "Modules").path
    }
}
