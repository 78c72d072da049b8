import Foundation
import Testing

@testable import kartka

@Suite("authority")
struct AuthorityTests {
    let region: AuthorityRegion

    init() throws {
        region = try AuthorityRegion.shared.get()
    }

    @Test("init makes every file, private to its owner, and says what to give away and what to keep")
    func made() throws {
        #expect(region.made.status == 0, "\(region.made.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: region.folder)
        #expect(names.count(where: { $0.hasSuffix(".key.pem") }) == 6)
        for name in [
            "root.key.pem", "root-key.cbor", "trust-list.cose", "card-keys.pem", "ledger.json", "jobs",
        ] {
            #expect(names.contains(name), "\(name)")
        }
        for name in names where name.hasSuffix(".pem") {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(region.folder)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        let folder = try FileManager.default.attributesOfItem(atPath: region.folder)
        #expect(folder[.posixPermissions] as? Int == 0o700)
        for word in [
            "Київська область", "root-key.cbor", "trust-list.cose", "root.key.pem", "offline", "Київтранс",
        ] {
            #expect(region.made.output.contains(word), "\(word)")
        }
        #expect(!region.made.output.contains(AuthorityRegion.passphrase))
        #expect(region.made.errors.isEmpty)
    }

    @Test("list shows each key in every language, without a passphrase", arguments: kartka::Language.allCases)
    func list(language: kartka::Language) throws {
        let outcome = try KartkaProcess.run(["authority", "list", region.folder, "--lang", language.rawValue])
        #expect(outcome.status == 0)
        let state = AuthorityReportPhrase.active.text[language]
        #expect(outcome.output.components(separatedBy: " \(state) ").count == 6)
        #expect(outcome.output.contains(AuthorityReportPhrase.nextUpdate.text[language]))
        #expect(outcome.errors.isEmpty)
    }

    @Test("list as JSON has the list's version and every key with what it seals")
    func listJSON() throws {
        let document = try KartkaProcess.run(["authority", "list", region.folder, "--json"]).document()
        #expect(document["schema"] as? Int == 1)
        #expect(document["region"] as? String == "Київська область")
        let list = try #require(document["trustList"] as? [String: Any])
        #expect(list["version"] as? Int == 1)
        #expect(list["freshness"] as? String == "current")
        let keys = try #require(document["keys"] as? [[String: Any]])
        #expect(
            keys.map { $0["domain"] as? String } == [
                "civil-registry", "social", "health", "utilities", "transport",
            ])
        #expect(keys.allSatisfy { $0["seals"] as? Bool == true && $0["state"] as? String == "active" })
        #expect(keys.last?["authority"] as? String == "Київтранс")
        #expect(keys[2]["recordTypes"] as? [String] == ["medical-emergency", "medical-summary"])
    }

    @Test("a trust list with one bit changed is not believed, nor one of another root")
    func forged() throws {
        let directory = try TemporaryDirectory()
        let copy = try region.copy(into: directory)
        let path = copy + "/trust-list.cose"
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        var bad = good
        bad[bad.count - 1] ^= 1
        try bad.write(to: URL(fileURLWithPath: path))
        let outcome = try KartkaProcess.run(["authority", "list", copy, "--json"])
        #expect(outcome.status == 78)
        #expect(outcome.output.isEmpty)
        #expect(try outcome.problem()["type"] as? String == "urn:kartka:problem:trust-list")
        try good.write(to: URL(fileURLWithPath: path))
        #expect(try KartkaProcess.run(["authority", "list", copy]).status == 0)
        try FileManager.default.removeItem(atPath: copy + "/root-key.cbor")
        #expect(try KartkaProcess.run(["authority", "list", copy]).status == 66)
    }

