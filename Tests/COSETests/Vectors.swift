import Foundation

/// Bytes as hexadecimal text.
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

/// Deterministic pseudo-random numbers, so that a failure can be repeated. SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
