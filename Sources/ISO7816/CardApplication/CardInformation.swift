/// What SELECT answers: the file control information of the card application.
public struct CardInformation: Equatable, Sendable {
    public var versionMajor: UInt8
    public var versionMinor: UInt8
    /// 10 bytes, written by the card's maker.
    public var serial: [UInt8]
    public var lifeCycle: CardApplication.LifeCycle
    public var hasCommandChaining: Bool
    /// nil where the card has short APDUs only.
    public var extendedLimits: TransportLimits?
    /// Bytes of the record in TRANSPORT; 0 where there is none.
    public var transportBytes: Int
    /// The card's public key as a compressed point of P-256, 33 bytes (SEC 1 §2.3.3); nil while it has no key
    /// pair.
    public var compressedPublicKey: [UInt8]?

    /// Bytes of a compressed point.
    public static let compressedPublicKeyBytes = 33

    public init(
        versionMajor: UInt8 = CardApplication.version.major,
        versionMinor: UInt8 = CardApplication.version.minor, serial: [UInt8],
        lifeCycle: CardApplication.LifeCycle, hasCommandChaining: Bool = true,
        extendedLimits: TransportLimits? = nil, transportBytes: Int = 0,
        compressedPublicKey: [UInt8]? = nil
    ) {
        self.versionMajor = versionMajor
        self.versionMinor = versionMinor
        self.serial = serial
        self.lifeCycle = lifeCycle
        self.hasCommandChaining = hasCommandChaining
        self.extendedLimits = extendedLimits
        self.transportBytes = transportBytes
        self.compressedPublicKey = compressedPublicKey
    }

    /// What the card carries.
    public var limits: TransportLimits { extendedLimits ?? .short }

    /// The FCI template, `6F`.
    public func encoded() -> [UInt8] {
        typealias Tag = CardApplication.Tag
        let capabilities: UInt8 =
            (hasCommandChaining ? 0x80 : 0) | (extendedLimits == nil ? 0 : 0x40)
        var proprietary = [
            DataObject(primitive: Tag.version, [versionMajor, versionMinor]),
            DataObject(primitive: Tag.serial, serial),
            DataObject(primitive: Tag.cardCapabilities, [0x84, 0x01, capabilities]),
        ]
        if let limits = extendedLimits {
            proprietary.append(
                DataObject(
                    constructed: Tag.extendedLength,
                    [limits.commandBytesMax, limits.responseBytesMax].map {
                        DataObject(primitive: Tag.integer, Self.twoBytes($0))
                    }))
        }
        proprietary.append(DataObject(primitive: Tag.transportLength, Self.twoBytes(transportBytes)))
        if let point = compressedPublicKey {
            proprietary.append(
                DataObject(
                    constructed: Tag.publicKey, [DataObject(primitive: Tag.publicPoint, point)]))
        }
        return DataObject(
            constructed: Tag.fci,
            [
                DataObject(primitive: Tag.dfName, CardApplication.aid.bytes),
                DataObject(primitive: Tag.lifeCycle, [lifeCycle.rawValue]),
                DataObject(constructed: Tag.proprietary, proprietary),
            ]
        ).encoded()
    }

    /// - Throws: ``AnswerFault`` for anything but this application's FCI. Unknown data objects are passed
    ///   over.
    public init(parsing bytes: Span<UInt8>) throws(AnswerFault) {
        typealias Tag = CardApplication.Tag
        let fci: DataObject
        do { fci = try BERTLV.parse(Tag.fci, bytes) } catch { throw .dataObjects }
        guard let name = fci.child(Tag.dfName), let state = fci.child(Tag.lifeCycle),
            let proprietary = fci.child(Tag.proprietary),
            let version = proprietary.child(Tag.version), version.value.count == 2,
            let serial = proprietary.child(Tag.serial),
            serial.value.count == CardApplication.Limits.serialBytes,
            let capabilities = proprietary.child(Tag.cardCapabilities), capabilities.value.count == 3,
            let length = proprietary.child(Tag.transportLength), length.value.count == 2
        else { throw .dataObjects }
        guard name.value == CardApplication.aid.bytes, state.value.count == 1,
            let lifeCycle = CardApplication.LifeCycle(rawValue: state.value[0]),
            version.value[0] == CardApplication.version.major
        else { throw .value }
        self.init(
            versionMajor: version.value[0], versionMinor: version.value[1], serial: serial.value,
            lifeCycle: lifeCycle, hasCommandChaining: capabilities.value[2] & 0x80 != 0,
            transportBytes: Self.number(length.value),
            compressedPublicKey: try Self.publicKey(in: proprietary))
        guard capabilities.value[2] & 0x40 != 0 else { return }
        guard let extended = proprietary.child(Tag.extendedLength), extended.children.count == 2,
            extended.children.allSatisfy({ $0.tag == Tag.integer && $0.value.count == 2 })
        else { throw .dataObjects }
        let limits = TransportLimits(
            commandBytesMax: Self.number(extended.children[0].value),
            responseBytesMax: Self.number(extended.children[1].value))
        guard limits.commandBytesMax >= TransportLimits.short.commandBytesMax,
            limits.responseBytesMax >= TransportLimits.short.responseBytesMax
        else { throw .value }
        extendedLimits = limits
    }

    private static func publicKey(in proprietary: DataObject) throws(AnswerFault) -> [UInt8]? {
        guard let template = proprietary.child(CardApplication.Tag.publicKey) else { return nil }
        guard let point = template.child(CardApplication.Tag.publicPoint)?.value,
            point.count == compressedPublicKeyBytes, point[0] == 0x02 || point[0] == 0x03
        else { throw .dataObjects }
        return point
    }

    private static func twoBytes(_ number: Int) -> [UInt8] {
        let clamped = UInt16(clamping: number)
        return [UInt8(truncatingIfNeeded: clamped >> 8), UInt8(truncatingIfNeeded: clamped)]
    }

    private static func number(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
