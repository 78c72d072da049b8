extension CardApplication {
    /// A data grouping identifier of STORE DATA. EMV Card Personalization Specification §2.2.
    public struct DGI: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Card number, 10 bytes packed BCD, padded with F.
        public static let cardNumber = DGI(rawValue: 0x0201)
        /// 1…64 bytes that belong to the issuer, such as the personalisation job's id.
        public static let issuerData = DGI(rawValue: 0x0202)
        /// PIN block of 8 bytes; sets the PIN's tries to 3.
        public static let pin = DGI(rawValue: 0x8010)
        /// PIN block of 8 bytes; sets the PUK's tries to 10.
        public static let puk = DGI(rawValue: 0x8011)
        /// PIN block of 8 bytes; ends the CAN's delay.
        public static let can = DGI(rawValue: 0x8012)

        /// `01` and the SFI: access rule and record.
        public static func file(_ file: File) -> DGI { file.dgi }

        /// `8F` and the role: a set of three AES keys.
        public static func keys(of role: Role) -> DGI { DGI(rawValue: 0x8F00 | UInt16(role.rawValue)) }

        /// The file that this DGI fills.
        public var file: File? {
            rawValue >> 8 == 0x01 ? File(rawValue: UInt8(truncatingIfNeeded: rawValue)) : nil
        }

        /// The role whose keys this DGI carries.
        public var role: Role? {
            rawValue >> 8 == 0x8F ? Role(rawValue: UInt8(truncatingIfNeeded: rawValue)) : nil
        }
    }

    /// P1-P2 of GET DATA and PUT DATA.
    public enum DataTag: UInt16, Sendable, CaseIterable, Hashable {
        /// 20 bytes a file: SFI, access rule, length, start of its SHA-256.
        case fileTable = 0xDF20
        /// Terminal id and time, put by a role before it reads.
        case terminalContext = 0xDF21
        case issuerData = 0xDF22
        /// PIN tries, PUK tries, CAN delay in seconds (2 bytes).
        case verificationState = 0xDF23
        /// 3 bytes a role: role, master-key version, key length.
        case keyTable = 0xDF24
    }

    /// Tags of the FCI and of the public key template.
    public enum Tag {
        public static let fci = BERTag(known: 0x6F)
        public static let dfName = BERTag(known: 0x84)
        public static let lifeCycle = BERTag(known: 0x8A)
        public static let proprietary = BERTag(known: 0xA5)
        public static let version = BERTag(known: 0xC0)
        public static let serial = BERTag(known: 0xC1)
        public static let transportLength = BERTag(known: 0xC4)
        public static let cardCapabilities = BERTag(known: 0x47)
        public static let extendedLength = BERTag(known: 0x7F66)
        public static let integer = BERTag(known: 0x02)
        public static let publicKey = BERTag(known: 0x7F49)
        public static let publicPoint = BERTag(known: 0x86)
    }
}
