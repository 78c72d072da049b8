import Foundation
import Testing

@Suite("cards on a PC/SC reader")
struct CardOnReaderTests {
    @Test("a card on a reader is personalised, verified, and waited for")
    func onReader() throws {
        let region = try CardRegion.shared.get()
        let folder = region.directory.file("region")
        let script = """
            cd "$HOME"; set -- $KARTKA_VPCD_PORTS
            $kartka softcard --new --state card --port $1 >/dev/null 2>&1 & card=$!
            office="--authority \(folder) --passphrase-file \(region.directory.file("pass"))"
            form=\(region.directory.file("small.json"))
            $kartka card personalise $office --applicant $form --codes codes \
                --wait 20 --trace trace --json >/dev/null || exit
            $kartka card verify --authority \(folder) --json
            status=$?; grep -c '^' trace >&2; kill $card; wait $card 2>/dev/null; sleep 2
            $kartka card info --reader '00 00' --wait 0 --json 2>&1; echo "status $?"; exit $status
            """
        guard let outcome = try PrivateService.run(script) else { return }
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let verdict = try JSONText.object(try #require(lines.first))
        #expect(verdict["outcome"] as? String == "accepted")
        #expect(verdict["exchanges"] as? Int == 3)
        #expect(lines.last == "status 69")
    }
}
