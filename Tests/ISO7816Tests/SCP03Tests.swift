import Foundation
import ISO7816
import Testing

func command(_ bytes: [UInt8]) throws(APDUError) -> CommandAPDU { try CommandAPDU(parsing: bytes.span) }

func response(_ bytes: [UInt8]) throws(APDUError) -> ResponseAPDU { try ResponseAPDU(parsing: bytes.span) }

/// One session of `Tests/Vectors/scp03/sessions.txt`.
struct SCP03Vector: Sendable, CustomTestStringConvertible {
    var name = ""
    var enc: [UInt8] = []
    var mac: [UInt8] = []
    var hostChallenge: [UInt8] = []
    var initializeUpdate: [UInt8] = []
    var externalAuthenticate: [UInt8] = []
    /// Plain and protected, command and answer.
    var exchanges: [(command: [[UInt8]], answer: [[UInt8]])] = []

    var testDescription: String { name }
    var mode: SCP03.Mode { hostChallenge.count == 8 ? .s8 : .s16 }

    static let all: [SCP03Vector] = {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Vectors/scp03/sessions.txt")
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
        var vectors: [SCP03Vector] = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts[0] == "session" {
                vectors.append(SCP03Vector(name: String(parts[1])))
                continue
            }
            let values = parts[1].split(separator: " ").map { Hex.bytes(of: $0) ?? [] }
            let last = vectors.count - 1
            switch parts[0] {
            case "ENC": vectors[last].enc = values[0]
            case "MAC": vectors[last].mac = values[0]
            case "host-challenge": vectors[last].hostChallenge = values[0]
            case "initialize-update": vectors[last].initializeUpdate = values[0]
            case "external-authenticate": vectors[last].externalAuthenticate = values[0]
            case ">": vectors[last].exchanges.append((command: values, answer: []))
            default: vectors[last].exchanges[vectors[last].exchanges.count - 1].answer = values
            }
        }
        return vectors
    }()

    /// One session of each mode, for tests that change every byte.
    static let fewer = all.filter { $0.name == "AES-128 S8 level 33" || $0.name == "AES-256 S16 level 13" }

    func level() throws -> SCP03.SecurityLevel {
        try #require(SCP03.SecurityLevel(rawValue: externalAuthenticate[2]))
    }

    func host(cryptogramFlipped: Bool = false) throws -> HostSecureChannel<TestAES> {
        var answer = initializeUpdate
        if cryptogramFlipped { answer[13 + mode.bytes] ^= 1 }
        return try HostSecureChannel(
            response: InitializeUpdateResponse(parsing: answer, mode: mode), hostChallenge: hostChallenge,
            level: level(), keys: .test(enc: enc, mac: mac), cryptography: TestAES())
    }

    func pending() throws -> PendingSecureChannel {
        let counter = initializeUpdate.suffix(3).reduce(0) { $0 << 8 | UInt32($1) }
        return try PendingSecureChannel(
            role: .issuer, masterKeyVersion: 7, serial: Array(0...9), hostChallenge: hostChallenge,
            challenge: .pseudoRandom(sequenceCounter: counter, aid: CardApplication.aid),
            keys: .test(enc: enc, mac: mac), cryptography: TestAES())
    }

    func card() throws -> CardSecureChannel<TestAES> {
        try pending().authenticate(
            command(externalAuthenticate), cryptography: TestAES())
    }
}

@Suite("SCP03")
struct SCP03Tests {
    @Test("there is a session for each key length, mode and level")
    func vectorsArePresent() {
        #expect(SCP03Vector.all.count == 30)
        #expect(SCP03Vector.all.allSatisfy { $0.exchanges.count == 6 })
        #expect(SCP03Vector.fewer.count == 2)
    }

    @Test("the host wraps and unwraps as Amendment D says", arguments: SCP03Vector.all)
    func host(_ vector: SCP03Vector) throws {
        var channel = try vector.host()
        #expect(try channel.externalAuthenticate().encoded() == vector.externalAuthenticate)
        for exchange in vector.exchanges {
            var wrapped = try channel.wrap(command(exchange.command[0]))
            wrapped.responseBytesMax = nil
            #expect(try wrapped.encoded() == exchange.command[1])
            let plain = try channel.unwrap(response(exchange.answer[1]))
            #expect(plain.encoded() == exchange.answer[0])
        }
        let isOpen = channel.isOpen
        #expect(isOpen)
    }

    @Test("the card unwraps and wraps as Amendment D says", arguments: SCP03Vector.all)
    func card(_ vector: SCP03Vector) throws {
        let pending = try vector.pending()
        #expect(pending.response.encoded() == vector.initializeUpdate)
        var channel = try pending.authenticate(
            command(vector.externalAuthenticate), cryptography: TestAES())
        for exchange in vector.exchanges {
            let plain = try channel.unwrap(command(exchange.command[1]))
            #expect(try plain.encoded() == exchange.command[0])
            let wrapped = try channel.wrap(response(exchange.answer[0]))
            #expect(wrapped.encoded() == exchange.answer[1])
        }
        let isOpen = channel.isOpen
        #expect(isOpen)
    }

