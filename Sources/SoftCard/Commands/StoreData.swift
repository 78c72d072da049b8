internal import ISO7816

extension SoftCard {
    /// STORE DATA: blocks of a group of DGIs. Nothing of it is there before the last block is; then all is,
    /// or none.
    mutating func storeData(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p1 == 0x08 || command.p1 == 0x88 else {
            session.group = nil
            throw .parameters
        }
        var group = session.group ?? StoreDataGroup()
        session.group = nil
        if command.p2 == 0 { group = StoreDataGroup() }
        guard Int(command.p2) == group.blocks else { throw .parameters }
        guard !command.data.isEmpty else { throw .length }
        guard let channel = session.channel, channel.has(.commandMACAndEncryption) else { throw .security }
        group.bytes += command.data
        group.blocks += 1
        guard group.bytes.count <= CardApplication.Limits.storeDataGroupBytesMax else {
            throw .status(.notEnoughMemory)
        }
        guard command.p1 == 0x88 else {
            session.group = group
            return ResponseAPDU(status: .success)
        }
        try store(group.bytes, by: channel.role)
        return ResponseAPDU(status: .success)
    }

    private mutating func store(_ group: [UInt8], by role: CardApplication.Role) throws(Refusal) {
        let groupings = try DataGrouping.all(in: group)
        var changes = StoreDataChanges(state: state, fault: fault, cryptography: cryptography)
        for grouping in groupings { try changes.apply(grouping, by: role) }
        let next = changes.state
        try commit { $0 = next }
        session.currentFile = nil
        session.channel?.written.formUnion(changes.writtenFiles)
        if changes.hasNewPIN { session.isPINVerified = false }
        if changes.hasNewCAN { canDelayEndsMilliseconds = nil }
    }
}

/// One `DGI (2) ‖ length (1, or FF and 2) ‖ data`. EMV Card Personalization Specification §2.2.
struct DataGrouping: Equatable {
    let identifier: CardApplication.DGI
    let data: [UInt8]

    /// All of a group, in order, nothing left over and none twice; else `6A80`.
    static func all(in bytes: [UInt8]) throws(Refusal) -> [DataGrouping] {
        var rest = bytes[...]
        var found: [DataGrouping] = []
        while !rest.isEmpty {
            guard let number = integer(&rest, 2), var count = integer(&rest, 1) else { throw .data }
            if count == 0xFF {
                guard let long = integer(&rest, 2), long >= 0xFF else { throw .data }
                count = long
            }
            guard rest.count >= count else { throw .data }
            let identifier = CardApplication.DGI(rawValue: UInt16(truncatingIfNeeded: number))
            guard !found.contains(where: { $0.identifier == identifier }) else { throw .data }
            found.append(DataGrouping(identifier: identifier, data: Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return found
    }

    private static func integer(_ bytes: inout ArraySlice<UInt8>, _ count: Int) -> Int? {
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
    }
}
