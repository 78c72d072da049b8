import COSE
import CardCrypto
import Foundation
import Testing

@testable import StatusLists

struct DeltaTests {
    static let sizes = [(0, 0), (0, 4), (4, 4), (1000, 1000), (1000, 1003), (40_000, 90_000)]

    @Test("a signed delta brings the old list to the new one", arguments: sizes)
    func roundTrip(old: Int, new: Int) throws {
        let key = try SigningKey.generate(.p256)
        let old = statuses(count: old, oneIn: 20, seed: 2)
        let new = statuses(count: new, oneIn: 15, seed: 3)
        let delta = try StatusDelta(from: (try date(1_780_000_000), old), to: new, claims: try claims())
        let bytes = try delta.sealed(with: key)
        let read = try StatusDelta(verifying: bytes.span, with: try key.verificationKey())
        #expect(read.claims == (try claims()))
        #expect(read.keyID == key.keyID)
        #expect(read.base?.issued.epochSeconds == 1_780_000_000)
        #expect(read.changeCount == (0..<new.count).count { new[$0] != old[$0] ?? .valid })
        #expect(try read.apply(to: old) == new)
    }

    @Test("a suspension is lifted, a valid card revoked, a suspended one revoked")
    func everyChange() throws {
        var old = StatusBits(count: 1000)
        var new = StatusBits(count: 1000)
        var expected: [StatusChange] = []
        var index = 7
        for before in CardStatus.allCases {
            for after in CardStatus.allCases {
                old.set(before, at: index)
                new.set(after, at: index)
                if before != after { expected.append(StatusChange(index: index, status: after)) }
                index += 41
            }
        }
        let delta = try StatusDelta(from: (try date(1), old), to: new, claims: try claims())
        #expect(try delta.changes() == expected)
        #expect(delta.changeCount == 12)
        #expect(try delta.apply(to: old) == new)
    }

    @Test("a whole list in the compact form wants no base")
    func whole() throws {
        let list = statuses(count: 70_001, oneIn: 100, seed: 4)
        let delta = try StatusDelta(whole: list, claims: try claims())
        #expect(delta.base == nil)
        #expect(try delta.apply() == list)
        let other = StatusBits(count: 4)
        #expect(throws: StatusDeltaError.otherBase) { try delta.apply(to: other) }
    }

    @Test("a delta fits its own base and no other; the full list is asked for")
    func otherBases() throws {
        let base = statuses(count: 5000, oneIn: 30, seed: 5)
        let new = statuses(count: 6000, oneIn: 30, seed: 6)
        let delta = try StatusDelta(from: (try date(1), base), to: new, claims: try claims())
        for index in stride(from: 0, to: 5000, by: 97) {
            var other = base
            other.set(base[index] == .valid ? .revoked : .valid, at: index)
            let error = #expect(throws: StatusDeltaError.otherBase) { try delta.apply(to: other) }
            #expect(error?.asksForFullList == true)
        }
        var longer = base
        longer.grow(toCount: 5004)
        #expect(throws: StatusDeltaError.otherBase) { try delta.apply(to: longer) }
        longer.grow(toCount: 6004)
        #expect(throws: StatusDeltaError.countUnusable) { try delta.apply(to: longer) }
        #expect(throws: StatusDeltaError.otherBase) { try delta.apply(to: new) }
        #expect(throws: StatusDeltaError.otherBase) { try delta.apply() }
        #expect(try delta.apply(to: base) == new)
    }

