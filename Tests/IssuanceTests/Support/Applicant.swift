import COSE
import CardRecords
import Foundation
import Issuance

/// Somebody who applies for a card, with the six typical records of CardSchemas under one card number.
struct Applicant: Sendable {
    /// Tells applicants, and their cards, apart.
    let number: UInt8

    init(_ number: UInt8 = 1) { self.number = number }

    var cardNumber: CardNumber {
        guard let number = CardNumber(withoutCheckDigit: 980_404_420_000_090_000 + UInt64(number)) else {
            preconditionFailure("18 digits")
        }
        return number
    }

    /// 10 bytes.
    var cardSerial: [UInt8] { [0x4B, 0x54, 0x20, 0x26, 0, 0, 0, 0, 0, number] }

    /// 16 bytes.
    var jobID: [UInt8] { [UInt8](repeating: 0xA0 ^ number, count: 16) }

    static let validity = Validity(issuedAt: Office.now, expiration: Office.later(365))

    func record(_ type: RecordType) throws -> Record {
        var record = try Self.example(type)
        switch record {
        case .transportConcession(var body):
            body.cardNumber = cardNumber
            record = .transportConcession(body)
        case .holderIdentity(var body):
            body.cardNumber = cardNumber
            record = .holderIdentity(body)
        case .socialBenefit(var body):
            body.cardNumber = cardNumber
            record = .socialBenefit(body)
        case .medicalEmergency(var body):
            body.cardNumber = cardNumber
            record = .medicalEmergency(body)
        case .medicalSummary(var body):
            body.cardNumber = cardNumber
            record = .medicalSummary(body)
        case .utilities(var body):
            body.cardNumber = cardNumber
            record = .utilities(body)
        }
        return record
    }

    func job(_ types: [RecordType] = RecordType.allCases) throws -> PersonalisationJob {
        PersonalisationJob(
            id: jobID, cardSerial: cardSerial, cardNumber: cardNumber,
            records: try types.map { DraftRecord(try record($0), validity: Self.validity) })
    }

    private static func example(_ type: RecordType) throws -> Record {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
            .standardized
        let file = root.appending(path: "CardSchemas/\(type.name)/v1/examples/typical.diag")
        let bytes = try CBORDiagnostic.bytes(from: String(contentsOf: file, encoding: .utf8))
        return try Record(type, decoding: bytes.span)
    }
}
