import Synchronization

@testable import SoftCard

/// Bytes of hexadecimal digits; blanks are ignored.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// ISO 9564-1 format 2.
func pinBlock(_ digits: String) -> [UInt8] {
    let nibbles = [2, UInt8(digits.count)] + digits.compactMap { $0.wholeNumberValue.map(UInt8.init) }
    let padded = nibbles + [UInt8](repeating: 0x0F, count: 16 - nibbles.count)
    return stride(from: 0, to: 16, by: 2).map { padded[$0] << 4 | padded[$0 + 1] }
}

/// One data grouping.
func dgi(_ number: UInt16, _ data: [UInt8]) -> [UInt8] {
    let count = data.count
    let length = count < 0xFF ? [UInt8(count)] : [0xFF, UInt8(count >> 8), UInt8(count & 0xFF)]
    return [UInt8(number >> 8), UInt8(number & 0xFF)] + length + data
}

/// A clock that goes where the test tells it.
final class ManualTime: Sendable {
    private let now = Mutex<UInt64>(1_000)

    func advance(milliseconds: UInt64) { now.withLock { $0 += milliseconds } }

    var clock: SoftCardClock { SoftCardClock { [self] in now.withLock { $0 } } }
}
