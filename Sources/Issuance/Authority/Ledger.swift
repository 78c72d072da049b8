internal import CardRecords
internal import Foundation
internal import StatusLists

/// Who issues the cards, in the card number: ISO/IEC 7812-1 with major industry identifier 9.
public struct CardIssuer: Equatable, Sendable, Codable {
    /// ISO 3166-1 numeric, 1…999: 804 is Ukraine.
    public let country: Int
    /// The region's own number within its country, 0…99 999.
    public let number: Int

    /// Nil outside the ranges.
    public init?(country: Int, number: Int) {
        guard (1...999).contains(country), (0...99_999).contains(number) else { return nil }
        self.country = country
        self.number = number
    }

    /// `9` ‖ country (3) ‖ issuer (5) ‖ serial (9) ‖ check digit: 19 digits. Nil when the serial has more
    /// than 9 digits.
    func cardNumber(serial: UInt64) -> CardNumber? {
        guard serial <= 999_999_999 else { return nil }
        let prefix = (9_000 + UInt64(country)) * 100_000 + UInt64(number)
        return CardNumber(withoutCheckDigit: prefix * 1_000_000_000 + serial)
    }
}

/// Which numbers are free. Numbers are taken before they are used: if the power goes in between, one is
/// skipped, none is given twice.
struct Ledger: Equatable, Codable {
    private(set) var schema = 1
    let issuer: CardIssuer
    private(set) var nextCardSerial: UInt64 = 1
    private(set) var nextStatusIndex: [Domain: Int] = [:]
    /// Whether there is a status register beside this file: then it must not be missing.
    var hasRegister = false

    private enum CodingKeys: CodingKey {
        case schema, issuer, nextCardSerial, nextStatusIndex, hasRegister
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schema = try container.decode(Int.self, forKey: .schema)
        issuer = try container.decode(CardIssuer.self, forKey: .issuer)
        nextCardSerial = try container.decode(UInt64.self, forKey: .nextCardSerial)
        nextStatusIndex = try container.decode([Domain: Int].self, forKey: .nextStatusIndex)
        hasRegister = try container.decodeIfPresent(Bool.self, forKey: .hasRegister) ?? false
    }

    init(issuer: CardIssuer) {
        self.issuer = issuer
    }

    /// The last one that a status list can hold.
    private static let statusIndexMax = StatusListLimits.countMax - 1

    mutating func takeCardNumber() throws(AuthorityError) -> CardNumber {
        guard let number = issuer.cardNumber(serial: nextCardSerial) else { throw .numbersExhausted }
        nextCardSerial += 1
        return number
    }

    /// Of the status list of the domain's records.
    mutating func takeStatusIndex(_ domain: Domain) throws(AuthorityError) -> Int {
        let index = nextStatusIndex[domain] ?? 0
        guard index <= Self.statusIndexMax else { throw .numbersExhausted }
        nextStatusIndex[domain] = index + 1
        return index
    }

    func isTaken(_ index: Int, of domain: Domain) -> Bool {
        (0..<(nextStatusIndex[domain] ?? 0)).contains(index)
    }

    /// How many indices of the domain are taken.
    func statusIndexCount(of domain: Domain) -> Int { nextStatusIndex[domain] ?? 0 }

    var json: [UInt8] {
        get throws(AuthorityError) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            guard let data = try? encoder.encode(self) else { throw .cryptography }
            return [UInt8](data)
        }
    }

    init(json bytes: [UInt8], path: String) throws(AuthorityError) {
        guard let ledger = try? JSONDecoder().decode(Ledger.self, from: Data(bytes)), ledger.schema == 1,
            CardIssuer(country: ledger.issuer.country, number: ledger.issuer.number) != nil,
            ledger.nextStatusIndex.values.allSatisfy({ $0 >= 0 })
        else {
            throw .damaged(path: path)
        }
        self = ledger
    }
}
