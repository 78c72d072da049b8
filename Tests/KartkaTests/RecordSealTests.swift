import CardRecords
import Foundation
import Testing

@testable import kartka

@Suite("record seal")
struct RecordSealTests {
    let region: AuthorityRegion
    let directory: TemporaryDirectory

    init() throws {
        region = try AuthorityRegion.shared.get()
        directory = try TemporaryDirectory()
    }

    @Test("what is sealed is accepted, of every kind", arguments: RecordType.allCases)
    func accepted(type: RecordType) throws {
        let outcome = try region.seal(type.name, to: directory.file("record"), ["--json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.document()
        #expect(document["schema"] as? Int == 1)
        #expect(document["type"] as? String == type.name)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("record"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int == document["bytes"] as? Int)
        let verdict = try region.verify(directory.file("record"))
        #expect(verdict.status == 0)
        #expect(try verdict.document()["authority"] as? String == document["authority"] as? String)
        var bytes = try Data(contentsOf: directory.url.appendingPathComponent("record"))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: directory.url.appendingPathComponent("record"))
        #expect(try region.verify(directory.file("record")).status == 1)
    }

    @Test("all errors of a form are told, with place, field and rule, and nothing is written")
    func errors() throws {
        let form = """
            {
              "card-number": "9804044200000000126",
              "status-index": 0,
              "netwrok": 1,
              "rules-version": "x"
            }
            """
        let file = try directory.write(form, to: "form.json")
        let out = directory.file("record")
        let words = [
            "record", "seal", "-a", region.folder, "--type", "transport-concession", "-i", file, "-o", out,
            "--passphrase-file", region.passphraseFile,
        ]
        let outcome = try KartkaProcess.run(words)
        #expect(outcome.status == 65)
        for place in [
            "\(file):2:18: card-number: ", "\(file):4:3: netwrok: ", "did you mean network?", ":5:20: ",
        ] {
            #expect(outcome.errors.contains(place), "\(place) in \(outcome.errors)")
        }
        let problem = try KartkaProcess.run(words + ["--json", "--lang", "uk"]).problem()
        #expect(problem["exit"] as? Int == 65)
        let errors = try #require(problem["errors"] as? [[String: Any]])
        #expect(errors.count >= 4)
        let first = try #require(errors.first { $0["path"] as? String == "card-number" })
        #expect(first["line"] as? Int == 2)
        #expect(first["column"] as? Int == 18)
        #expect((first["rule"] as? String)?.isEmpty == false)
        #expect(!"\(problem)".contains("9804044200000000126"), "the value itself is never told")
        #expect(!FileManager.default.fileExists(atPath: out))
        #expect(try KartkaProcess.run(words + ["--lang", "ru"]).errors.contains("ничего не записано"))
    }

    @Test(
        "what is no JSON is told with its place, in the user's language",
        arguments: [
            ("en", "the text ends too early"), ("uk", "текст обривається"), ("ru", "текст обрывается"),
        ])
    func syntax(language: String, message: String) throws {
        try "kept".write(toFile: directory.file("record"), atomically: false, encoding: .utf8)
        let outcome = try region.seal(
            to: directory.file("record"), ["--lang", language], form: "{\n  \"a\": ")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("-:2:8: \(message)"), "\(outcome.errors)")
        #expect(try directory.read("record") == "kept")
    }

    @Test("a wrong passphrase is 77, names the key's file, and nothing is written")
    func wrongPassphrase() throws {
        let outcome = try region.seal(
            to: directory.file("record"), ["--passphrase-env", "PASS"],
            environment: ["PASS": "wrong passphrase"])
        #expect(outcome.status == 77)
        #expect(outcome.errors.contains("/transport-"))
        #expect(!outcome.errors.contains("wrong passphrase"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("a key file that others can read is refused before it is opened")
    func permissions() throws {
        let copy = try region.copy(into: directory)
        let key = try AuthorityRegion.keyFile(of: "transport", in: copy)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        let outcome = try region.seal(in: copy, to: directory.file("record"))
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("mode 0644"))
        #expect(outcome.errors.contains("chmod 600 '\(key)'"))
        #expect(!FileManager.default.fileExists(atPath: directory.file("record")))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        #expect(try region.seal(in: copy, to: directory.file("record")).status == 0)
    }

