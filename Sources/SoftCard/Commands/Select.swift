internal import CardCrypto
internal import ISO7816

extension SoftCard {
    /// SELECT by AID: ends the session before it and begins a new one. P2 = 0C asks for no FCI.
    mutating func select(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        endSession()
        guard command.p1 == 0x04, command.p2 == 0x00 || command.p2 == 0x0C else { throw .parameters }
        guard !command.data.isEmpty else { throw .length }
        guard command.data == CardApplication.aid.bytes else { throw .status(.fileNotFound) }
        session.isSelected = true
        let status: StatusWord =
            switch state.lifeCycle {
            case .blank, .personalised, .active: .success
            case .suspended: .selectedFileDeactivated
            case .terminated: .selectedFileTerminated
            }
        return ResponseAPDU(data: command.p2 == 0 ? try fileControlInformation() : [], status: status)
    }

    private func fileControlInformation() throws(Refusal) -> [UInt8] {
        typealias Tag = CardApplication.Tag
        let version = CardApplication.version
        let record = state.files[.transport]?.record.count ?? 0
        var proprietary = [
            DataObject(primitive: Tag.version, [version.major, version.minor]),
            DataObject(primitive: Tag.serial, state.serial),
            DataObject(primitive: Tag.cardCapabilities, profile.capabilities),
        ]
        if profile.hasExtendedLength {
            proprietary.append(
                DataObject(
                    constructed: Tag.extendedLength,
                    [
                        DataObject(primitive: Tag.integer, Self.twoBytes(profile.limits.commandBytesMax)),
                        DataObject(primitive: Tag.integer, Self.twoBytes(profile.limits.responseBytesMax)),
                    ]))
        }
        proprietary.append(DataObject(primitive: Tag.transportLength, Self.twoBytes(record)))
        if let key = try publicKey() {
            let point = DataObject(primitive: Tag.publicPoint, key.compressedPoint)
            proprietary.append(DataObject(constructed: Tag.publicKey, [point]))
        }
        return DataObject(
            constructed: Tag.fci,
            [
                DataObject(primitive: Tag.dfName, CardApplication.aid.bytes),
                DataObject(primitive: Tag.lifeCycle, [state.lifeCycle.rawValue]),
                DataObject(constructed: Tag.proprietary, proprietary),
            ]
        ).encoded()
    }

    /// A number below 65 536, big endian.
    static func twoBytes(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    static func fourBytes(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
