internal import CardCrypto
internal import ISO7816

/// What a group of DGIs makes of the card's state, one DGI after the other.
struct StoreDataChanges {
    var state: CardState
    /// A fault that spoils what is stored; tests of readers set it.
    let fault: CardFault?
    let cryptography: OpenSSLAES
    private(set) var writtenFiles: Set<CardApplication.File> = []
    private(set) var hasNewPIN = false
    private(set) var hasNewCAN = false

    init(state: CardState, fault: CardFault?, cryptography: OpenSSLAES) {
        self.state = state
        self.fault = fault
        self.cryptography = cryptography
    }

    /// - Throws: `6A88` unknown DGI, `6982` not the role's, `6A84` record too long, `6A80` bad value.
    mutating func apply(_ grouping: DataGrouping, by role: CardApplication.Role) throws(Refusal) {
        typealias Limits = CardApplication.Limits
        let data = grouping.data
        if let file = grouping.identifier.file {
            guard role == .issuer || role == file.domain else { throw .security }
            return try setFile(file, data)
        }
        let setter = try setter(of: grouping.identifier)
        guard role == .issuer else { throw .security }
        switch setter {
        case .cardNumber:
            guard CardNumberBlock.isOne(data) else { throw .data }
            state.cardNumber = data
        case .issuerData:
            guard (1...Limits.issuerDataBytesMax).contains(data.count) else { throw .data }
            state.issuerData = data
        case .pin:
            state.pin = ReferenceData(
                block: try block(data, digits: PINBlock.pinDigits), triesLeft: Limits.pinTriesMax)
            hasNewPIN = true
        case .puk:
            state.puk = ReferenceData(
                block: try block(data, digits: PINBlock.pukDigits), triesLeft: Limits.pukTriesMax)
        case .can:
            state.can = CardAccessNumber(block: try block(data, digits: PINBlock.canDigits))
            hasNewCAN = true
        case .keys(let owner): try setKeys(of: owner, data)
        }
    }

    private enum Setter {
        case cardNumber, issuerData, pin, puk, can
        case keys(CardApplication.Role)
    }

    private func setter(of identifier: CardApplication.DGI) throws(Refusal) -> Setter {
        if let role = identifier.role { return .keys(role) }
        switch identifier {
        case .cardNumber: return .cardNumber
        case .issuerData: return .issuerData
        case .pin: return .pin
        case .puk: return .puk
        case .can: return .can
        default: throw .status(.referencedDataNotFound)
        }
    }

    private func block(_ data: [UInt8], digits: ClosedRange<Int>) throws(Refusal) -> [UInt8] {
        guard PINBlock.isOne(data, digits: digits) else { throw .data }
        return data
    }

    /// Access rule ‖ record; no record bytes: the file is emptied.
    private mutating func setFile(_ file: CardApplication.File, _ data: [UInt8]) throws(Refusal) {
        guard let first = data.first, let rule = CardApplication.AccessRule(rawValue: first),
            file.accessRules.contains(rule)
        else { throw .data }
        let record = Array(data.dropFirst())
        guard record.count <= file.recordBytesMax else { throw .status(.notEnoughMemory) }
        writtenFiles.insert(file)
        let stored = fault?.stored(record) ?? record
        state.files[file] = stored.isEmpty ? nil : StoredFile(rule: rule, record: stored)
    }

    /// Master-key version ‖ key length ‖ ENC ‖ MAC ‖ DEK ‖ KCV of each.
    private mutating func setKeys(of role: CardApplication.Role, _ data: [UInt8]) throws(Refusal) {
        guard data.count >= 2 else { throw .data }
        let count = Int(data[1])
        guard [16, 24, 32].contains(count), data.count == 2 + 3 * count + 3 * Self.checkValueBytes else {
            throw .data
        }
        let keys = (0..<3).map { Array(data[2 + $0 * count..<2 + ($0 + 1) * count]) }
        let values = data[(2 + 3 * count)...]
        var expected: [UInt8] = []
        for key in keys { expected += try checkValue(of: key) }
        guard values.elementsEqual(expected) else { throw .data }
        state.keySets[role] = StoredKeySet(
            masterKeyVersion: data[0], encryption: keys[0], authentication: keys[1], dataEncryption: keys[2])
        if role == .issuer { state.hasFactoryKeys = false }
    }

    private static let checkValueBytes = 3

    private func checkValue(of key: [UInt8]) throws(Refusal) -> [UInt8] {
        do throws(SecureChannelCryptographyError) {
            return try cryptography.keyCheckValue(of: SecretBytes(copying: key.span))
        } catch {
            throw .internalFault
        }
    }
}
