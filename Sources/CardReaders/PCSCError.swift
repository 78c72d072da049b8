/// What the PC/SC service answered instead of success: its own number, with its name and what to do about it.
public struct PCSCError: RawRepresentable, Error, Equatable, Hashable, Sendable {
    /// The library's code, 0x80100001…0x8010006F; others are kept as they came.
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The constant's name in winscard.h, "SCARD_E_NO_SMARTCARD"; the number in hex if it has none.
    public var name: String { meaning?.name ?? "0x" + String(rawValue, radix: 16, uppercase: true) }

    /// What happened, as one sentence in plain words.
    public var explanation: String {
        meaning?.explanation ?? "The card reader service answered with an unknown error."
    }

    /// What to do next, as one sentence in plain words.
    public var advice: String {
        meaning?.advice ?? "Try again; if it stays so, restart the service: systemctl restart pcscd."
    }

    /// The service is gone or has been restarted: the context is worth nothing any more, a new one may do.
    public var isServiceLost: Bool {
        switch self {
        case .noService, .serviceStopped, .invalidHandle, .communicationFault, .shutdown: true
        default: false
        }
    }

    /// The reader itself is gone.
    public var isReaderLost: Bool { self == .unknownReader || self == .readerUnavailable }

    /// There is no card that answers.
    public var isCardLost: Bool { self == .noSmartCard || self == .removedCard }

    private var meaning: Meaning? { Self.meanings[self] }
}

extension PCSCError {
    public static let internalFault = PCSCError(rawValue: 0x8010_0001)
    public static let cancelled = PCSCError(rawValue: 0x8010_0002)
    public static let invalidHandle = PCSCError(rawValue: 0x8010_0003)
    public static let invalidParameter = PCSCError(rawValue: 0x8010_0004)
    public static let noMemory = PCSCError(rawValue: 0x8010_0006)
    public static let insufficientBuffer = PCSCError(rawValue: 0x8010_0008)
    public static let unknownReader = PCSCError(rawValue: 0x8010_0009)
    public static let timeout = PCSCError(rawValue: 0x8010_000A)
    public static let sharingViolation = PCSCError(rawValue: 0x8010_000B)
    public static let noSmartCard = PCSCError(rawValue: 0x8010_000C)
    public static let protocolMismatch = PCSCError(rawValue: 0x8010_000F)
    public static let notReady = PCSCError(rawValue: 0x8010_0010)
    public static let invalidValue = PCSCError(rawValue: 0x8010_0011)
    public static let communicationFault = PCSCError(rawValue: 0x8010_0013)
    public static let unknownFault = PCSCError(rawValue: 0x8010_0014)
    public static let notTransacted = PCSCError(rawValue: 0x8010_0016)
    public static let readerUnavailable = PCSCError(rawValue: 0x8010_0017)
    public static let shutdown = PCSCError(rawValue: 0x8010_0018)
    public static let readerUnsupported = PCSCError(rawValue: 0x8010_001A)
    public static let noService = PCSCError(rawValue: 0x8010_001D)
    public static let serviceStopped = PCSCError(rawValue: 0x8010_001E)
    public static let unsupportedFeature = PCSCError(rawValue: 0x8010_001F)
    public static let noReadersAvailable = PCSCError(rawValue: 0x8010_002E)
    public static let communicationDataLost = PCSCError(rawValue: 0x8010_002F)
    public static let serverTooBusy = PCSCError(rawValue: 0x8010_0031)
    public static let unsupportedCard = PCSCError(rawValue: 0x8010_0065)
    public static let unresponsiveCard = PCSCError(rawValue: 0x8010_0066)
    public static let unpoweredCard = PCSCError(rawValue: 0x8010_0067)
    public static let resetCard = PCSCError(rawValue: 0x8010_0068)
    public static let removedCard = PCSCError(rawValue: 0x8010_0069)
    /// pcscd 2.x asks polkit who may use cards.
    public static let securityViolation = PCSCError(rawValue: 0x8010_006A)
}

extension PCSCError: CustomStringConvertible {
    public var description: String { "\(explanation) \(advice) (\(name))" }
}

/// Turns a code of the C shim into nothing or an error.
func check(_ code: UInt32) throws(PCSCError) {
    guard code == 0 else { throw PCSCError(rawValue: code) }
}
