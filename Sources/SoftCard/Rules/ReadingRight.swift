internal import ISO7816

/// What gives the right to read a file. The page "Card application", Files.
enum ReadingRight: Equatable {
    /// The rule is satisfied without a channel: by nobody's right, the CAN or the PIN.
    case byRule
    /// The issuer reads back what it has just written.
    case byReadBack
    /// The channel gave it: terminal context where the card is active, and a log record.
    case byChannel
    /// `6982`.
    case none

    /// - Parameter rule: the file's own, or the usual one of a file without a record, so that a refusal
    ///   says nothing.
    static func of(
        _ file: CardApplication.File, rule: CardApplication.AccessRule, session: CardSession,
        state: CardApplication.LifeCycle
    ) -> ReadingRight {
        func allows(_ role: CardApplication.Role?) -> Bool {
            rule.allows(
                role: role, domain: file.domain, isPINVerified: session.isPINVerified,
                isCANVerified: session.hasCardAccess)
        }
        if allows(nil) { return .byRule }
        guard let channel = session.channel, channel.level == .full else { return .none }
        if channel.role == .issuer {
            let isPersonalising = state == .blank || state == .personalised
            if isPersonalising || channel.written.contains(file) { return .byReadBack }
        }
        return allows(channel.role) ? .byChannel : .none
    }
}
