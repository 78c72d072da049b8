import COSE
import CardCrypto
import CardRecords
import Foundation
import Glibc
import ISO7816
import Receipts
import Synchronization
import Testing

@testable import Validation

/// A validator in a process of its own that is killed at a moment that nobody chose.
@Suite("kill -9 during taps", .serialized)
struct KillTests {
    private static let taps = 1_000
    private static let cardSecret = [UInt8](repeating: 0x5A, count: 32)

    private static func cardKey() throws -> SigningKey {
        try SigningKey(secret: SecretBytes(copying: cardSecret.span), curve: .p256)
    }

    @Test("over 1,000 taps no acknowledged receipt is lost, none is doubled, and the chain is whole")
    func kills() async throws {
        let region = try Region()
        let number = Region.number(1)
        let record = try region.seal(
            Region.concession(number, index: 5), cardKey: try Self.cardKey().thumbprint)
        try region.write(record, "card.record")
        try region.write([], "acknowledged")
        let folder = region.folder.path
        var random = SystemRandomNumberGenerator()
        var kills = 0
        while try Acknowledgement.read(region).count < Self.taps {
            try #require(kills < 400, "the taps don't get on")
            let delay = UInt32.random(in: 1_000...1_200_000, using: &random)
            // One in four dies while the validator is being opened.
            let isEarly = UInt8.random(in: 0..<4, using: &random) == 0
            // A card's counter goes on whatever becomes of the validator.
            let counter = UInt32(kills) * 1_000_000
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    folder = folder as String, delay = delay as UInt32, counter = counter as UInt32,
                    isEarly = isEarly as Bool,
                ] in
                try Self.tapUntilKilled(folder, afterMicroseconds: delay, isEarly: isEarly, counter: counter)
            }
            kills += 1
            try check(region)
        }
        #expect(kills > 1)
    }

    /// Everything that was told is in the journal, just once, and the journal holds together.
    private func check(_ region: Region) throws {
        let receipts = try Chain.check(region)
        let acknowledged = try Acknowledgement.read(region)
        for told in acknowledged {
            let receipt = try #require(
                receipts.indices.contains(told.sequence - 1) ? receipts[told.sequence - 1] : nil)
            #expect(receipt.verdict.outcome == .accepted)
            #expect(receipt.card?.counter == told.counter)
        }
        #expect(receipts.allSatisfy { $0.draft.validator == ValidatorID(rawValue: 0xA7) })
    }

    /// In the child: taps one card again and again, and notes each answer that the gate got.
    private static func tapUntilKilled(
        _ folder: String, afterMicroseconds delay: UInt32, isEarly: Bool, counter: UInt32
    ) throws {
        func killLater() {
            Thread.detachNewThread {
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
        }
        if isEarly { killLater() }
        let validator = try Validator(
            opening: ValidatorDirectory(folder), key: try Region.validatorKey())
        if !isEarly { killLater() }
        let record = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/card.record")))
        let card = TestCard(Region.number(1), record: record, key: try cardKey())
        card.state.withLock { $0.counter = counter }
        let log = unsafe open("\(folder)/acknowledged", O_WRONLY | O_APPEND | O_CLOEXEC)
        for second in 0..<Int64.max {
            let decision = validator.tap(card, time: Region.later(seconds: second % 3_600))
            guard decision.outcome == .accepted, let sequence = decision.receipt else {
                fatalError("\(decision.reasons)")
            }
            let counter = card.state.withLock { $0.counter }
            Acknowledgement(sequence: Int(sequence.rawValue), counter: counter).write(to: log)
        }
    }
}

/// What a gate was told: 16 bytes in a file, written by one call.
private struct Acknowledgement {
    let sequence: Int
    let counter: UInt32

    func write(to descriptor: Int32) {
        var numbers = [UInt64(sequence), UInt64(counter)]
        unsafe numbers.withUnsafeMutableBytes { buffer in
            _ = unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        }
    }

    static func read(_ region: Region) throws -> [Acknowledgement] {
        let bytes = try region.bytes("acknowledged")
        func number(_ start: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
        return stride(from: 0, to: bytes.count / 16 * 16, by: 16).map { start in
            Acknowledgement(
                sequence: Int(number(start)), counter: UInt32(truncatingIfNeeded: number(start + 8)))
        }
    }
}
