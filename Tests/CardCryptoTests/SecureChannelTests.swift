import ISO7816
import Testing

@testable import CardCrypto

@Suite("SCP03 over libcrypto")
struct SecureChannelTests {
    /// ISD-R of an eUICC (GSMA SGP.02): the cards of `published.txt`.
    private static let isdr: [UInt8] = [
        0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00,
    ]

    @Test("each key length has its sessions, own and published")
    func complete() {
        #expect(ChannelVector.own.count == 30)
        #expect(ChannelVector.published.count == 9)
        #expect(Set(ChannelVector.own.map(\.enc.count)) == [16, 24, 32])
        #expect(Set(ChannelVector.published.map(\.enc.count)) == [16, 24, 32])
        #expect(Set(ChannelVector.published.map { $0.externalAuthenticate[2] }) == [0x03, 0x11, 0x33])
        #expect(ChannelVector.own.allSatisfy { $0.exchanges.count == 6 })
        #expect(ChannelVector.published.allSatisfy { $0.exchanges.count == 5 })
    }

    @Test("the host's end is that of the vectors", arguments: ChannelVector.own + ChannelVector.published)
    func host(_ vector: ChannelVector) throws {
        var channel = try vector.host()
        #expect(try channel.externalAuthenticate().encoded() == vector.externalAuthenticate)
        for exchange in vector.exchanges {
            let wrapped = try channel.wrap(apdu(exchange.plainCommand))
            #expect(try withoutLe(wrapped) == withoutLe(apdu(exchange.command)))
            if exchange.answer.isEmpty {
                // The source has no answer to this one; an error status has no MAC and keeps the turns.
                _ = try channel.unwrap(ResponseAPDU(status: .fileNotFound))
            } else {
                let plain = try channel.unwrap(answerAPDU(exchange.answer))
                #expect(plain.encoded() == exchange.plainAnswer)
            }
        }
    }

    @Test("the card's end is that of the vectors", arguments: ChannelVector.own)
    func card(_ vector: ChannelVector) throws {
        #expect(try vector.pending().response.encoded() == vector.initializeUpdate)
        var channel = try vector.card()
        for exchange in vector.exchanges {
            let plain = try channel.unwrap(apdu(exchange.command))
            #expect(try plain.encoded() == exchange.plainCommand)
            #expect(try channel.wrap(answerAPDU(exchange.plainAnswer)).encoded() == exchange.answer)
        }
    }

    @Test(
        "the card's end makes the challenge and cryptogram of others' cards",
        arguments: ChannelVector.published)
    func publishedCard(_ vector: ChannelVector) throws {
        let aid = try #require(AID(Self.isdr))
        // Key version and diversification data are the card issuer's own; all behind them is the standard's.
        #expect(
            try Array(vector.pending(aid: aid).response.encoded()[12...])
                == Array(vector.initializeUpdate[12...]))
        var channel = try vector.card(aid: aid)
        for exchange in vector.exchanges {
            let plain = try channel.unwrap(apdu(exchange.command))
            #expect(try withoutLe(plain) == withoutLe(apdu(exchange.plainCommand)))
            if exchange.answer.isEmpty {
                _ = try channel.wrap(ResponseAPDU(status: .fileNotFound))
            } else {
                #expect(try channel.wrap(answerAPDU(exchange.plainAnswer)).encoded() == exchange.answer)
            }
        }
        let other = try vector.pending().response.cardChallenge
        #expect(other != Array(vector.initializeUpdate[13..<21]))
    }

    @Test(
        "a bit turned over in the card's cryptogram or in Key-MAC: no channel",
        arguments: ChannelVector.own
            + ChannelVector.published)
    func wrongCryptogram(_ vector: ChannelVector) throws {
        for bit in 0..<vector.mode.bytes * 8 {
            #expect(throws: SecureChannelError.cardCryptogram) { _ = try vector.host(cryptogramBit: bit) }
        }
        #expect(throws: SecureChannelError.cardCryptogram) { _ = try vector.host(macBit: 21) }
    }

    @Test("a bit turned over in a command: the card refuses it and closes", arguments: ChannelVector.own)
    func corruptedCommand(_ vector: ChannelVector) throws {
        for index in vector.exchanges.indices {
            var channel = try vector.card()
            for exchange in vector.exchanges.prefix(index) {
                _ = try channel.unwrap(apdu(exchange.command))
                _ = try channel.wrap(answerAPDU(exchange.plainAnswer))
            }
            var wire = try apdu(vector.exchanges[index].command)
            wire.data[wire.data.count / 2] ^= 0x10
            #expect(throws: SecureChannelError.mac) { try channel.unwrap(wire) }
            let isOpen = channel.isOpen
            #expect(!isOpen)
        }
    }

    @Test(
        "a bit turned over in a protected answer: the host refuses it and closes",
        arguments: (ChannelVector.own
            + ChannelVector.published).filter { $0.externalAuthenticate[2] & 0x10 != 0 })
    func corruptedAnswer(_ vector: ChannelVector) throws {
        let exchange = vector.exchanges[0]
        for bit in 0..<(exchange.answer.count - 2) * 8 {
            var channel = try vector.host()
            _ = try channel.externalAuthenticate()
            _ = try channel.wrap(apdu(exchange.plainCommand))
            let corrupted = try answerAPDU(exchange.answer.flipping(bit: bit))
            #expect(throws: SecureChannelError.mac) { try channel.unwrap(corrupted) }
            let isOpen = channel.isOpen
            #expect(!isOpen)
        }
    }
}
