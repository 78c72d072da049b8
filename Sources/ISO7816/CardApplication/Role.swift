extension CardApplication {
    /// Who opened the secure channel; the raw value is the key version number of SCP03.
    public enum Role: UInt8, Sendable, CaseIterable, Hashable {
        case issuer = 0x01
        case socialWorker = 0x10
        case healthWorker = 0x11
        case utilities = 0x12
        case transport = 0x13
    }

    /// P2 of VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER.
    public enum Reference: UInt8, Sendable, CaseIterable, Hashable {
        /// The holder's PIN, 4…12 digits.
        case pin = 0x01
        /// The six digits printed on the card.
        case can = 0x02
    }

    /// Life-cycle status byte, tag 8A of the FCI. ISO/IEC 7816-4 §7.4.10 (table "life cycle status byte").
    public enum LifeCycle: UInt8, Sendable, CaseIterable, Hashable {
        case blank = 0x01
        case personalised = 0x03
        case suspended = 0x04
        case active = 0x05
        case terminated = 0x0C

        /// What SET STATUS may lead to. Setting the present state again is allowed and changes nothing.
        public func allows(_ next: LifeCycle) -> Bool {
            if next == self { return true }
            return switch (self, next) {
            case (.blank, .personalised), (.personalised, .active), (.active, .suspended),
                (.suspended, .active):
                true
            case (.terminated, _): false
            case (_, .terminated): true
            default: false
            }
        }
    }
}
