import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import SoftCard

/// A whole region in memory: root, five authorities, master keys, and the typical record of each kind.
struct Office {
    private let keys = FileKeyStore(masterKeys: nil)
    private let personalisation: Personalisation<FileKeyStore, CardMasterKeys>
    private let drafts: [DraftRecord]
    private static let now = moment(1_790_000_000)
    private static let numberWithoutCheckDigit: UInt64 = 980_404_420_000_004_711

    init() throws {
        let validity = moment(1_780_000_000)...moment(1_900_000_000)
        var trusted: [TrustedKey] = []
        for domain in Domain.allCases {
            let key = try SigningKey.generate(.p256)
            trusted.append(
                TrustedKey(
                    keyID: key.keyID, key: key.publicKey, authority: domain.rawValue,
                    recordTypes: domain.recordTypes, validity: validity, state: .active))
            keys.add(key)
        }
        let list = TrustList(
            version: 1, region: "Bench", issued: validity.lowerBound, nextUpdate: validity.upperBound,
            keys: trusted)
        personalisation = try Personalisation(
            sealing: keys, cardKeys: CardKeys(try CardMasterKeys.generate(keyBytes: 16)), trustList: list)
        drafts = try RecordType.allCases.map { type in
            DraftRecord(
                try Self.typical(type),
                validity: Validity(
                    issuedAt: Self.now, expiration: moment(1_830_000_000)))
        }
    }

    /// From a blank card to an active one, with everything read back and verified.
    func personalise(cardNumber: Int) throws {
        let serial = Self.serial(cardNumber)
        let slot = try SoftCardSlot.volatile(serial: serial, factoryKeys: try Self.factoryKeys())
        let job = PersonalisationJob(
            id: [UInt8](repeating: UInt8(truncatingIfNeeded: cardNumber), count: 16), cardSerial: serial,
            cardNumber: try Self.number(), records: drafts)
        try slot.powerOn()
        let codes = try CardCodes.random()
        let written = try personalisation.write(job, codes: codes, to: SoftCardTransport(slot)) { _ in }
        slot.powerOff()
        try slot.powerOn()
        let verified = try personalisation.finish(written, on: SoftCardTransport(slot), at: Self.now) { _ in }
        guard verified.count == drafts.count, slot.lifeCycle == .active else {
            throw BenchmarkError("the card isn't active")
        }
    }

    static func serial(_ number: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: 8) + [
            UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number),
        ]
    }

    /// GlobalPlatform's initial keys.
    static func factoryKeys() throws -> FactoryKeys {
        let key = [UInt8](0x40...0x4F)
        return try FactoryKeys(
            masterKeyVersion: InitialKeys.version, encryption: key, authentication: key, dataEncryption: key)
    }

    private static func number() throws -> CardNumber {
        guard let number = CardNumber(withoutCheckDigit: numberWithoutCheckDigit) else {
            throw BenchmarkError("no card number")
        }
        return number
    }

    /// CardSchemas' typical example, with this office's card number.
    private static func typical(_ type: RecordType) throws -> Record {
        let file = projectRoot.appending(path: "CardSchemas/\(type.name)/v1/examples/typical.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        let digits = try number().digits
        return try Record(
            type, json: text.replacing(/"card-number": *"\d+"/, with: "\"card-number\": \"\(digits)\""))
    }
}
