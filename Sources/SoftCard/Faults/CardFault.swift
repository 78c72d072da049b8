public import ISO7816

/// A fault that a reader's software has to survive: cards that are broken, worn or hostile.
public enum CardFault: Equatable, Hashable, Sendable {
    /// No byte at all is answered.
    case emptyAnswer
    /// Half a status word.
    case oneByte
    /// This many bytes instead of the answer, `9000` at the end; 65 538 is the longest that ISO/IEC 7816-4
    /// allows.
    case longAnswer(bytes: Int)
    /// Every answer promises more: `61XX` for ever.
    case endlessMoreData
    /// Every answer corrects Le: `6CXX` for ever.
    case endlessWrongLength
    /// Every command is answered by this status word.
    case status(StatusWord)
    /// `9000`, but the data is short of its last byte.
    case shortData
    /// Every write of a file drops its record's last byte, and is answered `9000`.
    case droppedByteInWrites
    /// Every write of a file turns one bit of its record's middle byte, and is answered `9000`.
    case alteredByteInWrites
    /// Every answer comes this much later.
    case delay(milliseconds: UInt32)

    /// What goes over the line instead of `response`.
    func altered(_ response: [UInt8]) -> [UInt8] {
        switch self {
        case .emptyAnswer: []
        case .oneByte: [0x90]
        case .longAnswer(let bytes): [UInt8](repeating: 0xA5, count: max(0, bytes - 2)) + [0x90, 0x00]
        case .endlessMoreData: [0xA5, 0x61, 0x10]
        case .endlessWrongLength: [0x6C, 0x10]
        case .status(let status): [status.sw1, status.sw2]
        case .shortData: response.count > 2 ? Array(response.dropLast(3)) + response.suffix(2) : response
        case .droppedByteInWrites, .alteredByteInWrites, .delay: response
        }
    }

    /// What is stored instead of `record`.
    func stored(_ record: [UInt8]) -> [UInt8] {
        guard !record.isEmpty else { return record }
        switch self {
        case .droppedByteInWrites: return Array(record.dropLast())
        case .alteredByteInWrites:
            var altered = record
            altered[record.count / 2] ^= 0x01
            return altered
        default: return record
        }
    }
}
