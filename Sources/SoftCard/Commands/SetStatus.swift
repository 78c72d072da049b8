internal import ISO7816

extension SoftCard {
    /// SET STATUS of the application: the life cycle's transitions, by the issuer.
    mutating func setStatus(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0x40, let next = CardApplication.LifeCycle(rawValue: command.p2) else {
            throw .parameters
        }
        guard !command.data.isEmpty else { throw .length }
        guard session.channel?.role == .issuer else { throw .security }
        guard state.lifeCycle.allows(next) else { throw .conditions }
        guard command.data == CardApplication.aid.bytes else { throw .data }
        if next == .personalised && state.lifeCycle == .blank {
            guard state.isComplete else { throw .conditions }
        }
        if next != state.lifeCycle {
            try commit { state in
                if next == .terminated { state = CardState(serial: state.serial) }
                state.lifeCycle = next
            }
        }
        if next == .terminated {
            eraseIfTerminated()
            session.isPINVerified = false
            session.isCANVerified = false
            canDelayEndsMilliseconds = nil
        }
        // The answer is still protected by the channel; then the channel ends.
        if next == .suspended || next == .terminated { session.channel = nil }
        return ResponseAPDU(status: .success)
    }
}

extension CardState {
    /// All that a card needs before it may leave the bench.
    fileprivate var isComplete: Bool {
        privateKey != nil && cardNumber != nil && pin != nil && puk != nil && can != nil
            && keySets[.issuer] != nil && !hasFactoryKeys
    }
}
