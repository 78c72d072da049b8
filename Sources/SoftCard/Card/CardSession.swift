internal import ISO7816

/// What the card forgets with the next SELECT, reset or loss of power.
struct CardSession {
    var isSelected = false
    var isPINVerified = false
    var isCANVerified = false
    var currentFile: CardApplication.File?
    var chain: CommandChain?
    var channel: ChannelContext?
    var group: StoreDataGroup?
    /// INTERNAL AUTHENTICATE was answered, and its tap not recorded yet.
    var mayRecordTap = false

    /// P implies C.
    var hasCardAccess: Bool { isCANVerified || isPINVerified }
}

/// What belongs to an open secure channel beside its keys.
struct ChannelContext {
    let role: CardApplication.Role
    let level: SCP03.SecurityLevel
    /// Terminal id and time, 12 bytes, from PUT DATA.
    var terminal: [UInt8]?
    /// Files whose reading is in the log of accesses already.
    var logged: Set<CardApplication.File> = []
    /// Files written in this very channel.
    var written: Set<CardApplication.File> = []

    func has(_ protection: SCP03.SecurityLevel) -> Bool {
        level.rawValue & protection.rawValue == protection.rawValue
    }
}

/// The parts so far of a command that comes in several.
struct CommandChain {
    var first: CommandAPDU
    var data: [UInt8]

    func continues(with next: CommandAPDU) -> Bool {
        let chaining = CardApplication.Class.chainingBit
        return first.cla & ~chaining == next.cla & ~chaining && first.ins == next.ins && first.p1 == next.p1
            && first.p2 == next.p2
    }
}

/// The blocks so far of a STORE DATA group.
struct StoreDataGroup {
    var bytes: [UInt8] = []
    var blocks = 0
}