    @Test("a list never gets shorter")
    func shorter() throws {
        let long = StatusBits(count: 100)
        #expect(throws: StatusDeltaError.countUnusable) {
            _ = try StatusDelta(from: (try date(1), long), to: StatusBits(count: 96), claims: try claims())
        }
    }

    @Test("no changed bit of a payload ever gives another list")
    func corruptedPayload() throws {
        let key = try SigningKey.generate(.ed25519)
        let ours = try key.verificationKey()
        let base = statuses(count: 3000, oneIn: 30, seed: 7)
        let new = statuses(count: 3200, oneIn: 30, seed: 8)
        let delta = try StatusDelta(from: (try date(1_780_000_000), base), to: new, claims: try claims())
        let payload = delta.payload
        var fitting = 0
        for position in payload.indices {
            for bit in 0..<8 {
                var bad = payload
                bad[position] ^= 1 << UInt8(bit)
                // Signed anew, so that what lies behind the signature is put to the test.
                let bytes = try COSESign1.seal(payload: bad.span, type: StatusDelta.mediaType, with: key)
                guard let read = try? StatusDelta(verifying: bytes.span, with: ours) else { continue }
                #expect(read.payload == bad, "what is read encodes to the same bytes")
                guard let result = try? read.apply(to: base) else { continue }
                #expect(result == new)
                fitting += 1
            }
        }
        // A changed URI or date says nothing about the statuses.
        #expect(fitting > 0 && fitting < payload.count)
    }

    @Test("another key, another kind and every changed byte of a message are refused")
    func signatures() throws {
        let key = try SigningKey.generate(.p256)
        let ours = try key.verificationKey()
        let list = statuses(count: 200, oneIn: 10, seed: 9)
        let delta = try StatusDelta(whole: list, claims: try claims())
        let bytes = try delta.sealed(with: key)
        let other = try SigningKey.generate(.p256).verificationKey()
        #expect(throws: StatusDeltaError.message(.otherKey)) {
            _ = try StatusDelta(verifying: bytes.span, with: other)
        }
        let payload = delta.payload
        let otherType = try COSESign1.seal(
            payload: payload.span, type: StatusListToken.mediaType, with: key)
        #expect(throws: StatusDeltaError.message(.otherType)) {
            _ = try StatusDelta(verifying: otherType.span, with: ours)
        }
        for position in bytes.indices {
            var bad = bytes
            bad[position] ^= 1
            #expect(throws: StatusDeltaError.self, "byte \(position)") {
                _ = try StatusDelta(verifying: bad.span, with: ours)
            }
        }
        let error = #expect(throws: StatusDeltaError.message(.checkFailed)) {
            _ = try StatusDelta(verifying: bytes.span, with: BrokenKey(keyID: key.keyID))
        }
        #expect(error?.asksForFullList == false)
    }
}

struct GolombCodeTests {
    private func indexes(_ code: GolombCode, below limit: Int) -> [Int]? {
        var indexes: [Int] = []
        let isWhole = code.forEach(below: limit) { index in
            indexes.append(index)
            return true
        }
        return isWhole ? indexes : nil
    }

    static let sets: [[Int]] = [
        [0], [1], [63], [(1 << 26) - 1], [0, 1, 2, 3], Array(0..<1000), Array(500..<1000),
        [0, (1 << 26) - 1], [5, 6, 7, 1 << 20, 1 << 25], (0..<300).map { $0 * $0 * 400 },
    ]

    @Test("every set comes back, with every divisor", arguments: sets)
    func roundTrip(_ set: [Int]) {
        let limit = 1 << 26
        #expect(indexes(GolombCode(set), below: limit) == set)
        #expect(indexes(GolombCode(set), below: (set.last ?? 0) + 1) == set)
        #expect(indexes(GolombCode(set), below: set.last ?? 0) == nil)
        for divisor in [1, 2, 3, 5, 64, 69, 1000, 65_535, 65_536, 1 << 26, GolombCode.divisorMax]
        where (set.last ?? 0) / divisor < 1 << 20 {
            let code = GolombCode(set, divisor: divisor)
            #expect(indexes(code, below: limit) == set, "divisor \(divisor)")
        }
    }

    @Test("random sets come back, and cost at most six in a thousand more than their entropy")
    func size() {
        var generator = SplitMix64(state: 12)
        let limit = 1_000_000
        for count in [1000, 10_000, 70_000] {
            var set: Set<Int> = []
            while set.count < count { set.insert(Int.random(in: 0..<limit, using: &generator)) }
            let sorted = set.sorted()
            let code = GolombCode(sorted)
            #expect(indexes(code, below: limit) == sorted)
            var entropyBits = 0.0
            for place in 0..<count {
                entropyBits += log2(Double(limit - place)) - log2(Double(place + 1))
            }
            #expect(Double(code.bits.count * 8) / entropyBits < 1.006)
        }
    }

    @Test("bits that aren't the one coding are refused")
    func refused() {
        let good = GolombCode([3, 90, 91, 4000, 70_000])
        let limit = 70_001
        #expect(indexes(good, below: limit) != nil)
        var bad = good
        bad.bits.append(0)
        #expect(indexes(bad, below: limit) == nil, "a byte too many")
        bad.bits.removeLast(2)
        #expect(indexes(bad, below: limit) == nil, "a byte too few")
        for count in [0, -1, 4, 6, 1 << 40, Int.max] {
            bad = good
            bad.count = count
            #expect(indexes(bad, below: limit) == nil, "\(count) indexes")
        }
        for divisor in [0, -1, GolombCode.divisorMax + 1, Int.max, Int.min] {
            bad = good
            bad.divisor = divisor
            #expect(indexes(bad, below: limit) == nil, "divisor \(divisor)")
        }
        for limit in [0, -1, 4000, 70_000] { #expect(indexes(good, below: limit) == nil) }
        let zeros = GolombCode(count: 1, divisor: 1, bits: [UInt8](repeating: 0, count: 4096))
        #expect(indexes(zeros, below: 1 << 26) == nil, "a quotient without an end")
    }
}
