extension CardApplication {
    /// The elementary files; the raw value is the SFI.
    public enum File: UInt8, Sendable, CaseIterable, Hashable {
        case info = 1
        case transport = 2
        case holder = 3
        case social = 4
        case medicalEmergency = 5
        case medicalSummary = 6
        case utilities = 7

        /// Longest record, bytes.
        public var recordBytesMax: Int {
            switch self {
            case .info, .transport: 512
            case .social, .medicalEmergency, .utilities: 2_048
            case .holder, .medicalSummary: 8_192
            }
        }

        /// The role whose domain the file is: it may write it as the issuer may.
        public var domain: Role? {
            switch self {
            case .info, .holder: nil
            case .transport: .transport
            case .social: .socialWorker
            case .medicalEmergency, .medicalSummary: .healthWorker
            case .utilities: .utilities
            }
        }

        /// What the file's DGI may name as its access rule; the first one is the usual.
        public var accessRules: [AccessRule] {
            switch self {
            case .info, .transport: [.always]
            case .holder: [.canOrAnyRole]
            case .social, .utilities: [.pinOrDomain]
            case .medicalEmergency: [.pinOrDomain, .canOrDomain]
            case .medicalSummary: [.pinAndDomain]
            }
        }

        /// The DGI that carries the file's record.
        public var dgi: DGI { DGI(rawValue: 0x0100 | UInt16(rawValue)) }
    }

    /// Cyclic record files; the raw value is the SFI.
    public enum Log: UInt8, Sendable, CaseIterable, Hashable {
        case taps = 8
        case accesses = 9

        /// Bytes of each record.
        public var recordBytes: Int {
            switch self {
            case .taps: 21
            case .accesses: 14
            }
        }

        /// How many records are kept.
        public var recordsMax: Int {
            switch self {
            case .taps: Limits.tapRecordsMax
            case .accesses: Limits.accessRecordsMax
            }
        }
    }

    /// Who may read a file; one byte in front of its record in the DGI. A verified PIN counts as a
    /// verified CAN.
    public enum AccessRule: UInt8, Sendable, CaseIterable, Hashable {
        case always = 0x00
        /// CAN, PIN, or a secure channel of any role.
        case canOrAnyRole = 0x01
        /// PIN, or a secure channel of the file's domain.
        case pinOrDomain = 0x02
        /// CAN, PIN, or a secure channel of the file's domain.
        case canOrDomain = 0x03
        /// PIN together with a secure channel of the file's domain.
        case pinAndDomain = 0x04

        /// The rule itself; the issuer's read-back and the channel's level are checked besides.
        public func allows(
            role: Role?, domain: Role?, isPINVerified: Bool, isCANVerified: Bool
        ) -> Bool {
            let isDomain = role != nil && role == domain
            return switch self {
            case .always: true
            case .canOrAnyRole: isPINVerified || isCANVerified || role != nil
            case .pinOrDomain: isPINVerified || isDomain
            case .canOrDomain: isPINVerified || isCANVerified || isDomain
            case .pinAndDomain: isPINVerified && isDomain
            }
        }
    }
}
