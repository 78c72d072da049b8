import ISO7816
import Testing

@testable import CardReaders

@Suite("What a transaction makes of commands and errors")
struct TransactionTests {
    @Test(
        "T=0 sends a case 4 command without Le, and every other command as it is",
        arguments: [
            ([0x00, 0xA4, 0x04, 0x00], [0x00, 0xA4, 0x04, 0x00]),
            ([0x00, 0xB0, 0x00, 0x00, 0x10], [0x00, 0xB0, 0x00, 0x00, 0x10]),
            ([0x00, 0xA4, 0x04, 0x00, 0x02, 0x3F, 0x00], [0x00, 0xA4, 0x04, 0x00, 0x02, 0x3F, 0x00]),
            ([0x00, 0xA4, 0x04, 0x00, 0x02, 0x3F, 0x00, 0x00], [0x00, 0xA4, 0x04, 0x00, 0x02, 0x3F, 0x00]),
            ([0x00, 0xB0, 0x00, 0x00, 0x00, 0x01, 0x00], [0x00, 0xB0, 0x00, 0x00, 0x00, 0x01, 0x00]),
        ] as [([UInt8], [UInt8])])
    func caseFour(command: [UInt8], sent: [UInt8]) {
        #expect(CardConversation.withoutExpectedLength(command) == sent)
    }

    @Test(
        "what may have reached the card is never told as refused",
        arguments: [
            (PCSCError.removedCard, CardTransportError.removed),
            (.noSmartCard, .removed), (.readerUnavailable, .removed), (.unknownReader, .removed),
            (.resetCard, .reset), (.notTransacted, .torn), (.communicationDataLost, .torn),
            (.communicationFault, .torn), (.noService, .torn), (.timeout, .timeout),
            (.internalFault, .reader(code: 0x8010_0001)),
        ])
    func errors(error: PCSCError, expected: CardTransportError) {
        #expect(CardConversation.transportError(error) == expected)
        #expect(expected.leavesCommandInDoubt)
    }

    @Test(
        "errors of a reader name it and say what to do",
        arguments: [
            CardReaderError.noReader(name: "X"), .noCard(reader: "X"),
            .inUse(reader: "X", waitedMilliseconds: 9),
            .cardStuck(reader: "X", cause: .noSmartCard), .unanswered(reader: "X"),
            .ambiguous(readers: ["X"]),
        ])
    func words(error: CardReaderError) {
        #expect(error.description.contains("\"X\""))
        #expect(error.description.hasSuffix(".") || error.description.hasSuffix("?"))
    }
}
