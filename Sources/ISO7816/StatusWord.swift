/// SW1-SW2 of a response. ISO/IEC 7816-4 §5.6.
public struct StatusWord: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public var sw1: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
    public var sw2: UInt8 { UInt8(truncatingIfNeeded: rawValue) }

    public static let success = StatusWord(rawValue: 0x9000)

    // Warnings: the command was carried out.
    public static let endOfFile = StatusWord(rawValue: 0x6282)
    public static let selectedFileDeactivated = StatusWord(rawValue: 0x6283)
    public static let selectedFileTerminated = StatusWord(rawValue: 0x6285)
    public static let verificationFailed = StatusWord(rawValue: 0x6300)

    // Errors.
    public static let memoryFailure = StatusWord(rawValue: 0x6581)
    public static let wrongLength = StatusWord(rawValue: 0x6700)
    public static let logicalChannelNotSupported = StatusWord(rawValue: 0x6881)
    public static let secureMessagingNotSupported = StatusWord(rawValue: 0x6882)
    public static let lastCommandOfChainExpected = StatusWord(rawValue: 0x6883)
    public static let commandChainingNotSupported = StatusWord(rawValue: 0x6884)
    public static let securityStatusNotSatisfied = StatusWord(rawValue: 0x6982)
    public static let authenticationMethodBlocked = StatusWord(rawValue: 0x6983)
    public static let referenceDataNotUsable = StatusWord(rawValue: 0x6984)
    public static let conditionsOfUseNotSatisfied = StatusWord(rawValue: 0x6985)
    public static let noCurrentFile = StatusWord(rawValue: 0x6986)
    public static let secureMessagingObjectsMissing = StatusWord(rawValue: 0x6987)
    public static let secureMessagingObjectsIncorrect = StatusWord(rawValue: 0x6988)
    public static let incorrectData = StatusWord(rawValue: 0x6A80)
    public static let functionNotSupported = StatusWord(rawValue: 0x6A81)
    public static let fileNotFound = StatusWord(rawValue: 0x6A82)
    public static let recordNotFound = StatusWord(rawValue: 0x6A83)
    public static let notEnoughMemory = StatusWord(rawValue: 0x6A84)
    public static let incorrectP1P2 = StatusWord(rawValue: 0x6A86)
    public static let referencedDataNotFound = StatusWord(rawValue: 0x6A88)
    public static let wrongOffset = StatusWord(rawValue: 0x6B00)
    public static let instructionNotSupported = StatusWord(rawValue: 0x6D00)
    public static let classNotSupported = StatusWord(rawValue: 0x6E00)
    public static let noPreciseDiagnosis = StatusWord(rawValue: 0x6F00)

    /// 63CX: verification failed, `count` further tries, 0…15.
    public static func triesLeft(_ count: UInt8) -> StatusWord {
        StatusWord(rawValue: 0x63C0 | UInt16(min(count, 15)))
    }

    /// 61XX: `bytes` more response bytes, 1…256, wait for GET RESPONSE.
    public static func moreData(bytes: Int) -> StatusWord {
        StatusWord(rawValue: 0x6100 | UInt16(truncatingIfNeeded: min(bytes, 256) & 0xFF))
    }

    /// 6CXX: wrong Le, `bytes` are there, 1…256.
    public static func wrongExpectedLength(available bytes: Int) -> StatusWord {
        StatusWord(rawValue: 0x6C00 | UInt16(truncatingIfNeeded: min(bytes, 256) & 0xFF))
    }

    /// X of 63CX, 0…15.
    public var triesLeft: UInt8? { rawValue & 0xFFF0 == 0x63C0 ? sw2 & 0x0F : nil }

    /// XX of 61XX as a number, 1…256.
    public var moreDataBytes: Int? { sw1 == 0x61 ? (sw2 == 0 ? 256 : Int(sw2)) : nil }

    /// XX of 6CXX as a number, 1…256.
    public var availableBytes: Int? { sw1 == 0x6C ? (sw2 == 0 ? 256 : Int(sw2)) : nil }

    public var isSuccess: Bool { self == .success || sw1 == 0x61 }

    /// 62XX and 63XX.
    public var isWarning: Bool { sw1 == 0x62 || sw1 == 0x63 }

    /// 64XX…6FXX, and whatever no clause defines.
    public var isError: Bool { !isSuccess && !isWarning }
}

extension StatusWord: CustomStringConvertible {
    private static let meanings: [UInt16: String] = [
        0x9000: "done",
        0x6282: "end of file reached before Ne bytes",
        0x6283: "application suspended",
        0x6285: "application terminated",
        0x6300: "verification failed",
        0x6581: "memory failure",
        0x6700: "wrong length",
        0x6881: "logical channel not supported",
        0x6882: "secure messaging not supported",
        0x6883: "last command of the chain expected",
        0x6884: "command chaining not supported",
        0x6982: "security status not satisfied",
        0x6983: "authentication method blocked",
        0x6984: "reference data not usable",
        0x6985: "conditions of use not satisfied",
        0x6986: "no current file",
        0x6987: "secure messaging data missing",
        0x6988: "secure messaging data incorrect",
        0x6A80: "incorrect data",
        0x6A81: "function not supported",
        0x6A82: "file or application not found",
        0x6A83: "record not found",
        0x6A84: "not enough memory",
        0x6A86: "incorrect P1-P2",
        0x6A88: "referenced data not found",
        0x6B00: "offset outside the file",
        0x6D00: "instruction not supported",
        0x6E00: "class not supported",
        0x6F00: "no precise diagnosis",
    ]

    /// Four hexadecimal digits and the meaning in plain words.
    public var description: String { "\(Hex.text(of: [sw1, sw2])) \(meaning)" }

    /// The meaning in plain words.
    public var meaning: String {
        if let known = Self.meanings[rawValue] { return known }
        if let tries = triesLeft { return "verification failed, \(tries) tries left" }
        if let bytes = moreDataBytes { return "\(bytes) more bytes wait" }
        if let bytes = availableBytes { return "wrong Le, \(bytes) bytes are there" }
        switch sw1 {
        case 0x62, 0x63: return "warning"
        case 0x64, 0x65, 0x66: return "execution error"
        case 0x67...0x6F: return "checking error"
        default: return "no status word of ISO/IEC 7816-4"
        }
    }
}
