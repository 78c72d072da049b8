import ISO7816
import Testing

@testable import CardCrypto

/// One session of `Tests/Vectors/scp03`: real AES on both sides of the channel.
struct ChannelVector: Sendable, CustomTestStringConvertible {
    let name: String
    private(set) var enc: [UInt8] = []
    private(set) var mac: [UInt8] = []
    private(set) var hostChallenge: [UInt8] = []
    private(set) var initializeUpdate: [UInt8] = []
    private(set) var externalAuthenticate: [UInt8] = []
    private(set) var exchanges: [Exchange] = []

    struct Exchange: Sendable {
        let plainCommand: [UInt8]
        let command: [UInt8]
        /// Empty where the source has no answer.
        var plainAnswer: [UInt8] = []
        var answer: [UInt8] = []
    }

    var testDescription: String { name }
    var mode: SCP03.Mode { hostChallenge.count == 8 ? .s8 : .s16 }

    static let own = read("sessions.txt")
    static let published = read("published.txt")

    private static func read(_ file: String) -> [ChannelVector] {
        var vectors: [ChannelVector] = []
        for line in Vector.read("scp03/\(file)").split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts[0] == "session" {
                vectors.append(ChannelVector(name: String(parts[1])))
                continue
            }
            let values = parts[1].split(separator: " ").compactMap { [UInt8](hex: $0) }
            vectors[vectors.count - 1].add(parts[0], values)
        }
        return vectors
    }

    private mutating func add(_ name: Substring, _ values: [[UInt8]]) {
        switch name {
        case "ENC": enc = values[0]
        case "MAC": mac = values[0]
        case "host-challenge": hostChallenge = values[0]
        case "initialize-update": initializeUpdate = values[0]
        case "external-authenticate": externalAuthenticate = values[0]
        case ">": exchanges.append(Exchange(plainCommand: values[0], command: values[1]))
        case "<":
            exchanges[exchanges.count - 1].plainAnswer = values[0]
            exchanges[exchanges.count - 1].answer = values[1]
        default: preconditionFailure("\(name) isn't a line of a session")
        }
    }

    func level() throws -> SCP03.SecurityLevel {
        try #require(SCP03.SecurityLevel(rawValue: externalAuthenticate[2]))
    }

    private func keys(macBit: Int?) throws -> SecureChannelKeySet {
        try SecureChannelKeySet(
            encryption: secret(enc), mac: secret(macBit.map { mac.flipping(bit: $0) } ?? mac),
            dataEncryption: secret(enc))
    }

    /// The host after INITIALIZE UPDATE, with one bit of the card's cryptogram or of Key-MAC turned over if
    /// asked.
    func host(cryptogramBit: Int? = nil, macBit: Int? = nil) throws -> HostSecureChannel<OpenSSLAES> {
        let start = 13 + mode.bytes
        let received = cryptogramBit.map { initializeUpdate.flipping(bit: start * 8 + $0) }
        return try HostSecureChannel(
            response: InitializeUpdateResponse(parsing: received ?? initializeUpdate, mode: mode),
            hostChallenge: hostChallenge, level: level(), keys: keys(macBit: macBit),
            cryptography: OpenSSLAES())
    }

    func pending(aid: AID = CardApplication.aid) throws -> PendingSecureChannel {
        let counter = initializeUpdate.suffix(3).reduce(0) { $0 << 8 | UInt32($1) }
        return try PendingSecureChannel(
            role: .issuer, masterKeyVersion: 7, serial: Array(0...9), hostChallenge: hostChallenge,
            challenge: .pseudoRandom(sequenceCounter: counter, aid: aid), keys: keys(macBit: nil),
            cryptography: OpenSSLAES())
    }

    func card(aid: AID = CardApplication.aid) throws -> CardSecureChannel<OpenSSLAES> {
        try pending(aid: aid).authenticate(apdu(externalAuthenticate), cryptography: OpenSSLAES())
    }
}

func apdu(_ bytes: [UInt8]) throws -> CommandAPDU { try CommandAPDU(parsing: bytes.span) }
func answerAPDU(_ bytes: [UInt8]) throws -> ResponseAPDU { try ResponseAPDU(parsing: bytes.span) }

/// The command without Le, which no MAC covers.
func withoutLe(_ command: CommandAPDU) throws -> [UInt8] {
    var copy = command
    copy.responseBytesMax = nil
    return try copy.encoded()
}
