import Foundation
import ISO7816
import Synchronization
import Testing

@testable import CardReaders

/// SplitMix64: the same answers in every run.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension ReaderTests {
    static var openDescriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
    }

    @Test("a card that answers nonsense does no harm: typed errors, no descriptor left open")
    func nonsense() async throws {
        let random = Mutex(Seeded(state: 2026))
        let card = VirtualCard(port: port) { _ in
            random.withLock { random in
                // One in 20 is too short to be an answer.
                let count =
                    Int.random(in: 0..<20, using: &random) == 0 ? 1 : Int.random(in: 2...600, using: &random)
                return .bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
            }
        }
        try await withInserted(card) { reader in
            var answers = 0
            var doubts = 0
            let before = Self.openDescriptors
            for _ in 0..<40 {
                do throws(CardAccessError<CardTransportError>) {
                    answers += try await reader.withCard { card throws(CardTransportError) in
                        for _ in 0..<20 {
                            let answer = try card.transmit(Self.select)
                            guard (2...600).contains(answer.count) else { throw .torn }
                        }
                        return 20
                    }
                } catch {
                    #expect(error == .body(.torn))
                    doubts += 1
                }
            }
            #expect(answers > 100 && doubts > 10)
            // What an earlier test or a thread of Dispatch held may be closed late, either side of the count.
            for _ in 0..<100 where Self.openDescriptors > before {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(Self.openDescriptors <= before)
        }
    }

    @Test(
        "a card whose answer to reset is nonsense is refused in bounded time",
        arguments: [[0x00], [0xFF, 0xFF], [0x3B, 0x80, 0x01, 0x00], [UInt8](repeating: 0x3B, count: 33)])
    func wrongATR(atr: [UInt8]) async throws {
        let reader = CardReader(named: name)
        let card = VirtualCard(port: port, atr: atr)
        let start = ContinuousClock.now
        try card.insert()
        try await Task.sleep(for: .milliseconds(700))
        let result: Result<[UInt8], CardAccessError<CardTransportError>>
        do throws(CardAccessError<CardTransportError>) {
            result = .success(
                try await reader.withCard { card throws(CardTransportError) in try card.transmit(Self.select)
                })
        } catch { result = .failure(error) }
        switch result {
        // pcscd doesn't look at the check byte; then the card is simply used.
        case .success(let answer): #expect(answer == Self.select + [0x90, 0x00])
        case .failure(.reader(.cardStuck)), .failure(.reader(.service)), .failure(.reader(.noCard)): break
        case .failure(let error): Issue.record("unexpected: \(error)")
        }
        #expect(ContinuousClock.now - start < .seconds(5))
        card.remove()
        try await reader.waitForRemoval(timeoutMilliseconds: 5_000)
        try await Task.sleep(for: .milliseconds(500))
    }

    @Test("streams of events that are dropped leave nothing open") func droppedStreams() async throws {
        let before = Self.openDescriptors
        for _ in 0..<5 {
            let watching = Task { for await _ in CardReaders.events() { break } }
            await watching.value
        }
        // A watch notices that its stream is gone within a slice.
        for _ in 0..<40 where Self.openDescriptors > before { try await Task.sleep(for: .milliseconds(50)) }
        #expect(Self.openDescriptors <= before)
    }

    @Test("a command goes there and back in well under 10 ms") func latency() async throws {
        try await withInserted(VirtualCard(port: port)) { reader in
            let times = try await reader.withCard { card throws(CardTransportError) in
                var times: [Duration] = []
                for _ in 0..<500 {
                    let start = ContinuousClock.now
                    _ = try card.transmit(Self.select)
                    times.append(ContinuousClock.now - start)
                }
                return times.sorted()
            }
            print("PC/SC round trip: median \(times[250]), 90 % \(times[450])")
            // Without TCP_QUICKACK in the card it is 44 ms.
            #expect(times[250] < .milliseconds(10))
        }
    }
}
