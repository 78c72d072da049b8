import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import Synchronization
import Testing

/// A region and a card of it that the built program has personalised, made once: scrypt is slow on purpose.
/// Each test works on a ``CardDesk`` with a copy of the card.
final class CardRegion: Sendable {
    static let shared = Result { try CardRegion() }
    static let passphrase = "correct horse battery"

    let directory: TemporaryDirectory
    let issued: KartkaProcess.Outcome

    private init() throws {
        directory = try TemporaryDirectory()
        try Self.writeSecret(Self.passphrase, to: directory.file("pass"))
        _ = try AuthorityFolder.create(
            at: directory.file("region"), region: "Тестова область", names: [.transport: "Київтранс"],
            issuer: try #require(CardIssuer(country: 804, number: 44)), terms: AuthorityTerms(),
            passphrase: SecretBytes(copying: Array(Self.passphrase.utf8).span),
            at: try #require(NumericDate(epochSeconds: Int64(Date.now.timeIntervalSince1970) - 60)))
        _ = try directory.write(try Self.form(RecordType.allCases), to: "applicant.json")
        _ = try directory.write(try Self.form([.transportConcession]), to: "small.json")
        issued = try KartkaProcess.run(
            [
                "card", "personalise", "--authority", directory.file("region"), "--passphrase-file",
                directory.file("pass"), "--applicant", directory.file("applicant.json"), "--codes",
                directory.file("codes"), "--softcard", directory.file("card"), "--new", "--json",
                "--progress",
            ])
        let path = directory.path
        Self.left.withLock { $0 = path }
        atexit {
            // No deinit runs for a static value.
            if let path = CardRegion.left.withLock({ $0 }) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }

    private static let left = Mutex<String?>(nil)

    var authority: [String] {
        ["--authority", directory.file("region"), "--passphrase-file", directory.file("pass")]
    }

    var trust: [String] {
        [
            "--trust-list", directory.file("region/trust-list.cose"), "--root-key",
            directory.file("region/root-key.cbor"),
        ]
    }

    /// An applicant's form of the schemas' typical examples, without the numbers that are given at issuing.
    static func form(_ types: [RecordType]) throws -> String {
        var form: [String: Any] = [:]
        for type in types { form[type.name] = try section(type) }
        return String(
            decoding: try JSONSerialization.data(withJSONObject: form, options: [.prettyPrinted]),
            as: UTF8.self)
    }

    static func section(_ type: RecordType) throws -> [String: Any] {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = package.appendingPathComponent("CardSchemas/\(type.name)/v1/examples/typical.json")
        var section = try JSONText.object(String(contentsOf: file, encoding: .utf8))
        section["card-number"] = nil
        section["status-index"] = nil
        return section
    }

    static func writeSecret(_ text: String, to path: String) throws {
        try (text + "\n").write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    static func codes(_ path: String) throws -> [String: String] {
        try JSONText.object(String(contentsOfFile: path, encoding: .utf8)).compactMapValues { $0 as? String }
    }
}

/// One test's own card, and its holder's codes in files.
struct CardDesk {
    let region: CardRegion
    let directory: TemporaryDirectory
    let card: String

    /// - Parameter isBlank: there is no card yet; else a copy of the region's card.
    init(isBlank: Bool = false) throws {
        region = try CardRegion.shared.get()
        directory = try TemporaryDirectory()
        card = directory.file("card")
        guard !isBlank else { return }
        try FileManager.default.copyItem(atPath: region.directory.file("card"), toPath: card)
        for (name, code) in try CardRegion.codes(region.directory.file("codes")) {
            try CardRegion.writeSecret(code, to: directory.file(name))
        }
        try CardRegion.writeSecret("1111", to: directory.file("wrong"))
    }

    /// `kartka card WORDS --softcard … --json`.
    func run(_ words: String...) throws -> KartkaProcess.Outcome { try run(words) }

    func run(_ words: [String]) throws -> KartkaProcess.Outcome {
        try KartkaProcess.run(["card"] + words + ["--softcard", card, "--json"])
    }

    /// With the authority's directory and passphrase.
    func office(_ words: String...) throws -> KartkaProcess.Outcome { try run(words + region.authority) }

    func verify(_ words: String...) throws -> KartkaProcess.Outcome {
        try run(["verify"] + region.trust + words)
    }

    func personaliseWords(_ form: String, _ extra: [String] = []) -> [String] {
        ["personalise", "--applicant", form, "--codes", directory.file("codes"), "--new"] + region.authority
            + extra
    }

    func file(_ name: String) -> String { directory.file(name) }

    func state() throws -> String? { try run("info").document()["state"] as? String }
}

extension KartkaProcess.Outcome {
    var reasons: [String] {
        get throws {
            let reasons = try document()["reasons"] as? [[String: Any]] ?? []
            return reasons.compactMap { $0["code"] as? String }
        }
    }

    /// The code of the problem: the end of its `type`. Progress lines before it are passed over.
    var problemCode: String? {
        let lines = errors.split(separator: "\n").compactMap { try? JSONText.object(String($0)) }
        return (lines.last?["type"] as? String)?.split(separator: ":").last.map(String.init)
    }
}
