import COSE
import CardRecords
import StatusLists
import Testing

@testable import Validation

@Suite("Records without their card")
struct RecordDecisionTests {
    @Test("a sealed record is judged by signature, time and status, and proves no card")
    func bytes() throws {
        let region = try Region()
        try region.publishStatusList([6: .revoked])
        let validator = try region.open()
        let good = try region.seal(Region.concession(Region.number(1), index: 5), cardKey: nil)
        let revoked = try region.seal(Region.concession(Region.number(2), index: 6), cardKey: nil)
        let decision = validator.verify(good.span, at: Region.now)
        #expect(decision.outcome == .accepted, "\(decision.reasons)")
        #expect(decision.record?.isCardProven == false)
        #expect(Array(validator.verify(revoked.span, at: Region.now).reasons) == [.revoked])
        #expect(
            Array(validator.verify(good.span, type: .utilities, at: Region.now).reasons) == [.otherRecordType]
        )
        #expect(Array(validator.verify(good.span, at: nil).reasons) == [.clockNotSet])
        #expect(Array(validator.verify([0xFF].span, at: Region.now).reasons) == [.recordMalformed])
    }

    @Test("a record of another domain is judged by that domain's list")
    func otherDomain() throws {
        let region = try Region()
        let validator = try region.open()
        let record = try Region.seal(.medicalEmergency, nil, region.health)
        #expect(Array(validator.verify(record.span, at: Region.now).reasons) == [.statusListMissing])
    }

    @Test("many records at once have the decisions that each has by itself, in their order")
    func batch() throws {
        let region = try Region()
        try region.publishStatusList([3: .revoked, 4: .suspended])
        let validator = try region.open()
        let records = try (0..<200).map { number in
            var bytes = try region.seal(
                Region.concession(Region.number(UInt64(number + 1)), index: number % 7), cardKey: nil)
            if number % 5 == 0 { bytes[bytes.count - 3] ^= 1 }
            return SealedRecord(bytes: bytes)
        }
        let decisions = validator.verify(records, at: Region.now)
        #expect(decisions.count == records.count)
        for (record, decision) in zip(records, decisions) {
            let bytes = record.bytes
            let single = validator.verify(bytes.span, at: Region.now)
            #expect(decision.reasons == single.reasons)
            #expect(decision.record == single.record)
        }
        #expect(Set(decisions.map(\.outcome)) == [.accepted, .refused])
        #expect(validator.verify([SealedRecord](), at: Region.now).isEmpty)
    }
}
