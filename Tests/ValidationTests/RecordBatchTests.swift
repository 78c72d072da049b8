import COSE
import CardCrypto
import CardRecords
import Foundation
import Testing

@testable import Validation

@Suite("Many records at once")
struct RecordBatchTests {
    private let verifier: RecordVerifier
    /// Good ones, and some of each kind of bad, so that a verdict in the wrong place shows.
    private let records: [SealedRecord]
    private let context: VerificationContext

    private static func moment(_ epochSeconds: Int64) -> NumericDate {
        NumericDate(epochSeconds: epochSeconds) ?? .latest
    }

    private static func sample() throws -> Record {
        let file = URL(filePath: #filePath).appending(
            path: "../../../CardSchemas/transport-concession/v1/examples/typical.diag"
        ).standardized
        let bytes = try CBORDiagnostic.bytes(from: String(contentsOf: file, encoding: .utf8))
        return .transportConcession(try TransportConcession(decoding: bytes.span))
    }

    init() throws {
        let now = Self.moment(1_800_000_000)
        let validity = Self.moment(1_799_000_000)...Self.moment(1_801_000_000)
        let authority = try SigningKey.generate(.p256)
        let stranger = try SigningKey.generate(.p256)
        let list = TrustList(
            version: 1, region: "Demo", issued: validity.lowerBound, nextUpdate: validity.upperBound,
            keys: [
                TrustedKey(
                    keyID: authority.keyID, key: authority.publicKey, authority: "Transport",
                    recordTypes: [.transportConcession], validity: validity)
            ])
        verifier = try RecordVerifier(list) { (key) throws(KeyImportError) in
            try VerificationKey(accelerating: key)
        }
        context = VerificationContext(time: now, card: .none)
        let record = try Self.sample()
        records = try (0..<120).map { index in
            // The moment of issue tells the records apart.
            let issued = Self.moment(1_799_000_000 + Int64(index))
            let good = try SealedRecord.seal(
                record, validity: Validity(issuedAt: issued, expiration: validity.upperBound), cardKey: nil,
                with: authority)
            switch index % 7 {
            case 1: return SealedRecord(bytes: Array(good.bytes.dropLast()))
            case 3:
                var bytes = good.bytes
                bytes[bytes.count - 1 - index % 64] ^= 1 << UInt8(index % 8)
                return SealedRecord(bytes: bytes)
            case 5:
                return try SealedRecord.seal(
                    record, validity: Validity(issuedAt: issued, expiration: nil), cardKey: nil,
                    with: stranger)
            case 6:
                return try SealedRecord.seal(
                    record, validity: Validity(issuedAt: issued, expiration: now), cardKey: nil,
                    with: authority)
            default: return good
            }
        }
    }

    private func accepted(_ verdict: Verdict<VerifiedRecord>) -> VerifiedRecord? {
        if case .accepted(let record) = verdict { record } else { nil }
    }

    private func expect(
        _ verdicts: [Verdict<VerifiedRecord>], areThoseOf records: some Collection<SealedRecord>
    ) {
        #expect(verdicts.count == records.count)
        for (verdict, record) in zip(verdicts, records) {
            let single = verifier.verify(record, in: context)
            #expect(verdict.outcome == single.outcome)
            #expect(verdict.reasons == single.reasons)
            #expect(accepted(verdict) == accepted(single))
        }
    }

    @Test("a batch's verdicts are the single ones, in order", arguments: 1...4)
    func order(threads: Int) {
        let pool = ThreadPool(threads: threads)
        let verdicts = verifier.verify(records, in: context, on: pool)
        expect(verdicts, areThoseOf: records)
        let reasons = Set(verdicts.flatMap(\.reasons))
        #expect(reasons == [.recordMalformed, .signatureInvalid, .issuerUnknown, .expired])
        #expect(Set(verdicts.compactMap { accepted($0)?.validity.issuedAt }).count == 52)
        #expect(verifier.verify([], in: context, on: pool).isEmpty)
        expect(
            verifier.verify(Array(records.prefix(1)), in: context, on: pool), areThoseOf: records.prefix(1))
    }

    @Test("records in one buffer have the same verdicts; a range outside it has no record")
    func buffer() {
        let pool = ThreadPool(threads: 2)
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        for record in records {
            ranges.append(bytes.count..<bytes.count + record.bytes.count)
            bytes += record.bytes
        }
        expect(verifier.verify(bytes.span, ranges: ranges, in: context, on: pool), areThoseOf: records)
        let outside = [-1..<10, 0..<bytes.count + 1, bytes.count + 1..<bytes.count + 2, Int.min..<Int.max]
        for verdict in verifier.verify(bytes.span, ranges: outside, in: context, on: pool) {
            #expect(verdict.outcome == .undetermined)
            #expect(verdict.reasons == [.recordMissing])
        }
        let empty = verifier.verify(bytes.span, ranges: [5..<5], in: context, on: pool)
        #expect(empty.map(\.reasons) == [[.recordMalformed]])
    }
}
