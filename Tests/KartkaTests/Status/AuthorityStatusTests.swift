import COSE
import CardRecords
import Foundation
import Issuance
import StatusLists
import Testing

@testable import kartka

@Suite("authority revoke, suspend, resume, status")
struct AuthorityStatusTests {
    @Test("a card's number revokes all its records for good, without a passphrase")
    func revoke() throws {
        let desk = try StatusDesk()
        #expect(try desk.records().map(\.status) == ["valid", "valid"])
        let outcome = try desk.authority("revoke", desk.cardNumber, "--reason", "stolen")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let target = try #require((try outcome.document()["targets"] as? [[String: Any]])?.first)
        #expect(target["target"] as? String == desk.cardNumber)
        #expect(target["changed"] as? Bool == true)
        let records = try #require(target["records"] as? [[String: Any]])
        #expect(records.count == 2)
        #expect(records.allSatisfy { $0["status"] as? String == "revoked" })
        #expect(records.allSatisfy { $0["reason"] as? String == "stolen" && $0["since"] is String })
        let again = try desk.authority("revoke", desk.cardNumber)
        #expect(again.status == 0)
        let targets = try again.document()["targets"] as? [[String: Any]]
        #expect(targets?.first?["changed"] as? Bool == false)
        for verb in ["resume", "suspend"] {
            let refused = try desk.authority(verb, desk.cardNumber)
            #expect(refused.status == 1)
            #expect(refused.problemCode == "revoked-for-good")
            #expect(!refused.errors.contains(desk.cardNumber))
        }
        // And the card gets no newer record.
        let update = try desk.update()
        #expect(update.status == 1)
        #expect(update.problemCode == "card-revoked")
    }

    @Test("one record is suspended and resumed, by card and type or by its index")
    func suspend() throws {
        let desk = try StatusDesk()
        let index = try #require(try desk.records().first { $0.type == "social-benefit" }).index
        for name in ["\(desk.cardNumber):social-benefit", "social:\(index)"] {
            #expect(try desk.authority("suspend", name, "--reason", "lost").status == 0)
            for record in try desk.records() {
                #expect(record.status == (record.type == "social-benefit" ? "suspended" : "valid"))
            }
            #expect(try desk.authority("resume", name).status == 0)
            #expect(try desk.records().allSatisfy { $0.status == "valid" })
        }
    }

    @Test("what isn't there is 1, what isn't a name is 64, and no error repeats a card's number")
    func unknown() throws {
        let desk = try StatusDesk()
        let other = try #require(CardNumber(withoutCheckDigit: 980_400_032_999_999_999)).digits
        for (word, code) in [
            (other, "unknown-card"), ("\(desk.cardNumber):utilities", "unknown-record"),
            ("transport:4711", "unknown-record"),
        ] {
            for verb in ["revoke", "suspend", "resume", "status"] {
                let outcome = try desk.authority(verb, word)
                #expect(outcome.status == 1, "\(verb) \(word)")
                #expect(outcome.problemCode == code)
                #expect(!outcome.errors.contains(other) && !outcome.errors.contains(desk.cardNumber))
            }
        }
        let digits = Array(desk.cardNumber)
        let wrong = String(digits.dropLast()) + String((digits.last?.wholeNumberValue ?? 0) ^ 1)
        for word in [
            wrong, "x", "transport:", "transport:-1", "transport:01", "\(desk.cardNumber):x", ":1", "",
        ] {
            let outcome = try desk.authority("revoke", word)
            #expect(outcome.status == 64, "\(word)")
            #expect(outcome.problemCode == "not-a-target")
            #expect(!outcome.errors.contains(wrong))
        }
        #expect(try desk.authority("revoke").status == 64)
        #expect(try desk.authority("revoke", desk.cardNumber, "--reason", "replaced").status == 64)
        #expect(try desk.records().allSatisfy { $0.status == "valid" })
    }

