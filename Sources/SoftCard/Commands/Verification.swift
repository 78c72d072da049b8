internal import CardCrypto
internal import ISO7816

/// PIN, PUK and CAN. Each try is counted durably before anything is compared, so that no tear gives a free
/// one.
extension SoftCard {
    private typealias Limits = CardApplication.Limits

    /// VERIFY: P2 = 01 the PIN, 02 the CAN; without data it tells the state and changes nothing.
    mutating func verify(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0, let reference = CardApplication.Reference(rawValue: command.p2) else {
            throw .parameters
        }
        guard command.data.isEmpty || command.data.count == Limits.pinBlockBytes else { throw .length }
        switch reference {
        case .pin:
            if command.data.isEmpty { return try pinState() }
            guard PINBlock.isOne(command.data, digits: PINBlock.pinDigits) else { throw .data }
            try checkPIN(command.data)
        case .can:
            if command.data.isEmpty { return try canState() }
            guard PINBlock.isOne(command.data, digits: PINBlock.canDigits) else { throw .data }
            try checkCAN(command.data)
        }
        return ResponseAPDU(status: .success)
    }

    /// CHANGE REFERENCE DATA: old block ‖ new block.
    mutating func changeReferenceData(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0, command.p2 == CardApplication.Reference.pin.rawValue else { throw .parameters }
        guard command.data.count == 2 * Limits.pinBlockBytes else { throw .length }
        let old = Array(command.data.prefix(Limits.pinBlockBytes))
        let new = Array(command.data.suffix(Limits.pinBlockBytes))
        guard PINBlock.isOne(old, digits: PINBlock.pinDigits), PINBlock.isOne(new, digits: PINBlock.pinDigits)
        else { throw .data }
        try checkPIN(old)
        try commit { $0.pin = ReferenceData(block: new, triesLeft: Limits.pinTriesMax) }
        return ResponseAPDU(status: .success)
    }

    /// RESET RETRY COUNTER: P1 = 00 by the PUK, 02 and 03 by the issuer.
    mutating func resetRetryCounter(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard [0x00, 0x02, 0x03].contains(command.p1), command.p2 == CardApplication.Reference.pin.rawValue
        else {
            throw .parameters
        }
        let blocks = command.p1 == 0x00 ? 2 : command.p1 == 0x02 ? 1 : 0
        guard command.data.count == blocks * Limits.pinBlockBytes else { throw .length }
        if command.p1 != 0x00 {
            guard let channel = session.channel, channel.role == .issuer,
                channel.has(.commandMACAndEncryption)
            else { throw .security }
        }
        let new = Array(command.data.suffix(Limits.pinBlockBytes))
        if command.p1 != 0x03 {
            guard PINBlock.isOne(new, digits: PINBlock.pinDigits) else { throw .data }
        }
        switch command.p1 {
        case 0x00:
            let puk = Array(command.data.prefix(Limits.pinBlockBytes))
            guard PINBlock.isOne(puk, digits: PINBlock.pukDigits) else { throw .data }
            try checkPUK(puk)
            try commit { $0.pin = ReferenceData(block: new, triesLeft: Limits.pinTriesMax) }
        case 0x02:
            try commit {
                $0.pin = ReferenceData(block: new, triesLeft: Limits.pinTriesMax)
                $0.puk?.triesLeft = Limits.pukTriesMax
            }
        default:
            guard state.pin != nil else { throw .status(.referenceDataNotUsable) }
            try commit { $0.pin?.triesLeft = Limits.pinTriesMax }
        }
        // The new PIN has not been verified.
        if command.p1 != 0x03 { session.isPINVerified = false }
        return ResponseAPDU(status: .success)
    }
}

// MARK: Comparisons

extension SoftCard {
    /// Counts a try, compares, and gives or takes status P.
    private mutating func checkPIN(_ block: [UInt8]) throws(Refusal) {
        guard let pin = state.pin else { throw .status(.referenceDataNotUsable) }
        guard pin.triesLeft > 0 else { throw .status(.authenticationMethodBlocked) }
        let left = pin.triesLeft - 1
        session.isPINVerified = false
        try commit { $0.pin?.triesLeft = left }
        guard Secrets.areEqual(pin.block.span, block.span) else { throw .status(.triesLeft(left)) }
        try commit { $0.pin?.triesLeft = CardApplication.Limits.pinTriesMax }
        session.isPINVerified = true
    }

    private mutating func checkPUK(_ block: [UInt8]) throws(Refusal) {
        guard let puk = state.puk else { throw .status(.referenceDataNotUsable) }
        guard puk.triesLeft > 0 else { throw .status(.authenticationMethodBlocked) }
        let left = puk.triesLeft - 1
        try commit { $0.puk?.triesLeft = left }
        guard Secrets.areEqual(puk.block.span, block.span) else { throw .status(.triesLeft(left)) }
        try commit { $0.puk?.triesLeft = CardApplication.Limits.pukTriesMax }
    }

    private mutating func checkCAN(_ block: [UInt8]) throws(Refusal) {
        guard let can = state.can else { throw .status(.referenceDataNotUsable) }
        guard canDelaySecondsLeft == 0 else { throw .status(.authenticationMethodBlocked) }
        let failures = can.failures < .max ? can.failures + 1 : .max
        session.isCANVerified = false
        try commit { $0.can?.failures = failures }
        startCANDelay()
        guard Secrets.areEqual(can.block.span, block.span) else { throw .status(.verificationFailed) }
        try commit { $0.can?.failures = 0 }
        canDelayEndsMilliseconds = nil
        session.isCANVerified = true
    }

    private func pinState() throws(Refusal) -> ResponseAPDU {
        if session.isPINVerified { return ResponseAPDU(status: .success) }
        guard let pin = state.pin else { throw .status(.referenceDataNotUsable) }
        guard pin.triesLeft > 0 else { throw .status(.authenticationMethodBlocked) }
        throw .status(.triesLeft(pin.triesLeft))
    }

    private func canState() throws(Refusal) -> ResponseAPDU {
        if session.hasCardAccess { return ResponseAPDU(status: .success) }
        guard state.can != nil else { throw .status(.referenceDataNotUsable) }
        throw .status(canDelaySecondsLeft > 0 ? .authenticationMethodBlocked : .verificationFailed)
    }
}

// MARK: The CAN's delay

extension SoftCard {
    /// After the n-th wrong CAN in a row, n ≥ 3: 2^(n−3) seconds, at most 2048. It has to pass under power.
    mutating func startCANDelay() {
        let free = CardApplication.Limits.canTriesWithoutDelay
        let failures = Int(state.can?.failures ?? 0)
        guard failures > free else {
            canDelayEndsMilliseconds = nil
            return
        }
        let longest = CardApplication.Limits.canDelaySecondsMax
        let exponent = failures - free - 1
        let seconds = exponent < longest.bitWidth - longest.leadingZeroBitCount ? 1 << exponent : longest
        let milliseconds = UInt64(min(seconds, longest)) * 1_000
        let (end, overflow) = clock.milliseconds().addingReportingOverflow(milliseconds)
        canDelayEndsMilliseconds = overflow ? .max : end
    }

    /// 0…2048, rounded up.
    var canDelaySecondsLeft: Int {
        guard let end = canDelayEndsMilliseconds else { return 0 }
        let now = clock.milliseconds()
        guard end > now else { return 0 }
        let seconds = (end - now) / 1_000 + ((end - now) % 1_000 == 0 ? 0 : 1)
        return Int(min(seconds, UInt64(CardApplication.Limits.canDelaySecondsMax)))
    }
}
