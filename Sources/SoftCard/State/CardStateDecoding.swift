internal import COSE
internal import ISO7816

extension CardState {
    static let formatVersion: UInt64 = 1
    /// A scalar of P-256.
    static let privateKeyBytes = 32

    /// - Throws: ``CardStateError``; never traps, whatever the bytes are.
    init(decoding image: [UInt8]) throws(CardStateError) {
        do throws(StateDecodingError) {
            try self.init(image.span)
        } catch {
            switch error {
            case .cbor(let error): throw .encoding(error)
            case .state(let error): throw error
            }
        }
    }

    private init(_ image: Span<UInt8>) throws(StateDecodingError) {
        var decoder = StateDecoder(image)
        self.init(serial: [])
        var map = try decoder.map()
        var seen: Set<CardStateLabel> = []
        while let number = try decoder.nextLabel(&map) {
            guard let label = CardStateLabel(rawValue: number) else { throw .state(.value(label: number)) }
            guard label == .version || seen.contains(.version) else { throw .state(.missing(label: 0)) }
            seen.insert(label)
            try decode(label, from: &decoder)
        }
        for label in [
            CardStateLabel.version, .serial, .lifeCycle, .keySets, .authenticationCounter, .hasFactoryKeys,
        ]
        where !seen.contains(label) {
            throw .state(.missing(label: label.rawValue))
        }
        try decoder.finish()
    }

    private mutating func decode(
        _ label: CardStateLabel, from decoder: inout StateDecoder
    ) throws(StateDecodingError) {
        typealias Limits = CardApplication.Limits
        decoder.label = label.rawValue
        switch label {
        case .version:
            let version = try decoder.unsigned(UInt64.self)
            guard version == Self.formatVersion else { throw .state(.formatVersion(version)) }
        case .serial: serial = try decoder.bytes(Limits.serialBytes...Limits.serialBytes)
        case .lifeCycle: lifeCycle = try decoder.code()
        case .cardNumber: cardNumber = try decoder.bytes(Limits.cardNumberBytes...Limits.cardNumberBytes)
        case .issuerData: issuerData = try decoder.bytes(1...Limits.issuerDataBytesMax)
        case .pin: pin = try decoder.reference(triesMax: Limits.pinTriesMax)
        case .puk: puk = try decoder.reference(triesMax: Limits.pukTriesMax)
        case .can: can = try decoder.cardAccessNumber()
        case .keySets: keySets = try decoder.keySets()
        case .privateKey: privateKey = try decoder.bytes(Self.privateKeyBytes...Self.privateKeyBytes)
        case .authenticationCounter: authenticationCounter = try decoder.unsigned(UInt32.self)
        case .hasFactoryKeys: hasFactoryKeys = try decoder.bool()
        case .files: files = try decoder.files()
        case .logs: logs = try decoder.logs()
        }
    }
}