    @Test("the summary counts, tells what isn't published, and speaks all three languages")
    func summary() throws {
        let desk = try StatusDesk()
        func transport() throws -> [String: Any] {
            let domains = try desk.authority("status").document()["domains"] as? [[String: Any]]
            return try #require(domains?.first { $0["domain"] as? String == "transport" })
        }
        var row = try transport()
        #expect(row["records"] as? Int == 1 && row["valid"] as? Int == 1)
        #expect(row["unpublishedChanges"] is NSNull && row["published"] is NSNull)
        #expect(try desk.publish().status == 0)
        _ = try desk.authority("suspend", desk.cardNumber)
        row = try transport()
        #expect(row["suspended"] as? Int == 1 && row["unpublishedChanges"] as? Int == 1)
        for (language, word) in [("uk", "Не оприлюднено"), ("ru", "Не опубликовано"), ("en", "Unpublished")] {
            let text = try KartkaProcess.run(["authority", "status", desk.folder, "--lang", language])
            #expect(text.status == 0)
            #expect(text.output.contains(word), "\(text.output)")
        }
    }

    @Test("a terminated card is revoked in the register too")
    func terminate() throws {
        let desk = try StatusDesk()
        let words = [
            "card", "terminate", "-a", desk.folder, "--passphrase-file", desk.passphraseFile, "--softcard",
            desk.card, "--yes", "--json",
        ]
        let outcome = try KartkaProcess.run(words)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try desk.records().allSatisfy { $0.status == "revoked" })
        #expect(try KartkaProcess.run(words).status == 0)
    }

    @Test("a record that is sealed without a status index gets one of the domain's, and can be revoked by it")
    func seal() throws {
        let desk = try StatusDesk()
        let region = try AuthorityRegion.shared.get()
        var form = try CardRegion.section(.transportConcession)
        form["card-number"] = "9804044200000000125"
        let text = String(decoding: try JSONSerialization.data(withJSONObject: form), as: UTF8.self)
        var indices: [Int] = []
        for name in ["first", "second"] {
            let outcome = try region.seal(
                in: desk.folder, to: desk.directory.file(name), ["--json"], form: text)
            #expect(outcome.status == 0, "\(outcome.errors)")
            indices.append(try #require(try outcome.document()["statusIndex"] as? Int))
        }
        #expect(indices == [1, 2])
        #expect(try desk.authority("revoke", "transport:2").status == 0)
        #expect(try desk.records("transport:2").map(\.status) == ["revoked"])
        #expect(try desk.records("9804044200000000125").map(\.status) == ["valid", "revoked"])
        // A form with an index of its own keeps it, one with a mistake takes none.
        form["status-index"] = 7
        let own = String(decoding: try JSONSerialization.data(withJSONObject: form), as: UTF8.self)
        let kept = try region.seal(in: desk.folder, to: desk.directory.file("own"), ["--json"], form: own)
        #expect(try kept.document()["statusIndex"] as? Int == 7)
        form["status-index"] = nil
        form["network"] = "x"
        let wrong = String(decoding: try JSONSerialization.data(withJSONObject: form), as: UTF8.self)
        #expect(try region.seal(in: desk.folder, to: desk.directory.file("no"), form: wrong).status == 65)
        #expect(try desk.authority("status", "transport:3").status == 1)
    }

    @Test("on a full disk a decision is told as not taken, and isn't")
    func fullDisk() throws {
        let desk = try StatusDesk()
        let register = URL(fileURLWithPath: desk.folder + "/register.log")
        // Beyond a file size that the system allows: what is over is refused, as on a full disk.
        while try Data(contentsOf: register).count <= 1_024 - 64 {
            #expect(try desk.authority("suspend", desk.cardNumber).status == 0)
            #expect(try desk.authority("resume", desk.cardNumber).status == 0)
        }
        let targets = try desk.records().map { record in
            "\(record.type == "social-benefit" ? "social" : "transport"):\(record.index)"
        }
        let before = try Data(contentsOf: register)
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\""
        let words = ["authority", "suspend", desk.folder] + targets + [desk.cardNumber, "--json"]
        let outcome = try KartkaProcess.execute(
            "/bin/bash", ["-c", script, "bash", KartkaProcess.path] + words)
        #expect(outcome.status != 0, "\(outcome.output)")
        #expect(try Data(contentsOf: register) == before)
        #expect(try desk.records().allSatisfy { $0.status == "valid" })
        #expect(try KartkaProcess.run(words).status == 0)
        #expect(try desk.records().allSatisfy { $0.status == "suspended" })
    }
}
