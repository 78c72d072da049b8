import COSE
import CardCrypto
import Foundation
import StatusLists

/// Ten million cards, one in a hundred of them not valid: 70 % revoked, 20 % superseded, 10 % suspended.
let statusBenchmarks = [
    Benchmark(name: "status-build", summary: "the signed status list (zlib) of 10 million cards, from bits") {
        let sample = try StatusSample.shared.get()
        let seconds = try median(of: 3) { _ = try sample.token() }
        return Figure(name: "status-build", value: seconds * 1e3, unit: "ms")
    },
    Benchmark(name: "status-build-compact", summary: "the same list in the compact form") {
        let sample = try StatusSample.shared.get()
        let seconds = try median(of: 5) { _ = try sample.compact() }
        return Figure(name: "status-build-compact", value: seconds * 1e3, unit: "ms")
    },
    Benchmark(name: "status-size", summary: "bytes of the signed list in the compact form, for its entropy") {
        let sample = try StatusSample.shared.get()
        return sizeFigure("status-size", bytes: try sample.compact().count, entropyBits: sample.entropyBits)
    },
    Benchmark(name: "status-size-zlib", summary: "bytes of the same list as everybody reads it") {
        let sample = try StatusSample.shared.get()
        return sizeFigure(
            "status-size-zlib", bytes: try sample.token().count, entropyBits: sample.entropyBits)
    },
    Benchmark(name: "delta-size", summary: "bytes of a signed delta of 100 changes") {
        let sample = try StatusSample.shared.get()
        let (delta, _) = try sample.delta(changes: 100)
        return sizeFigure(
            "delta-size", bytes: try delta.sealed(with: sample.key).count,
            entropyBits: logChoose(StatusSample.cardCount, 100))
    },
    Benchmark(name: "delta-apply", summary: "such a delta, checked and applied, its result checked") {
        let sample = try StatusSample.shared.get()
        let (delta, new) = try sample.delta(changes: 100)
        let bytes = try delta.sealed(with: sample.key)
        let key = try sample.key.verificationKey()
        let seconds = try median(of: 31) {
            let statuses = try StatusDelta(verifying: bytes.span, with: key).apply(to: sample.statuses)
            guard statuses.count == new.count else { throw BenchmarkError("not the list that it should be") }
        }
        return Figure(name: "delta-apply", value: seconds * 1e3, unit: "ms")
    },
    Benchmark(name: "status-expand", summary: "the signed list (zlib), checked and expanded") {
        let sample = try StatusSample.shared.get()
        let bytes = try sample.token()
        let key = try sample.key.verificationKey()
        let seconds = try median(of: 31) {
            keep(try StatusListToken(verifying: bytes.span, with: key).statuses())
        }
        return Figure(name: "status-expand", value: seconds * 1e3, unit: "ms")
    },
    Benchmark(name: "status-expand-compact", summary: "the compact form, checked and expanded") {
        let sample = try StatusSample.shared.get()
        let bytes = try sample.compact()
        let key = try sample.key.verificationKey()
        let seconds = try median(of: 31) {
            keep(try StatusDelta(verifying: bytes.span, with: key).apply())
        }
        return Figure(name: "status-expand-compact", value: seconds * 1e3, unit: "ms")
    },
    Benchmark(name: "status-load", summary: "an expanded list opened, mapped and checked, 2.5 MB") {
        let sample = try StatusSample.shared.get()
        let path = try sample.write()
        defer { _ = unsafe unlink(path) }
        let seconds = try median(of: 31) { keep(try StatusArray(opening: path)) }
        return Figure(name: "status-load", value: seconds * 1e3, unit: "ms")
    },
    Benchmark(name: "status-lookup", summary: "one look-up in it at random; each waits for the one before") {
        let sample = try StatusSample.shared.get()
        let path = try sample.write()
        defer { _ = unsafe unlink(path) }
        let array = try StatusArray(opening: path)
        var state: UInt64 = 1
        let seconds = PairedSlices().measure { state = chain(array, from: state, steps: 1000) }
        keep(state)
        return Figure(name: "status-lookup", value: seconds / 1000 * 1e9, unit: "ns")
    },
]

/// Look-ups whose index depends on the status found before.
@inline(never)
private func chain(_ array: StatusArray, from start: UInt64, steps: Int) -> UInt64 {
    var state = start
    let count = UInt64(array.count)
    for _ in 0..<steps {
        let index = Int(truncatingIfNeeded: state.multipliedFullWidth(by: count).high)
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        state ^= UInt64((array[index] ?? .valid).rawValue) << 63
    }
    return state
}

private func sizeFigure(_ name: String, bytes: Int, entropyBits: Double) -> Figure {
    Figure(
        name: name, value: Double(bytes), unit: "B", ratio: Double(bytes * 8) / entropyBits,
        against: "the entropy", relation: "times")
}

private func median(of runs: Int, _ work: () throws -> Void) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<runs {
        let start = computingSeconds()
        try work()
        times.append(computingSeconds() - start)
    }
    return quantile(0.5, of: times)
}

/// log2 of the number of ways to choose `k` of `n`.
private func logChoose(_ n: Int, _ k: Int) -> Double {
    (lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))) / log(2)
}

private final class StatusSample: Sendable {
    static let cardCount = 10_000_000
    private static let denied: [(status: CardStatus, count: Int)] = [
        (.revoked, 70_000), (.superseded, 20_000), (.suspended, 10_000),
    ]
    static let shared = Result { try StatusSample() }

    let statuses: StatusBits
    let key: SigningKey
    private let claims: StatusListClaims

    private init() throws {
        key = try SigningKey.generate(.p256)
        guard let issued = NumericDate(epochSeconds: 1_790_000_000) else { throw BenchmarkError("a date") }
        claims = StatusListClaims(
            uri: "https://status.example/transport", issued: issued,
            expiration: issued.advanced(bySeconds: 604_800), timeToLiveSeconds: 86_400)
        var generator = SplitMix64(state: 42)
        var statuses = StatusBits(count: Self.cardCount)
        for (status, count) in Self.denied {
            Self.set(status, of: count, in: &statuses, &generator)
        }
        self.statuses = statuses
    }

    /// Of the whole list: the sets one after another, each within what is left.
    var entropyBits: Double {
        var left = Self.cardCount
        return Self.denied.reduce(0) { bits, set in
            defer { left -= set.count }
            return bits + logChoose(left, set.count)
        }
    }

    func token() throws -> [UInt8] { try StatusListToken.seal(statuses, claims: claims, with: key) }

    func compact() throws -> [UInt8] {
        try StatusDelta(whole: statuses, claims: claims).sealed(with: key)
    }

    func delta(changes: Int) throws -> (StatusDelta, StatusBits) {
        var generator = SplitMix64(state: 43)
        var new = statuses
        Self.set(.revoked, of: changes, in: &new, &generator)
        return (try StatusDelta(from: (claims.issued, statuses), to: new, claims: claims), new)
    }

    func write() throws -> String {
        let path = NSTemporaryDirectory() + "kartka-bench-\(getpid()).array"
        try StatusArray.write(statuses, claims: claims, keyID: key.keyID, to: path)
        return path
    }

    private static func set(
        _ status: CardStatus, of count: Int, in statuses: inout StatusBits, _ generator: inout SplitMix64
    ) {
        var left = count
        while left > 0 {
            let index = Int.random(in: 0..<cardCount, using: &generator)
            guard statuses[index] == .valid else { continue }
            statuses.set(status, at: index)
            left -= 1
        }
    }
}

/// The same numbers in every run. Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators".
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
