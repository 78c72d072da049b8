import COSE
import CardCrypto
import CardRecords
import ConcessionRules
import Foundation
import ISO7816
import Receipts
import StatusLists
import Synchronization

@testable import Validation

/// A region in a folder: root, authorities, lists, rules, and a validator that decides by them.
final class Region: Sendable {
    let folder: URL
    let root: SigningKey
    let transport: SigningKey
    /// Seals other records only.
    let health: SigningKey
    let trust: Mutex<TrustList>

    static let uri = "https://lists.example/transport"
    /// 2026-11-22T09:00:00Z, a Sunday.
    static let now = date(1_795_338_000)
    static let day: Int64 = 86_400

    static let gate = Gate(network: 17, carrier: 4, route: 12, stop: 300, mode: .bus, zone: 1)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kartka-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "status"), withIntermediateDirectories: true)
        root = try SigningKey.generate(.p256)
        transport = try SigningKey.generate(.p256)
        health = try SigningKey.generate(.p256)
        trust = Mutex(
            TrustList(
                version: 5, region: "Region", issued: Self.later(days: -3), nextUpdate: Self.later(days: 30),
                keys: [
                    TrustedKey(
                        keyID: transport.keyID, key: transport.publicKey, authority: "Transport",
                        recordTypes: [.transportConcession],
                        validity: Self.later(days: -400)...Self.later(days: 400), statusListURI: Self.uri),
                    TrustedKey(
                        keyID: health.keyID, key: health.publicKey, authority: "Health",
                        recordTypes: [.medicalEmergency],
                        validity: Self.later(days: -400)...Self.later(days: 400),
                        statusListURI: "https://lists.example/health"),
                ]))
        try write(root.publicKey.encoded, "root.key")
        try write(Array("00000000000000a7\n".utf8), "validator.id")
        try publishTrustList()
        try publishStatusList()
        try publishRules()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var directory: ValidatorDirectory { ValidatorDirectory(folder.path) }

    static func later(days: Int64 = 0, seconds: Int64 = 0) -> NumericDate {
        date(now.epochSeconds + days * day + seconds)
    }

    // MARK: Files

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: folder.appending(path: name), options: .atomic)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: folder.appending(path: name))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    static var statusListFile: String { statusFile("cwt") }
    static var statusDeltaFile: String { statusFile("delta") }

    private static func statusFile(_ suffix: String) -> String {
        "status/\((try? ValidatorDirectory.statusListName(uri: uri)) ?? "").\(suffix)"
    }

    // MARK: Lists

    func publishTrustList(
        by signer: borrowing SigningKey, _ change: (inout TrustList) -> Void = { _ in }
    ) throws {
        let list = trust.withLock { list in
            change(&list)
            return list
        }
        try write(list.sealed(with: signer), "trust-list.cbor")
    }

    func publishTrustList(_ change: (inout TrustList) -> Void = { _ in }) throws {
        try publishTrustList(by: root, change)
    }

    func publishStatusList(
        _ changes: [Int: CardStatus] = [:], count: Int = 1_000, issued: NumericDate = later(seconds: -3_600),
        expiration: NumericDate? = nil, ttl: UInt64? = nil
    ) throws {
        try publishStatusList(
            by: transport, changes, count: count, issued: issued, expiration: expiration, ttl: ttl)
    }

    func publishStatusList(
        by signer: borrowing SigningKey, _ changes: [Int: CardStatus] = [:], count: Int = 1_000,
        issued: NumericDate = later(seconds: -3_600), expiration: NumericDate? = nil, ttl: UInt64? = nil,
        uri: String = uri
    ) throws {
        var bits = StatusBits(count: count)
        for (index, status) in changes { bits.set(status, at: index) }
        let claims = StatusListClaims(
            uri: uri, issued: issued, expiration: expiration, timeToLiveSeconds: ttl)
        try write(StatusListToken.seal(bits, claims: claims, with: signer), Self.statusListFile)
    }

    static func rules(_ change: (inout ConcessionRuleSet) -> Void = { _ in }) -> ConcessionRuleSet {
        var set = ConcessionRuleSet(
            network: 17, version: 3, title: "Rules", issued: Int(later(days: -20).epochSeconds),
            takesEffect: Int(later(days: -10).epochSeconds), nextUpdate: Int(later(days: 100).epochSeconds),
            currency: "UAH", payer: 32,
            utcOffsets: [.init(from: Int(later(days: -100).epochSeconds), minutes: 120)],
            rules: [.init(number: 1, title: "As the record says")])
        change(&set)
        return set
    }

    func publishRules(
        _ name: String = "rules.cbor", _ change: (inout ConcessionRuleSet) -> Void = { _ in }
    ) throws {
        try write(Self.rules(change).sealed(with: transport), name)
    }

    func publishRules(by signer: borrowing SigningKey) throws {
        try write(Self.rules().sealed(with: signer), "rules.cbor")
    }

    // MARK: Cards

    static func concession(
        _ number: CardNumber, index: Int, _ change: (inout TransportConcession) -> Void = { _ in }
    ) -> TransportConcession {
        var concession = TransportConcession(
            cardNumber: number, statusIndex: index, network: 17, rulesVersion: 3,
            profiles: [.init(class: .pupil)])
        change(&concession)
        return concession
    }

    static let validity = Validity(issuedAt: later(days: -30), expiration: later(days: 300))

    static func number(_ number: UInt64) -> CardNumber {
        guard let made = CardNumber(withoutCheckDigit: 980_404_420_000_000_000 + number) else {
            preconditionFailure("18 digits")
        }
        return made
    }

    func seal(
        _ concession: TransportConcession, validity: Validity = validity, cardKey: KeyThumbprint?
    ) throws -> [UInt8] {
        try SealedRecord.seal(concession.record, validity: validity, cardKey: cardKey, with: transport).bytes
    }

    /// An active card with a good record.
    func card(
        _ number: UInt64 = 1, index: Int = 5, validity: Validity = validity,
        _ change: (inout TransportConcession) -> Void = { _ in }
    ) throws -> TestCard {
        let card = TestCard(Self.number(number), key: try SigningKey.generate(.p256))
        let record = try seal(
            Self.concession(card.number, index: index, change), validity: validity,
            cardKey: card.key.thumbprint)
        card.state.withLock { $0.record = record }
        return card
    }

    // MARK: Validators

    private static let keySecret = [UInt8](1...32)

    /// Always the same key.
    static func validatorKey() throws -> SigningKey {
        try SigningKey(secret: SecretBytes(copying: keySecret.span), curve: .p256)
    }

    func open(_ settings: ValidatorSettings = ValidatorSettings()) throws -> Validator {
        try Validator(opening: directory, key: try Self.validatorKey(), settings: settings)
    }

    /// A validator whose journal is a stand-in.
    func open(
        keepingIn journal: TestJournal, _ settings: ValidatorSettings = ValidatorSettings()
    ) throws -> Validator {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "state"), withIntermediateDirectories: true)
        return try Validator(directory, journal: journal, settings: settings)
    }
}

extension Validator {
    func tap(
        _ card: TestCard, at gate: Gate = Region.gate, time: NumericDate? = Region.now
    ) -> TapDecision {
        var transport = card.transport
        return tap(&transport, at: gate, time: time)
    }
}

func date(_ epochSeconds: Int64) -> NumericDate {
    guard let date = NumericDate(epochSeconds: epochSeconds) else { preconditionFailure("out of range") }
    return date
}

extension Region {
    /// A name that can't be opened as a file, whoever asks.
    func replaceByFolder(_ name: String) throws {
        try remove(name)
        try FileManager.default.createDirectory(
            at: folder.appending(path: name), withIntermediateDirectories: false)
    }

    /// The typical record of CardSchemas.
    static func seal(
        _ type: RecordType, _ cardKey: KeyThumbprint?, _ key: borrowing SigningKey
    ) throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
            .standardized
        let file = root.appending(path: "CardSchemas/\(type.name)/v1/examples/typical.diag")
        let bytes = try CBORDiagnostic.bytes(from: String(contentsOf: file, encoding: .utf8))
        let record = try Record(type, decoding: bytes.span)
        return try SealedRecord.seal(record, validity: validity, cardKey: cardKey, with: key).bytes
    }
}
