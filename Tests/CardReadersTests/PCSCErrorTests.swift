import Foundation
import Testing

@testable import CardReaders

@Suite("PC/SC errors")
struct PCSCErrorTests {
    /// Name → number, as the installed pcsclite.h defines them.
    static let header: [String: UInt32] = {
        let text = (try? String(contentsOfFile: "/usr/include/PCSC/pcsclite.h", encoding: .utf8)) ?? ""
        var codes: [String: UInt32] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("#define SCARD_") {
            let words = line.split(whereSeparator: { " \t".contains($0) })
            guard words.count > 2, let start = words[2].range(of: "((LONG)0x") else { continue }
            let digits = words[2][start.upperBound...].prefix { $0.isHexDigit }
            codes[String(words[1])] = UInt32(digits, radix: 16)
        }
        return codes
    }()

    @Test("the header was read") func headerIsThere() {
        #expect(Self.header.count > 50)
        #expect(Self.header["SCARD_E_TIMEOUT"] == 0x8010_000A)
    }

    @Test(
        "every error has the number that the C library's header gives its name",
        arguments: PCSCError.meanings.keys.sorted { $0.rawValue < $1.rawValue })
    func number(error: PCSCError) {
        #expect(Self.header[error.name] == error.rawValue)
        #expect(PCSCError(rawValue: error.rawValue ^ 0x40).name != error.name)
    }

    @Test(
        "every error says what happened and what to do, in whole sentences, each its own",
        arguments: PCSCError.meanings.keys.sorted { $0.rawValue < $1.rawValue })
    func words(error: PCSCError) {
        for sentence in [error.explanation, error.advice] {
            #expect(sentence.count >= "Try again.".count)
            #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"))
            #expect(sentence.first?.isUppercase == true)
        }
        let twins = PCSCError.meanings.values.filter { $0.explanation == error.explanation }
        #expect(twins.count == 1)
        #expect(error.description.contains(error.name))
    }

    @Test("an unknown code is kept and shown as a number") func unknown() {
        let error = PCSCError(rawValue: 0x8010_00FE)
        #expect(error.name == "0x801000FE")
        #expect(error.description.contains("0x801000FE"))
        #expect(!error.isServiceLost && !error.isReaderLost && !error.isCardLost)
    }

    @Test("what to do is named where it can be done") func advice() {
        #expect(PCSCError.noService.advice.contains("systemctl start pcscd"))
        #expect(PCSCError.securityViolation.explanation.contains("polkit"))
        #expect(PCSCError.sharingViolation.explanation.contains("Another program"))
        #expect(PCSCError.noReadersAvailable.advice.contains("libccid"))
    }

    @Test("without pcscd the error says so at once, and how to start it") func noService() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/kartka/pcscd.comm", 1)
            let start = ContinuousClock.now
            do throws(CardReaderError) {
                _ = try CardReaders.list()
                exit(10)
            } catch {
                guard error == .service(.noService), error.description.contains("pcscd") else { exit(11) }
            }
            do throws(CardReaderError) {
                try await CardReader(named: "none").waitForCard(timeoutMilliseconds: 5_000)
                exit(12)
            } catch {
                guard error == .service(.noService) else { exit(13) }
            }
            var events: [ReaderEvent] = []
            for await event in CardReaders.events() { events.append(event) }
            guard events == [.ended(.noService)] else { exit(14) }
            guard ContinuousClock.now - start < .seconds(1) else { exit(15) }
            exit(0)
        }
    }
}
