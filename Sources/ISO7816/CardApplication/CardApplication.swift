/// The card application's fixed numbers. The page "Card application" is the contract that both sides follow.
public enum CardApplication {
    /// F0 (unregistered proprietary RID) + "KARTKA" + version.
    public static let aid = AID(known: [0xF0, 0x4B, 0x41, 0x52, 0x54, 0x4B, 0x41, 0x01])

    /// Application version 1.0, as the FCI tells it.
    public static let version: (major: UInt8, minor: UInt8) = (1, 0)

    /// "KARTKA-AUTH-v1": what the card signs in INTERNAL AUTHENTICATE begins with it.
    public static let authenticationPrefix: [UInt8] = Array("KARTKA-AUTH-v1".utf8)

    /// The ATR of a card without contacts: T=1 and, in the historical bytes, card capabilities (`73`) and
    /// "KARTK" (`65`). ISO/IEC 7816-3 §8.2, ISO/IEC 7816-4 §12.1.1.
    public static let atr: [UInt8] = [
        0x3B, 0x8B, 0x80, 0x01, 0x80, 0x73, 0x84, 0x01, 0xC0, 0x65, 0x4B, 0x41, 0x52, 0x54, 0x4B, 0x9E,
    ]

    /// INS of every command of the application.
    public enum Instruction: UInt8, Sendable, CaseIterable {
        case verify = 0x20
        case changeReferenceData = 0x24
        case resetRetryCounter = 0x2C
        case generateAsymmetricKeyPair = 0x47
        case initializeUpdate = 0x50
        case externalAuthenticate = 0x82
        case internalAuthenticate = 0x88
        case select = 0xA4
        case readBinary = 0xB0
        case readRecord = 0xB2
        case getResponse = 0xC0
        case getData = 0xCA
        case putData = 0xDA
        case appendRecordOrStoreData = 0xE2
        case setStatus = 0xF0
    }

    /// CLA bytes; only the basic logical channel exists.
    public enum Class {
        public static let interindustry: UInt8 = 0x00
        public static let proprietary: UInt8 = 0x80
        /// b3: secure messaging (SCP03).
        public static let secureMessagingBit: UInt8 = 0x04
        /// b5: not the last command of a chain.
        public static let chainingBit: UInt8 = 0x10
    }

    /// Every size and count of the application.
    public enum Limits {
        public static let serialBytes = 10
        public static let challengeBytes = 32
        public static let counterBytes = 4
        public static let signatureBytes = 64
        public static let cardNumberDigitsMax = 19
        /// Packed BCD, left-aligned, padded with F.
        public static let cardNumberBytes = 10
        /// PIN block, ISO 9564-1 format 2.
        public static let pinBlockBytes = 8
        public static let pinDigits = 4...12
        public static let pukDigits = 8
        public static let canDigits = 6
        public static let pinTriesMax: UInt8 = 3
        public static let pukTriesMax: UInt8 = 10
        /// Wrong CANs in a row that cost no delay.
        public static let canTriesWithoutDelay = 2
        public static let canDelaySecondsMax = 2048
        /// A READ BINARY with SFI has an 8-bit offset, one without has 15 bits.
        public static let shortFileOffsetMax = 0xFF
        public static let fileOffsetMax = 0x7FFF
        /// All DGIs of one STORE DATA group together.
        public static let storeDataGroupBytesMax = 16_384
        /// Data of a chain of commands (b5 of CLA).
        public static let chainedDataBytesMax = 2_048
        public static let issuerDataBytesMax = 64
        public static let terminalIDBytes = 8
        public static let tapRecordsMax = 10
        public static let accessRecordsMax = 30
        /// Bytes of a file's SHA-256 that the file table tells.
        public static let fileDigestBytes = 16
    }
}
