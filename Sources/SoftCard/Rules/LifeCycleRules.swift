internal import ISO7816

/// Which command the card takes in which state. The page "Card application", Life cycle; anything else is
/// `6985`.
enum LifeCycleRules {
    typealias State = CardApplication.LifeCycle

    /// Who asks, as far as the life cycle cares.
    enum Asker { case plain, issuer, role }

    /// Whether `command` may be looked at at all in `state`; P1-P2 are still as the host sent them.
    static func allow(
        _ command: CardCommand, p1: UInt8, p2: UInt8, by asker: Asker, in state: State
    ) -> Bool {
        switch state {
        case .active:
            return true
        case .terminated:
            return command == .select
                || command == .getData
                    && UInt16(p1) << 8 | UInt16(p2)
                        == CardApplication.DataTag.verificationState.rawValue
        case .blank, .personalised, .suspended:
            if asker == .issuer && !activeOnly.contains(command) {
                return command != .internalAuthenticate || state == .personalised
            }
            return withoutChannel(command, p1: p1, in: state)
        }
    }

    /// Even the issuer's channel doesn't open these before the card is active.
    private static let activeOnly: [CardCommand] = [.verify, .changeReferenceData, .resetRetryCounter]

    private static func withoutChannel(_ command: CardCommand, p1: UInt8, in state: State) -> Bool {
        switch command {
        case .select, .getData, .externalAuthenticate: true
        case .initializeUpdate: p1 == CardApplication.Role.issuer.rawValue
        case .internalAuthenticate: state == .personalised
        case .readBinary: state != .blank && isPublicFile(p1)
        default: false
        }
    }

    /// INFO or TRANSPORT by SFI; or the current file, which in such a state can be no other.
    private static func isPublicFile(_ p1: UInt8) -> Bool {
        guard p1 & 0x80 != 0 else { return true }
        let file = CardApplication.File(rawValue: p1 & 0x7F)
        return file == .info || file == .transport
    }
}