    @Test("a changed byte of a command closes the card's channel", arguments: SCP03Vector.fewer)
    func changedCommand(_ vector: SCP03Vector) throws {
        let wire = vector.exchanges[0].command[1]
        for index in wire.indices where index != 4 {
            var channel = try vector.card()
            var changed = wire
            changed[index] ^= index == 0 ? 0x80 : 0x01
            #expect(throws: SecureChannelError.mac) {
                try channel.unwrap(command(changed))
            }
            let isOpen = channel.isOpen
            #expect(!isOpen)
            #expect(throws: SecureChannelError.outOfSequence) {
                try channel.unwrap(command(wire))
            }
        }
    }

    @Test("a changed byte of an answer closes the host's channel", arguments: SCP03Vector.fewer)
    func changedAnswer(_ vector: SCP03Vector) throws {
        let wire = vector.exchanges[0].answer[1]
        for index in wire.indices.dropLast(2) {
            var channel = try vector.host()
            _ = try channel.externalAuthenticate()
            _ = try channel.wrap(command(vector.exchanges[0].command[0]))
            var changed = wire
            changed[index] ^= 0x01
            #expect(throws: SecureChannelError.mac) {
                try channel.unwrap(response(changed))
            }
            let isOpen = channel.isOpen
            #expect(!isOpen)
        }
    }

    @Test("a command that is played again is refused", arguments: SCP03Vector.all)
    func replay(_ vector: SCP03Vector) throws {
        var channel = try vector.card()
        let wire = vector.exchanges[0].command[1]
        _ = try channel.unwrap(command(wire))
        _ = try channel.wrap(ResponseAPDU(status: .success))
        #expect(throws: SecureChannelError.mac) { try channel.unwrap(command(wire)) }
    }

    @Test("wrong cryptograms are refused on both sides", arguments: SCP03Vector.all)
    func cryptograms(_ vector: SCP03Vector) throws {
        #expect(throws: SecureChannelError.cardCryptogram) { _ = try vector.host(cryptogramFlipped: true) }
        var wire = vector.externalAuthenticate
        wire[5] ^= 1
        // The MAC over a wrong cryptogram is wrong too, unless the attacker knows S-MAC.
        #expect(throws: SecureChannelError.mac) {
            _ = try vector.pending().authenticate(
                command(wire), cryptography: TestAES())
        }
    }

    @Test("turns are kept: no answer without a command, no second command before the answer")
    func turns() throws {
        let vector = try #require(SCP03Vector.all.last)
        let plain = CommandAPDU(cla: 0x80, ins: 0xCA, p1: 0, p2: 0)
        var early = try vector.host()
        #expect(throws: SecureChannelError.outOfSequence) { try early.wrap(plain) }
        var twice = try vector.host()
        _ = try twice.externalAuthenticate()
        _ = try twice.wrap(plain)
        #expect(throws: SecureChannelError.outOfSequence) { try twice.wrap(plain) }
        let isOpen = twice.isOpen
        #expect(!isOpen)
        var card = try vector.card()
        #expect(throws: SecureChannelError.outOfSequence) { try card.wrap(ResponseAPDU(status: .success)) }
    }

    @Test("an answer that has to be protected and isn't closes the channel")
    func unprotected() throws {
        let vector = try #require(SCP03Vector.all.first { $0.name == "AES-128 S8 level 33" })
        for answer in [ResponseAPDU(status: .success), ResponseAPDU(data: [1], status: .fileNotFound)] {
            var channel = try vector.host()
            _ = try channel.externalAuthenticate()
            _ = try channel.wrap(CommandAPDU(cla: 0x80, ins: 0xCA, p1: 0, p2: 0))
            #expect(throws: SecureChannelError.protectionMissing) { try channel.unwrap(answer) }
            let isOpen = channel.isOpen
            #expect(!isOpen)
        }
    }

    @Test("a card that says the MAC was wrong has ended the channel")
    func refused() throws {
        let vector = try #require(SCP03Vector.all.first)
        var channel = try vector.host()
        _ = try channel.externalAuthenticate()
        _ = try channel.wrap(CommandAPDU(cla: 0x80, ins: 0xCA, p1: 0, p2: 0))
        #expect(throws: SecureChannelError.refused(.secureMessagingObjectsIncorrect)) {
            try channel.unwrap(ResponseAPDU(status: .secureMessagingObjectsIncorrect))
        }
        let isOpen = channel.isOpen
        #expect(!isOpen)
    }
}
