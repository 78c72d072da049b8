import Foundation
import Testing

@testable import kartka

@Suite("readers")
struct ReadersTests {
    @Test("readers of the service are listed, for people and as JSON")
    func list() throws {
        guard let outcome = try PrivateService.run("$kartka readers --lang uk && $kartka readers --json")
        else {
            return
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("Kartka Virtual 0 00 00  порожньо") == true)
        let readers = try #require(try JSONText.object(lines[2])["readers"] as? [[String: Any]])
        #expect(
            readers.map { $0["name"] as? String } == ["Kartka Virtual 0 00 00", "Kartka Virtual 0 00 01"])
        #expect(readers.allSatisfy { $0["card"] as? Bool == false && $0["atr"] is NSNull })
    }

    @Test("--watch tells of what is there, and that the service went away, as lines of JSON")
    func watch() throws {
        let script = """
            cd "$HOME"
            timeout 5 $kartka readers --watch --json >events &
            sleep 0.5; echo stop >"$KARTKA_PCSCD_CONTROL"; sleep 0.7; kill $!; wait; cat events
            """
        guard let outcome = try PrivateService.run(script) else { return }
        let events = try outcome.output.split(separator: "\n").map { try JSONText.object(String($0)) }
        let words = events.compactMap { $0["event"] as? String }
        #expect(words.prefix(2) == ["reader-added", "reader-added"])
        #expect(words.contains("service-lost"))
        #expect(events.allSatisfy { $0["schema"] as? Int == 1 })
    }

    @Test("without the service the status is 69 and the message says how to start it")
    func noService() throws {
        let outcome = try KartkaProcess.run(["readers"], environment: ["PCSCLITE_CSOCK_NAME": "/nonexistent"])
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("systemctl start pcscd.socket"))
    }
}
