import COSE
import CardCrypto
import CardRecords
import Foundation
import Validation

let tableBenchmarks = [
    Benchmark(name: "record-verify-table", summary: "the same as record-verify, with the authority's table") {
        let bench = try TableBench()
        let raw = try RawES256()
        var turn = 0
        let outcome = PairedSlices().compare(
            subject: {
                keep(bench.verifier.verify(bench.records[turn], in: bench.context))
                turn = (turn + 1) % bench.records.count
            },
            baseline: { keep(raw.verify()) })
        return Figure("record-verify-table", microseconds: outcome, against: "EVP_PKEY_verify")
    },
    Benchmark(name: "table-build", summary: "computing and trying the table of one authority's key") {
        let builds = try (0..<TableBench.keyCount).map { _ in
            guard case .table(_, let seconds) = try TableBench.key().acceleration else {
                throw BenchmarkError("no table")
            }
            return seconds
        }
        return Figure(name: "table-build", value: quantile(0.5, of: builds) * 1e3, unit: "ms")
    },
    Benchmark(name: "table-memory", summary: "resident memory that one more key with a table takes") {
        // The first brings what all share.
        var keys = [try TableBench.key()]
        let before = try TableBench.residentBytes()
        for _ in 0..<TableBench.keyCount { keys.append(try TableBench.key()) }
        let bytes = try TableBench.residentBytes() - before
        keep(keys)
        return Figure(
            name: "table-memory", value: Double(bytes) / Double(TableBench.keyCount) / 1024, unit: "KiB")
    },
    Benchmark(
        name: "batch-verify-scaling", summary: "a batch of records on two processors, as a multiple of one"
    ) {
        let bench = try TableBench()
        // What counts here is the time on the wall.
        let slices = PairedSlices(sliceSeconds: 0.016, clock: monotonicSeconds)
        var outcome = try aheadOfOthers {
            let one = ThreadPool(threads: 1)
            let two = ThreadPool(threads: 2)
            guard ThreadPool.processorCount >= 2, two.threadCount == 2 else {
                throw BenchmarkError("fewer than two processors")
            }
            return slices.compare(
                subject: { keep(bench.verifier.verify(bench.records, in: bench.context, on: two)) },
                baseline: { keep(bench.verifier.verify(bench.records, in: bench.context, on: one)) })
        }
        outcome.subjectSeconds /= Double(bench.records.count)
        return Figure("batch-verify-scaling", microseconds: outcome, against: "one processor")
    },
]

private struct TableBench {
    static let keyCount = 15
    static let recordCount = 512

    let records: [SealedRecord]
    let verifier: RecordVerifier
    let context: VerificationContext

    init() throws {
        let sample = try TransportSample()
        let authority = try SigningKey.generate(.p256)
        guard try VerificationKey(accelerating: authority.publicKey).acceleration.isTable else {
            throw BenchmarkError("no table")
        }
        records = try (0..<Self.recordCount).map { _ in try sample.sealed(with: authority) }
        verifier = try sample.verifier(trusting: authority, isAccelerated: true)
        context = sample.context
        for record in records where verifier.verify(record, in: context).outcome != .accepted {
            throw BenchmarkError("own record is refused")
        }
    }

    static func key() throws -> VerificationKey {
        try VerificationKey(accelerating: SigningKey.generate(.p256).publicKey)
    }

    static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else {
            throw BenchmarkError("no /proc/self/statm")
        }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
