import Foundation
import Testing

@testable import kartka

@Suite("softcard")
struct SoftCardTests {
    @Test("two cards sit in the virtual readers until SIGTERM, and are taken out then")
    func twoCards() throws {
        let script = """
            cd "$HOME"; set -- $KARTKA_VPCD_PORTS
            $kartka softcard --new -s a.card -s b.card -p $1 -p $2 --json >events & card=$!
            for i in $(seq 100); do
              [ "$($kartka readers --json | grep -o '"card":true' | wc -l)" = 2 ] && break; sleep 0.05
            done
            $kartka readers --json; kill $card; wait $card; echo "status $?"; cat events; ls *.card
            """
        guard let outcome = try PrivateService.run(script) else { return }
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let readers = try #require(try JSONText.object(lines[0])["readers"] as? [[String: Any]])
        #expect(readers.map { $0["card"] as? Bool } == [true, true], "\(outcome.errors)")
        #expect(readers.allSatisfy { ($0["atr"] as? String)?.hasPrefix("3B8B8001") == true })
        #expect(lines[1] == "status 0")
        let words = try lines.filter { $0.hasPrefix("{\"schema\":1,\"event\"") }
            .map { try JSONText.object($0)["event"] as? String }
        #expect(words.filter { $0 == "connected" }.count == 2)
        #expect(words.filter { $0 == "ended" }.count == 2)
        #expect(lines.suffix(2) == ["a.card", "b.card"])
    }

    @Test("a card's file is never replaced, and a missing one isn't made without --new")
    func files() throws {
        let directory = try TemporaryDirectory()
        let taken = try directory.write("x", to: "taken")
        let words = ["softcard", "--host", "127.0.0.1", "--port", "1", "--state"]
        let exists = try KartkaProcess.run(words + [taken, "--new"])
        #expect(exists.status == 73)
        #expect(try directory.read("taken") == "x")
        #expect(try KartkaProcess.run(words + [directory.file("none")]).status == 66)
        #expect(try KartkaProcess.run(words + [taken]).status == 65)
    }

    @Test("as many ports as cards, or none")
    func ports() throws {
        let outcome = try KartkaProcess.run(["softcard", "-s", "a", "-s", "b", "-p", "4000"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("each card needs one port"))
    }
}
