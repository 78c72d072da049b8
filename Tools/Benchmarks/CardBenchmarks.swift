import COSE
import CardCrypto
import CardReaders
import CardRecords
import Foundation
import ISO7816
import Issuance
import SoftCard

let cardBenchmarks = [
    Benchmark(
        name: "card-personalise", summary: "one blank card in process: all records, keys, read back, active"
    ) {
        let office = try Office()
        let times = try (0..<cardCount).map { index in
            let start = monotonicSeconds()
            try office.personalise(cardNumber: index)
            return monotonicSeconds() - start
        }
        return Figure(name: "card-personalise", value: quantile(0.5, of: times) * 1e3, unit: "ms")
    },
    Benchmark(name: "apdu-roundtrip", summary: "SELECT through pcscd and vpcd to a soft card and back") {
        let environment = ProcessInfo.processInfo.environment
        guard
            let port = environment["KARTKA_VPCD_PORTS"]?.split(separator: " ").first.flatMap({ UInt16($0) }),
            let reader = environment["KARTKA_VPCD_READERS"]?.split(separator: "\n").first
        else { throw BenchmarkError("no virtual reader: run it by Tools/bench") }
        let slot = try SoftCardSlot.volatile(serial: Office.serial(1), factoryKeys: try Office.factoryKeys())
        let link = try VPCDLink(slot: slot, port: port)
        try link.start()
        defer { link.stopAndWait() }
        let actor = CardReader(named: String(reader))
        try await actor.waitForCard(timeoutMilliseconds: 5_000)
        let times = try await actor.withCard { (card) throws(CardTransportError) in
            try roundTrips(
                of: [0x00, 0xA4, 0x04, 0x00, 0x08] + CardApplication.aid.bytes + [0x00], to: &card)
        }
        return Figure(name: "apdu-roundtrip", value: quantile(0.5, of: times) * 1e6, unit: "µs")
    },
]

private let cardCount = 31
private let roundTripCount = 2_001

private func roundTrips(
    of command: [UInt8], to card: inout CardTransaction
) throws(CardTransportError) -> [Double] {
    var times: [Double] = []
    for _ in 0..<roundTripCount {
        let start = monotonicSeconds()
        let answer = try card.transmit(command)
        times.append(monotonicSeconds() - start)
        guard answer.suffix(2) == [0x90, 0x00] else { throw .reader(code: -1) }
    }
    return times
}
