/// Secure Channel Protocol 03: the parts that host and card share. GlobalPlatform Amendment D 1.2.
public enum SCP03 {
    /// Second byte of the key information of INITIALIZE UPDATE.
    public static let identifier: UInt8 = 0x03

    /// How much of a MAC, a cryptogram and a challenge goes over the line.
    public enum Mode: Sendable, CaseIterable, Hashable {
        /// 8 bytes each.
        case s8
        /// 16 bytes each.
        case s16

        /// Bytes of a challenge, a cryptogram and a MAC.
        public var bytes: Int {
            switch self {
            case .s8: 8
            case .s16: 16
            }
        }

        /// The mode that a host challenge of that many bytes asks for.
        public init?(challengeBytes: Int) {
            switch challengeBytes {
            case 8: self = .s8
            case 16: self = .s16
            default: return nil
            }
        }
    }

    /// P1 of EXTERNAL AUTHENTICATE: what protects the commands and answers that follow.
    /// Amendment D §7.1.2, without the level that protects nothing.
    public enum SecurityLevel: UInt8, Sendable, CaseIterable, Hashable {
        case commandMAC = 0x01
        case commandMACAndEncryption = 0x03
        case commandAndResponseMAC = 0x11
        case commandMACAndEncryptionResponseMAC = 0x13
        case full = 0x33

        /// C-ENC.
        public var encryptsCommands: Bool { rawValue & 0x02 != 0 }
        /// R-MAC.
        public var authenticatesResponses: Bool { rawValue & 0x10 != 0 }
        /// R-ENC.
        public var encryptsResponses: Bool { rawValue & 0x20 != 0 }
    }

    /// Third byte of the key information: "i". Amendment D §5.1.
    public struct Parameter: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// R-MAC and R-ENC supported.
        public init(mode: Mode, hasPseudoRandomChallenge: Bool) {
            rawValue = 0x60 | (hasPseudoRandomChallenge ? 0x10 : 0) | (mode == .s16 ? 0x01 : 0)
        }

        public var mode: Mode { rawValue & 0x01 != 0 ? .s16 : .s8 }
        public var hasPseudoRandomChallenge: Bool { rawValue & 0x10 != 0 }
        public var supportsResponseMAC: Bool { rawValue & 0x20 != 0 }
        public var supportsResponseEncryption: Bool { rawValue & 0x60 == 0x60 }

        /// False for bits that Amendment D reserves.
        public var isDefined: Bool { rawValue & 0x8E == 0 && rawValue & 0x60 != 0x40 }

        /// The card can do what `level` asks for.
        public func supports(_ level: SecurityLevel) -> Bool {
            (!level.authenticatesResponses || supportsResponseMAC)
                && (!level.encryptsResponses || supportsResponseEncryption)
        }
    }

    /// Bytes of an AES block, of a whole AES-CMAC and of the MAC chaining value.
    public static let blockBytes = 16
    /// Bytes of the sequence counter.
    public static let sequenceCounterBytes = 3
    /// The last sequence counter; no session is opened with it.
    public static let sequenceCounterMax: UInt32 = 0xFF_FFFF
}
