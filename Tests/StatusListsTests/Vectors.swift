import COSE
import CardCrypto
import Foundation
import Testing

@testable import StatusLists

func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    precondition(digits.count.isMultiple(of: 2))
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

func vectors<Vectors: Decodable>(_ path: String, as type: Vectors.Type = Vectors.self) -> Vectors {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    do {
        return try JSONDecoder().decode(
            type, from: Data(contentsOf: folder.appending(path: "Vectors/\(path)")))
    } catch {
        preconditionFailure("\(path): \(error)")
    }
}

private func coordinate(_ text: String) -> Coordinate {
    let bytes = hex(text)
    guard let coordinate = Coordinate(bytes.span) else { preconditionFailure("32 bytes: \(text)") }
    return coordinate
}

func p256(x: String, y: String) throws -> VerificationKey {
    try VerificationKey(.p256(x: coordinate(x), y: coordinate(y)))
}

func ed25519(x: String) throws -> VerificationKey {
    try VerificationKey(.ed25519(x: coordinate(x)))
}

func date(_ seconds: Int64) throws -> NumericDate { try #require(NumericDate(epochSeconds: seconds)) }

/// The same numbers in every run. Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators".
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// A list in which about one of `oneIn` indexes isn't valid.
func statuses(count: Int, oneIn: UInt64, seed: UInt64) -> StatusBits {
    var generator = SplitMix64(state: seed)
    var statuses = StatusBits(count: count)
    for index in 0..<count where generator.next() % oneIn == 0 {
        let status: CardStatus = [.revoked, .suspended, .superseded][Int(generator.next() % 3)]
        statuses.set(status, at: index)
    }
    return statuses
}

/// Claims of a list, with everything that may be there.
func claims(issued: Int64 = 1_790_000_000) throws -> StatusListClaims {
    StatusListClaims(
        uri: "https://status.example/transport", issued: try date(issued),
        expiration: try date(issued + 600_000), timeToLiveSeconds: 86_400)
}
