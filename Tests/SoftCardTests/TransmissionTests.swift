import ISO7816
import Testing

@testable import SoftCard

@Suite("T=0, T=1 and chains")
struct TransmissionTests {
    @Test("ATR of each profile is well-formed", arguments: SoftCardProfile.allCases)
    func answerToReset(_ profile: SoftCardProfile) throws {
        let atr = profile.answerToReset
        #expect(atr[0] == 0x3B)
        if profile != .t0 { #expect(atr.dropFirst().reduce(0, ^) == 0) }
        #expect(atr.suffix(profile == .t0 ? 5 : 6).prefix(5) == Array("KARTK".utf8)[...])
        if profile == .extended { #expect(atr == CardApplication.atr) }
    }

    @Test("T=0: an answer to a command with data waits for GET RESPONSE")
    func getResponse() throws {
        let bench = try CardBench.card(.active, profile: .t0)
        let first = try bench.transmit(hex("00A4040008 F04B4152544B4101"))
        let count = try #require(first.status.moreDataBytes)
        #expect(first.data.isEmpty)
        #expect(try bench.status("00C00000FF").availableBytes == count)
        let half = try bench.transmit(hex("00C0000010"))
        #expect(half.data.count == 16 && half.status.moreDataBytes == count - 16)
        let rest = try bench.transmit([0, 0xC0, 0, 0, UInt8(count - 16)])
        #expect(rest.status == .success && rest.data.count == count - 16)
        #expect(try bench.status("00C0000010") == .conditionsOfUseNotSatisfied)
    }

    @Test("T=0: a wrong Le is corrected, and the command isn't done twice")
    func wrongLength() throws {
        let bench = try CardBench.card(.active, profile: .t0)
        _ = try bench.status("00A4040C08 F04B4152544B4101")
        #expect(try bench.status("00B0820000").rawValue == 0x6C28)
        let record = try bench.transmit(hex("00B0820028"))
        #expect(record.status == .success && record.data == CardBench.record(.transport))
        #expect(try bench.status("00CADF2300").rawValue == 0x6C04)
        #expect(try bench.transmit(hex("00CADF2304")).data == [3, 10, 0, 0])
    }

    @Test("extended length where the card has it, and only there")
    func extendedLength() throws {
        for profile in SoftCardProfile.allCases {
            let bench = try CardBench.card(.active, profile: profile)
            let selected = try bench.status("00A4040C08 F04B4152544B4101")
            #expect(selected == .success)
            #expect(try bench.verify(can: CardBench.can) == .success)
            let answer = try bench.transmit(hex("00B08300000000"))
            if profile == .extended {
                #expect(answer.data == CardBench.record(.holder))
            } else {
                #expect(answer.status == .wrongLength)
            }
        }
    }

    @Test("a protected answer fits into a short APDU", arguments: [SCP03.Mode.s8, .s16])
    func protectedShort(_ mode: SCP03.Mode) throws {
        let bench = try CardBench.card(.active, profile: .short)
        try bench.select()
        try bench.open(.socialWorker, mode: mode)
        #expect(try bench.giveTerminal() == .success)
        #expect(try bench.read(.holder).data == Array(CardBench.record(.holder).prefix(239)))
        let more = try bench.secure(0x00, 0xB0, 0x00, 239)
        #expect(more.data == Array(CardBench.record(.holder)[239..<478]))
    }

    @Test("a chain is put together; another command in between drops it")
    func chains() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        let part = [UInt8](repeating: 1, count: 16)
        #expect(try bench.transmit([0x10, 0x88, 0, 0, 16] + part).status == .success)
        #expect(try bench.transmit([0x00, 0x88, 0, 0, 16] + part + [0]).data.count == 68)
        #expect(try bench.transmit([0x10, 0x88, 0, 0, 16] + part).status == .success)
        #expect(try bench.status("00B0820000") == .lastCommandOfChainExpected)
        #expect(try bench.status("00B0820000") == .success)
        #expect(try bench.transmit([0x00, 0x88, 0, 0, 16] + part + [0]).status == .wrongLength)
    }

    @Test("a chain longer than 2048 bytes is refused")
    func longChain() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        let part = [UInt8](repeating: 1, count: 255)
        for _ in 0..<8 { #expect(try bench.transmit([0x10, 0x88, 0, 0, 255] + part).status == .success) }
        #expect(try bench.transmit([0x10, 0x88, 0, 0, 255] + part).status == .wrongLength)
    }
}
