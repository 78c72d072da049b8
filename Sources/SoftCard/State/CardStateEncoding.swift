internal import COSE
internal import ISO7816

extension CardState {
    /// Deterministic CBOR.
    func encoded() -> [UInt8] {
        var encoder = CBOREncoder(capacityBytes: 1024 + files.values.reduce(0) { $0 + $1.record.count })
        let optional = [
            cardNumber != nil, issuerData != nil, pin != nil, puk != nil, can != nil, privateKey != nil,
        ]
        encoder.writeMap(count: 8 + optional.count { $0 })
        encoder.write(.version, Self.formatVersion)
        encoder.write(.serial, serial)
        encoder.write(.lifeCycle, UInt64(lifeCycle.rawValue))
        if let cardNumber { encoder.write(.cardNumber, cardNumber) }
        if let issuerData { encoder.write(.issuerData, issuerData) }
        if let pin { encoder.write(.pin, pin) }
        if let puk { encoder.write(.puk, puk) }
        if let can {
            encoder.write(integer: CardStateLabel.can.rawValue)
            encoder.writeArray(count: 2)
            encoder.write(bytes: can.block)
            encoder.write(unsigned: UInt64(can.failures))
        }
        encodeKeySets(into: &encoder)
        if let privateKey { encoder.write(.privateKey, privateKey) }
        encoder.write(.authenticationCounter, UInt64(authenticationCounter))
        encoder.write(integer: CardStateLabel.hasFactoryKeys.rawValue)
        encoder.write(bool: hasFactoryKeys)
        encodeFiles(into: &encoder)
        encodeLogs(into: &encoder)
        return encoder.bytes
    }

    private func encodeKeySets(into encoder: inout CBOREncoder) {
        encoder.write(integer: CardStateLabel.keySets.rawValue)
        encoder.writeMap(count: keySets.count)
        for (role, keys) in keySets.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            encoder.write(unsigned: UInt64(role.rawValue))
            encoder.writeArray(count: 5)
            encoder.write(unsigned: UInt64(keys.masterKeyVersion))
            encoder.write(bytes: keys.encryption)
            encoder.write(bytes: keys.authentication)
            encoder.write(bytes: keys.dataEncryption)
            encoder.write(unsigned: UInt64(keys.sequenceCounter))
        }
    }

    private func encodeFiles(into encoder: inout CBOREncoder) {
        encoder.write(integer: CardStateLabel.files.rawValue)
        encoder.writeMap(count: files.count)
        for (file, content) in files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            encoder.write(unsigned: UInt64(file.rawValue))
            encoder.writeArray(count: 2)
            encoder.write(unsigned: UInt64(content.rule.rawValue))
            encoder.write(bytes: content.record)
        }
    }

    private func encodeLogs(into encoder: inout CBOREncoder) {
        encoder.write(integer: CardStateLabel.logs.rawValue)
        encoder.writeMap(count: logs.count)
        for (log, records) in logs.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            encoder.write(unsigned: UInt64(log.rawValue))
            encoder.writeArray(count: records.count)
            for record in records { encoder.write(bytes: record) }
        }
    }
}

extension CBOREncoder {
    fileprivate mutating func write(_ label: CardStateLabel, _ value: UInt64) {
        write(integer: label.rawValue)
        write(unsigned: value)
    }

    fileprivate mutating func write(_ label: CardStateLabel, _ value: [UInt8]) {
        write(integer: label.rawValue)
        write(bytes: value)
    }

    fileprivate mutating func write(_ label: CardStateLabel, _ value: ReferenceData) {
        write(integer: label.rawValue)
        writeArray(count: 2)
        write(bytes: value.block)
        write(unsigned: UInt64(value.triesLeft))
    }
}
