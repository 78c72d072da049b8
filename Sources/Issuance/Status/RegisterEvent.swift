internal import CardRecords

/// One thing that happened to a record, a card or a list: a line of the status register.
struct RegisterEvent: Equatable, Sendable {
    enum Kind: UInt8, Sendable {
        /// The index was given to a record that may be on the card from now on.
        case issued = 1
        /// The card was seen to have it.
        case placed = 2
        case superseded = 3
        case recordRevoked = 4
        case recordSuspended = 5
        case recordResumed = 6
        case cardRevoked = 7
        case cardSuspended = 8
        case cardResumed = 9
        /// A list of the domain that says `time` as its issue is about to go out.
        case published = 10
    }

    let kind: Kind
    /// The record's file on the card, or the domain's code; 0 where the event is a card's.
    let subject: UInt8
    let reason: StatusReason
    let index: UInt32
    /// 0 where the event is a list's.
    let cardNumber: UInt64
    /// Seconds since 1970.
    let time: Int64

    static func record(
        _ kind: Kind, _ type: RecordType, _ index: UInt32, of card: UInt64, _ reason: StatusReason,
        at time: Int64
    ) -> RegisterEvent {
        RegisterEvent(
            kind: kind, subject: type.cardFile, reason: reason, index: index, cardNumber: card, time: time)
    }

    static func card(
        _ kind: Kind, _ card: UInt64, _ reason: StatusReason, at time: Int64
    ) -> RegisterEvent {
        RegisterEvent(kind: kind, subject: 0, reason: reason, index: 0, cardNumber: card, time: time)
    }

    static func published(_ domain: Domain, at time: Int64) -> RegisterEvent {
        RegisterEvent(
            kind: .published, subject: domain.code, reason: .unspecified, index: 0, cardNumber: 0, time: time)
    }
}

/// An event as it lies in the register: 32 bytes, all numbers big-endian.
///
/// ```
/// kind 1 | subject 1 | reason 1 | position in its group 1 | size of its group 1 | 0 0 0
/// index 4 | check sum 4 | card number 8 | time 8
/// ```
/// The events of a group (one act: a revoked card, a job) count together or not at all. The check sum covers
/// the frame's number in the file too, so that a frame can't stand in another place.
struct RegisterFrame: Equatable, Sendable {
    static let bytes = 32
    /// The most events that count as one.
    static let groupMax = 255
    private static let checkSum = 12..<16

    var event: RegisterEvent
    /// 0…``count`` − 1
    var position: UInt8
    /// 1…``groupMax``
    var count: UInt8

    init(_ event: RegisterEvent, position: UInt8, count: UInt8) {
        self.event = event
        self.position = position
        self.count = count
    }

    /// - Parameter number: of the frame in the file, from 0.
    func write(number: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes += [event.kind.rawValue, event.subject, event.reason.rawValue, position, count, 0, 0, 0]
        Self.append(UInt64(event.index), count: 4, to: &bytes)
        bytes += [0, 0, 0, 0]
        Self.append(event.cardNumber, count: 8, to: &bytes)
        Self.append(UInt64(bitPattern: event.time), count: 8, to: &bytes)
        let sum = CheckSum.crc32(bytes[start...], number: number)
        for (offset, place) in Self.checkSum.enumerated() {
            bytes[start + place] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32(offset)))
        }
    }

    /// Nil for anything that ``write(number:to:)`` didn't write there.
    init?(_ frame: ArraySlice<UInt8>, number: Int) {
        let start = frame.startIndex
        guard frame.count == Self.bytes, let kind = RegisterEvent.Kind(rawValue: frame[start]),
            let reason = StatusReason(rawValue: frame[start + 2]),
            frame[(start + 5)..<(start + 8)].allSatisfy({ $0 == 0 })
        else { return nil }
        position = frame[start + 3]
        count = frame[start + 4]
        event = RegisterEvent(
            kind: kind, subject: frame[start + 1], reason: reason,
            index: UInt32(truncatingIfNeeded: Self.number(frame, at: start + 8, count: 4)),
            cardNumber: Self.number(frame, at: start + 16, count: 8),
            time: Int64(bitPattern: Self.number(frame, at: start + 24, count: 8)))
        let sum = UInt64(CheckSum.crc32(frame, number: number))
        guard position < count, Self.number(frame, at: start + 12, count: 4) == sum else { return nil }
    }

    private static func append(_ number: UInt64, count: Int, to bytes: inout [UInt8]) {
        for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>, at start: Int, count: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in start..<(start + count) { number = number << 8 | UInt64(bytes[index]) }
        return number
    }

    private enum CheckSum {
        /// CRC-32 of ISO/IEC 3309 over the frame without its check sum, then the frame's number.
        static func crc32(_ frame: ArraySlice<UInt8>, number: Int) -> UInt32 {
            var sum: UInt32 = 0xFFFF_FFFF
            let start = frame.startIndex
            for index in start..<(start + checkSum.lowerBound) { add(frame[index], to: &sum) }
            for index in (start + checkSum.upperBound)..<frame.endIndex { add(frame[index], to: &sum) }
            for shift in stride(from: 56, through: 0, by: -8) {
                add(UInt8(truncatingIfNeeded: UInt64(number) >> UInt64(shift)), to: &sum)
            }
            return ~sum
        }

        private static func add(_ byte: UInt8, to sum: inout UInt32) {
            sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8)
        }

        private static let table: [UInt32] = (0..<256).map { byte in
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
            return value
        }
    }
}

extension Domain {
    /// In the register; never changes.
    var code: UInt8 {
        switch self {
        case .civilRegistry: 1
        case .social: 2
        case .health: 3
        case .utilities: 4
        case .transport: 5
        }
    }

    init?(code: UInt8) {
        guard let domain = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = domain
    }
}

extension RecordType {
    /// Nil for a file that holds no record.
    init?(cardFile: UInt8) {
        guard let type = Self.allCases.first(where: { $0.cardFile == cardFile }) else { return nil }
        self = type
    }
}
