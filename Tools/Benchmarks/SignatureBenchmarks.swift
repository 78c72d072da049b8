import COSE
import CardCrypto
import CardRecords

let signatureBenchmarks = [
    Benchmark(
        name: "record-verify", summary: "a sealed transport record to a verdict, as a gate asks for it"
    ) {
        let sample = try TransportSample()
        let authority = try SigningKey.generate(.p256)
        let records = try (0..<64).map { _ in try sample.sealed(with: authority) }
        let verifier = try sample.verifier(trusting: authority)
        let context = sample.context
        for record in records where verifier.verify(record, in: context).outcome != .accepted {
            throw BenchmarkError("own record is refused")
        }
        let raw = try RawES256()
        var turn = 0
        let outcome = PairedSlices().compare(
            subject: {
                keep(verifier.verify(records[turn], in: context))
                turn = (turn + 1) % records.count
            },
            baseline: { keep(raw.verify()) })
        return Figure("record-verify", microseconds: outcome, against: "EVP_PKEY_verify")
    },
    Benchmark(name: "record-sign", summary: "a typed transport record to its sealed bytes") {
        let sample = try TransportSample()
        let authority = try SigningKey.generate(.p256)
        let raw = try RawES256()
        let outcome = PairedSlices().compare(
            subject: { keep(try? sample.sealed(with: authority)) }, baseline: { keep(raw.sign()) })
        return Figure("record-sign", microseconds: outcome, against: "EVP_PKEY_sign")
    },
    Benchmark(name: "record-decode", summary: "strict decoding of a transport record's body into its type") {
        let sample = try TransportSample()
        let raw = try RawSHA256()
        let outcome = PairedSlices().compare(
            subject: { keep(try? TransportConcession(decoding: sample.body.span)) },
            baseline: { keep(raw.hash(sample.body)) })
        return Figure("record-decode", nanoseconds: outcome, against: "SHA-256 of the same bytes")
    },
    Benchmark(name: "record-encode", summary: "deterministic encoding of a transport record's body") {
        let sample = try TransportSample()
        let raw = try RawSHA256()
        guard sample.record.encoded() == sample.body else {
            throw BenchmarkError("the record encodes otherwise")
        }
        let outcome = PairedSlices().compare(
            subject: { keep(sample.record.encoded()) }, baseline: { keep(raw.hash(sample.body)) })
        return Figure("record-encode", nanoseconds: outcome, against: "SHA-256 of the same bytes")
    },
]

extension Figure {
    init(_ name: String, microseconds outcome: PairedSlices.Outcome, against: String) {
        self.init(
            name: name, value: outcome.subjectSeconds * 1e6, unit: "µs", ratio: outcome.speedRatio,
            ratioSpread: outcome.ratioSpread, against: against)
    }

    init(_ name: String, nanoseconds outcome: PairedSlices.Outcome, against: String) {
        self.init(
            name: name, value: outcome.subjectSeconds * 1e9, unit: "ns", ratio: outcome.speedRatio,
            ratioSpread: outcome.ratioSpread, against: against)
    }
}
