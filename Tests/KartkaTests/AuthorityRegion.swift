import Foundation
import Synchronization
import Testing

/// A region that the built program made once for all tests: scrypt makes each of its keys slow on purpose.
final class AuthorityRegion: Sendable {
    static let passphrase = "correct horse battery"
    static let shared = Result { try AuthorityRegion() }

    let directory: TemporaryDirectory
    let made: KartkaProcess.Outcome

    private init() throws {
        directory = try TemporaryDirectory()
        try Self.writeSecret(Self.passphrase + "\nsecond line\n", to: directory.file("pass"))
        made = try KartkaProcess.run(
            Self.initWords(directory.file("region"), directory.file("pass")) + [
                "--name", "transport=Київтранс",
            ])
        let path = directory.path
        Self.left.withLock { $0 = path }
        atexit {
            // No deinit runs for a static value.
            if let path = AuthorityRegion.left.withLock({ $0 }) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }

    private static let left = Mutex<String?>(nil)

    static func initWords(_ folder: String, _ passphraseFile: String) -> [String] {
        [
            "authority", "init", folder, "--region", "Київська область", "--country", "804", "--issuer", "32",
            "--passphrase-file", passphraseFile,
        ]
    }

    static func writeSecret(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    var folder: String { directory.file("region") }
    var passphraseFile: String { directory.file("pass") }
    var trustList: String { folder + "/trust-list.cose" }
    var rootKey: String { folder + "/root-key.cbor" }

    /// A copy for a test that changes it; its modes are kept.
    func copy(into directory: TemporaryDirectory) throws -> String {
        let copy = directory.file("copy")
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        return copy
    }

    /// The private key file of a domain: there is one until it is rotated.
    static func keyFile(of domain: String, in folder: String) throws -> String {
        let name = try FileManager.default.contentsOfDirectory(atPath: folder)
            .first { $0.hasPrefix("\(domain)-") && $0.hasSuffix(".key.pem") }
        return folder + "/" + (try #require(name))
    }

    /// Seals the template of `type`.
    func seal(
        _ type: String = "transport-concession", in folder: String? = nil, to out: String,
        _ more: [String] = [],
        environment: [String: String] = [:], form: String? = nil
    ) throws -> KartkaProcess.Outcome {
        let form = try form ?? KartkaProcess.run(["record", "template", type]).output
        let pass = environment.isEmpty ? ["--passphrase-file", passphraseFile] : []
        return try KartkaProcess.run(
            ["record", "seal", "-a", folder ?? self.folder, "--type", type, "-i", "-", "-o", out] + pass
                + more,
            environment: environment, input: form)
    }

    func verify(_ record: String, in folder: String? = nil) throws -> KartkaProcess.Outcome {
        let folder = folder ?? self.folder
        return try KartkaProcess.run([
            "record", "verify", "-t", folder + "/trust-list.cose", "-r", folder + "/root-key.cbor", record,
            "--json",
        ])
    }
}