    @Test("sealing needs the domain's own key and no other private file")
    func leastPrivilege() throws {
        let copy = try region.copy(into: directory)
        let key = try AuthorityRegion.keyFile(of: "transport", in: copy)
        for name in try FileManager.default.contentsOfDirectory(atPath: copy)
        where name.hasSuffix(".pem") && copy + "/" + name != key {
            try FileManager.default.removeItem(atPath: copy + "/" + name)
        }
        #expect(try region.seal(in: copy, to: directory.file("record")).status == 0)
        let social = try region.seal("social-benefit", in: copy, to: directory.file("other"))
        #expect(social.status == 78)
        #expect(!FileManager.default.fileExists(atPath: directory.file("other")))
    }

    @Test("a key file in the place of another is found out")
    func swapped() throws {
        let copy = try region.copy(into: directory)
        let transport = try AuthorityRegion.keyFile(of: "transport", in: copy)
        let social = try AuthorityRegion.keyFile(of: "social", in: copy)
        try FileManager.default.removeItem(atPath: transport)
        try FileManager.default.moveItem(atPath: social, toPath: transport)
        #expect(try region.seal(in: copy, to: directory.file("record")).status == 78)
    }

    @Test("the last day is included whole, the card's key is in the record")
    func terms() throws {
        let thumbprint = "00112233445566778899aabbccddeeff"
        let outcome = try region.seal(
            to: directory.file("record"),
            [
                "--valid-from", "2027-01-01", "--valid-until", "2027-12-31", "--card-key",
                thumbprint.uppercased(),
                "--json",
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let shown = try KartkaProcess.run(["record", "show", directory.file("record"), "--json"]).document()
        for document in [try outcome.document(), shown] {
            #expect(document["validFrom"] as? String == "2027-01-01T00:00:00Z")
            #expect(document["validUntil"] as? String == "2028-01-01T00:00:00Z")
            #expect(document["cardKey"] as? String == thumbprint)
        }
    }

    @Test(
        "terms that can't hold are told before the passphrase is read",
        arguments: [
            ["--valid-from", "2027-02-01", "--valid-until", "2027-01-01"], ["--valid-until", "2020-01-01"],
            ["--valid-until", "1969-01-01"], ["--valid-from", "9998-01-01"], ["--card-key", "0011"],
            ["--card-key", "zz112233445566778899aabbccddeeff"],
        ])
    func badTerms(words: [String]) throws {
        let outcome = try region.seal(
            to: directory.file("record"), words, environment: ["NOTHING": "1"])
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains("Usage: kartka record seal"))
    }

    @Test("a record goes through pipes byte for byte; with --json it needs a file")
    func pipes() throws {
        let script = """
            set -o pipefail
            "$0" record template transport-concession |
              "$0" record seal -a "$1" --type transport-concession -i - -o - --passphrase-file "$2" -q |
              "$0" record verify -t "$1/trust-list.cose" -r "$1/root-key.cbor" - --json
            """
        let outcome = try KartkaProcess.execute(
            "/bin/bash", ["-c", script, KartkaProcess.path, region.folder, region.passphraseFile])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.document()["outcome"] as? String == "accepted")
        #expect(outcome.errors.isEmpty)
        let both = try region.seal(to: "-", ["--json"])
        #expect(both.status == 64)
        #expect(both.output.isEmpty)
    }

    @Test("where the record can't be written nothing is left behind")
    func unwritable() throws {
        let outcome = try region.seal(to: directory.file("none/record"))
        #expect(outcome.status == 73)
        let full = try KartkaProcess.execute(
            "/bin/sh",
            [
                "-c",
                "\"$0\" record template utilities >\"$3\" && "
                    + "exec \"$0\" record seal -a \"$1\" --type utilities "
                    + "-i \"$3\" -o - --passphrase-file \"$2\" >/dev/full",
                KartkaProcess.path, region.folder, region.passphraseFile, directory.file("form"),
            ])
        #expect(full.status == 74)
    }
}
