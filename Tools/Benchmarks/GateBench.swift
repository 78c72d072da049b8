import CAllocations
import COSE
import CardCrypto
import CardRecords
import ConcessionRules
import Foundation
import ISO7816
import StatusLists
import Validation

/// A validator with its lists, rules and journal in a folder, and cards that are held to it.
final class GateBench {
    static let uri = "https://lists.example/transport"
    static let now = moment(1_795_338_000)
    static let day: Int64 = 86_400
    static let gate = Gate(network: 17, carrier: 4, stop: 300, mode: .bus, zone: 1)

    let folder: URL
    let authority: SigningKey
    private(set) var cards: [BenchCard] = []

    /// - Parameters:
    ///   - listed: indexes of the status list.
    ///   - denied: how many of them are revoked, evenly spread by chance.
    init(listed: Int = 1_000, denied: Int = 0, cardCount: Int = 0) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kartka-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "status"), withIntermediateDirectories: true)
        authority = try SigningKey.generate(.p256)
        let root = try SigningKey.generate(.p256)
        try write(root.publicKey.encoded, "root.key")
        try write(Array("00000000000000b7".utf8), "validator.id")
        let trusted = TrustedKey(
            keyID: authority.keyID, key: authority.publicKey, authority: "Transport",
            recordTypes: [.transportConcession], validity: Self.later(days: -400)...Self.later(days: 400),
            statusListURI: Self.uri)
        let list = TrustList(
            version: 1, region: "Region", issued: Self.later(days: -1), nextUpdate: Self.later(days: 30),
            keys: [trusted])
        try write(list.sealed(with: root), "trust-list.cbor")
        var bits = StatusBits(count: listed)
        for _ in 0..<denied { bits.set(.revoked, at: Int.random(in: 0..<listed)) }
        let claims = StatusListClaims(uri: Self.uri, issued: Self.later(days: 0, seconds: -60))
        try write(
            StatusListToken.seal(bits, claims: claims, compression: .fast, with: authority),
            "status/\(ValidatorDirectory.statusListName(uri: Self.uri)).cwt")
        let issued = Int(Self.later(days: -1).epochSeconds)
        let rules = ConcessionRuleSet(
            network: 17, version: 1, title: "Rules", issued: issued, takesEffect: issued,
            nextUpdate: issued + Int(Self.day) * 90, currency: "UAH", payer: 32,
            utcOffsets: [.init(from: issued, minutes: 120)],
            rules: [.init(number: 1, title: "All", fare: .init(kind: .free))])
        try write(rules.sealed(with: authority), "rules.cbor")
        for number in 0..<cardCount { cards.append(try card(number)) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func later(days: Int64, seconds: Int64 = 0) -> NumericDate {
        moment(now.epochSeconds + days * day + seconds)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: folder.appending(path: name))
    }

    /// A card with the typical record, its number and index its own.
    private func card(_ number: Int) throws -> BenchCard {
        var record = try TransportSample().record
        guard let cardNumber = CardNumber(withoutCheckDigit: 980_404_420_000_000_000 + UInt64(number + 1))
        else {
            throw BenchmarkError("18 digits")
        }
        record.cardNumber = cardNumber
        record.statusIndex = number
        record.network = 17
        record.rulesVersion = 1
        record.profiles = [.init(class: .pupil)]
        record.modes = nil
        record.zones = nil
        record.halfDays = nil
        record.timeRestriction = nil
        record.passbackMinutes = nil
        let key = try SigningKey.generate(.p256)
        let sealed = try SealedRecord.seal(
            record.record,
            validity: Validity(issuedAt: Self.later(days: -30), expiration: Self.later(days: 300)),
            cardKey: key.thumbprint, with: authority)
        return try BenchCard(key: key, record: sealed.bytes)
    }

    func open() throws -> Validator {
        try Validator(opening: ValidatorDirectory(folder.path), key: try SigningKey.generate(.p256))
    }

    /// One tap of the card whose turn it is.
    func tap(_ validator: Validator, _ turn: Int) -> TapDecision {
        validator.tap(&cards[turn % cards.count], at: Self.gate, time: Self.now)
    }
}

/// A card that takes no memory, and whose time and memory are not the gate's.
struct BenchCard: TapTransport {
    private let key: CardKeyBox
    private let information: [UInt8]
    private let record: [UInt8]
    private var counter: UInt32 = 0
    /// Computing time of all cards, seconds.
    nonisolated(unsafe) static var seconds = 0.0
    /// Bytes of each command and its response, of all cards, while not nil.
    nonisolated(unsafe) static var exchanges: [(command: Int, response: Int)]?

    private final class CardKeyBox: Sendable {
        let key: SigningKey
        init(_ key: consuming SigningKey) { self.key = key }
    }

    init(key: consuming SigningKey, record: [UInt8]) throws {
        guard case .p256Compressed(let x, let yIsOdd) = key.publicKey.compressed else {
            throw BenchmarkError("no point")
        }
        let span = x.span
        self.record = record
        information = CardInformation(
            serial: [UInt8](repeating: 7, count: 10), lifeCycle: .active, extendedLimits: .extended,
            transportBytes: record.count,
            compressedPublicKey: [yIsOdd ? 0x03 : 0x02] + span.indices.map { span[$0] }
        ).encoded()
        self.key = CardKeyBox(key)
    }

    mutating func transmit(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int {
        callocations_pause()
        let start = computingSeconds()
        defer {
            unsafe BenchCard.seconds += computingSeconds() - start
            callocations_resume()
        }
        let count: Int
        switch command[1] {
        case 0xA4: count = Self.copy(information, into: &response)
        case 0xB0: count = Self.copy(record, into: &response)
        default: count = try authenticate(command, into: &response)
        }
        response[count] = 0x90
        response[count + 1] = 0x00
        unsafe Self.exchanges?.append((command.count, count + 2))
        return count + 2
    }

    private static func copy(_ bytes: [UInt8], into response: inout MutableSpan<UInt8>) -> Int {
        for index in bytes.indices { response[index] = bytes[index] }
        return bytes.count
    }

    private mutating func authenticate(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int {
        counter += 1
        let challenge = (5..<37).map { command[$0] }
        let message = CardAuthentication.signedMessage(challenge: challenge, counter: counter)
        guard let signature = try? key.key.sign(message: message.span) else { throw .reader(code: 0) }
        for index in 0..<4 { response[index] = UInt8(truncatingIfNeeded: counter >> UInt32(24 - 8 * index)) }
        for index in 0..<64 { response[4 + index] = signature[index] }
        return 68
    }
}
