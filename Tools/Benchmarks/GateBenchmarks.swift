import CAllocations
import CardRecords
import Foundation
import Validation

let gateBenchmarks =
    [
        Benchmark(
            name: "tap-decision",
            summary: "a whole tap without the card's own time: lists, proof, receipt on disk"
        ) {
            let bench = try GateBench(cardCount: 64)
            let validator = try bench.open()
            for turn in 0..<64 where bench.tap(validator, turn).outcome != .accepted {
                throw BenchmarkError("own card is refused")
            }
            let raw = try RawES256()
            var turn = 0
            // The gate's computing time; neither the card's nor the wait for the disk.
            let slices = PairedSlices(clock: { unsafe computingSeconds() - BenchCard.seconds })
            let outcome = slices.compare(
                subject: {
                    keep(bench.tap(validator, turn))
                    turn += 1
                },
                baseline: { keep(raw.verify()) })
            return Figure("tap-decision", microseconds: outcome, against: "EVP_PKEY_verify")
        },
        Benchmark(name: "tap-latency", summary: "the same by the wall's clock, the disk's wait included") {
            let bench = try GateBench(cardCount: 64)
            let validator = try bench.open()
            var times: [Double] = []
            for turn in 0..<1_000 {
                let card = unsafe BenchCard.seconds
                let start = monotonicSeconds()
                keep(bench.tap(validator, turn))
                unsafe times.append(monotonicSeconds() - start - (BenchCard.seconds - card))
            }
            return Figure(name: "tap-latency", value: quantile(0.5, of: times) * 1e6, unit: "µs")
        },
        Benchmark(
            name: "tap-allocations", summary: "allocations of a tap, libcrypto's own not counted"
        ) {
            let count = try allocations()
            return Figure(name: "tap-allocations", value: Double(count.others), unit: "")
        },
        Benchmark(name: "tap-allocations-crypto", summary: "what libcrypto allocates in a tap for itself") {
            let count = try allocations()
            return Figure(name: "tap-allocations-crypto", value: Double(count.crypto), unit: "")
        },
        Benchmark(
            name: "validator-memory",
            summary: "resident memory of a validator for 10,000,000 cards, 1 % denied"
        ) {
            let bench = try GateBench(listed: 10_000_000, denied: 100_000, cardCount: 1)
            // The first opening expands the list into the folder; this is about one that is at work.
            do { keep(try bench.open()) }
            callocations_trim()
            let before = try residentBytes()
            let validator = try bench.open()
            guard bench.tap(validator, 0).outcome == .accepted else {
                throw BenchmarkError("own card is refused")
            }
            callocations_trim()
            let bytes = try residentBytes() - before
            keep(validator)
            return Figure(name: "validator-memory", value: Double(bytes) / 1_048_576, unit: "MiB")
        },
        Benchmark(name: "tap-bytes", summary: "bytes of a tap's three commands and responses") {
            let exchanges = try exchanges()
            return Figure(
                name: "tap-bytes", value: Double(exchanges.reduce(0) { $0 + $1.command + $1.response }),
                unit: "B")
        },
    ]
    + ContactlessRate.allCases.map { rate in
        Benchmark(
            name: "tap-cost-\(rate.rawValue)",
            summary: "a tap at \(rate.rawValue) kbit/s with a fast card, computed from its actual exchange"
        ) {
            let seconds = try exchanges().reduce(ContactlessRate.cardSeconds) {
                $0 + rate.seconds(command: $1.command, response: $1.response)
            }
            return Figure(name: "tap-cost-\(rate.rawValue)", value: seconds * 1e3, unit: "ms")
        }
    }

private func exchanges() throws -> [(command: Int, response: Int)] {
    let bench = try GateBench(cardCount: 1)
    let validator = try bench.open()
    unsafe BenchCard.exchanges = []
    defer { unsafe BenchCard.exchanges = nil }
    guard bench.tap(validator, 0).outcome == .accepted, let found = unsafe BenchCard.exchanges,
        found.count == 3
    else {
        throw BenchmarkError("not three exchanges")
    }
    return found
}

/// The most common count of a tap after warm-up.
private func allocations() throws -> callocations_count {
    let bench = try GateBench(cardCount: 8)
    let validator = try bench.open()
    for turn in 0..<64 where bench.tap(validator, turn).outcome != .accepted {
        throw BenchmarkError("own card is refused")
    }
    var counts: [callocations_count] = []
    for turn in 0..<101 {
        callocations_begin()
        let decision = bench.tap(validator, turn)
        counts.append(callocations_end())
        keep(decision)
    }
    return counts.sorted { $0.others < $1.others }[counts.count / 2]
}

private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { throw BenchmarkError("no /proc/self/statm") }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// The air between card and reader: ISO/IEC 14443 type A, blocks of ISO/IEC 14443-4 without CID and NAD.
enum ContactlessRate: Int, CaseIterable {
    case kbit106 = 106
    case kbit212 = 212
    case kbit424 = 424
    case kbit848 = 848

    /// Carrier, Hz; a bit takes 128 periods at 106 kbit/s.
    private static let carrier = 13_560_000.0
    /// 1172 periods between the frames of the two sides.
    private static let frameDelaySeconds = 1_172 / carrier
    /// Frame size of reader and card: what a block carries besides PCB and CRC.
    private static let blockBytesMax = 256 - 3

    private var bitSeconds: Double { 128 / Double(rawValue / 106) / Self.carrier }

    /// Nine bits a byte, start and end of the frame a bit each.
    private func frameSeconds(bytes: Int) -> Double { Double((bytes + 3) * 9 + 2) * bitSeconds }

    /// One command and its response; what doesn't fit a block is chained, each part acknowledged.
    func seconds(command: Int, response: Int) -> Double {
        chainSeconds(command) + chainSeconds(response)
    }

    private func chainSeconds(_ bytes: Int) -> Double {
        var seconds = 0.0
        var left = bytes
        while left > Self.blockBytesMax {
            seconds +=
                frameSeconds(bytes: Self.blockBytesMax) + frameSeconds(bytes: 0) + 2 * Self.frameDelaySeconds
            left -= Self.blockBytesMax
        }
        return seconds + frameSeconds(bytes: left) + Self.frameDelaySeconds
    }

    /// What the card itself takes, from public measurements of JCOP 4 (JCAlgTest): activation 8 ms, SELECT 8,
    /// READ BINARY 3, INTERNAL AUTHENTICATE 2, and 32.5 for its signature.
    static let cardSeconds = 0.008 + 0.008 + 0.003 + 0.002 + 0.0325
}