    @Test("a directory without a trust list is none of an authority's")
    func notAnAuthority() throws {
        let directory = try TemporaryDirectory()
        for path in [directory.path, directory.file("nothing")] {
            let outcome = try KartkaProcess.run(["authority", "list", path])
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains("kartka help authority init"))
        }
    }

    @Test("init never touches what is there", arguments: ["folder", "file"])
    func existing(kind: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("there")
        if kind == "folder" {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        } else {
            try "text".write(toFile: path, atomically: false, encoding: .utf8)
        }
        let outcome = try KartkaProcess.run(AuthorityRegion.initWords(path, region.passphraseFile))
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("exists already"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["there"])
        if kind == "file" { #expect(try directory.read("there") == "text") }
    }

    @Test("where the directory can't be made nothing is")
    func unwritable() throws {
        for path in ["/proc/region", region.passphraseFile + "/region"] {
            let outcome = try KartkaProcess.run(AuthorityRegion.initWords(path, region.passphraseFile))
            #expect(outcome.status == 73, "\(outcome.errors)")
            #expect(outcome.errors.contains(path))
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("killed in the middle it leaves no directory, and the next run makes one")
    func killed() throws {
        let directory = try TemporaryDirectory()
        let script = """
            "$0" "$@" & child=$!
            for _ in $(seq 600); do
                ls "$HERE"/region.new-*/root-key.cbor >"$HERE/seen" 2>/dev/null && break; sleep 0.01
            done
            kill -9 $child; wait $child 2>/dev/null; cat "$HERE/seen"
            """
        let words = AuthorityRegion.initWords(directory.file("region"), region.passphraseFile)
        let outcome = try KartkaProcess.execute(
            "/bin/bash", ["-c", script, KartkaProcess.path] + words, environment: ["HERE": directory.path])
        #expect(outcome.output.contains("root-key.cbor"), "it wasn't caught in the middle")
        #expect(!FileManager.default.fileExists(atPath: directory.file("region")))
        #expect(try KartkaProcess.run(["authority", "list", directory.file("region")]).status == 78)
    }

    @Test("Ed25519 and AES-256 on demand; progress as lines of JSON on standard error")
    func algorithms() throws {
        let directory = try TemporaryDirectory()
        let words =
            AuthorityRegion.initWords(directory.file("region"), region.passphraseFile)
            + ["--algorithm", "ed25519", "--card-keys", "aes256", "--key-days", "10", "--json", "--progress"]
        let outcome = try KartkaProcess.run(words)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.document()
        let keys = try #require(document["keys"] as? [[String: Any]])
        #expect(keys.allSatisfy { $0["algorithm"] as? String == "ed25519" })
        #expect((document["rootKey"] as? [String: Any])?["algorithm"] as? String == "ed25519")
        let steps = try outcome.errors.split(separator: "\n").map { try JSONText.object(String($0)) }
        #expect(steps.compactMap { $0["step"] as? Int } == Array(1...7))
        #expect(steps.allSatisfy { $0["of"] as? Int == 7 })
        let warnings = try #require(document["warnings"] as? [[String: Any]])
        #expect(warnings.map { $0["code"] as? String } == Array(repeating: "key-due", count: 5))
        let sealed = try region.seal(in: directory.file("region"), to: directory.file("record"))
        #expect(sealed.status == 0, "\(sealed.errors)")
        #expect(try region.verify(directory.file("record"), in: directory.file("region")).status == 0)
    }

    @Test(
        "names are checked before anything is made",
        arguments: [
            ("transprot=X", "did you mean transport?"), ("transport", "DOMAIN=NAME"),
            ("transport=", "1 to 100 bytes"),
            ("health=a\nb", "without control characters"),
        ])
    func names(value: String, message: String) throws {
        let directory = try TemporaryDirectory()
        let words = AuthorityRegion.initWords(directory.file("region"), region.passphraseFile)
        let outcome = try KartkaProcess.run(words + ["--name", value])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("a region's name of 101 bytes, and a domain named twice, are refused")
    func moreNames() throws {
        let long = String(repeating: "a", count: 101)
        let base = ["authority", "init", "/nonexistent/x", "--country", "804", "--issuer", "1"]
        #expect(try KartkaProcess.run(base + ["--region", long]).status == 64)
        let twice = try KartkaProcess.run(
            base + ["--region", "R", "--name", "health=A", "--name", "health=B"])
        #expect(twice.status == 64)
        #expect(twice.errors.contains("health comes twice"))
    }
}
