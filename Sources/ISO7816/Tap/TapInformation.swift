/// What a gate needs of the FCI, without the memory that ``CardInformation`` takes. It reads the same bytes
/// and refuses the same ones.
public struct TapInformation: Sendable {
    public let lifeCycle: CardApplication.LifeCycle
    /// Bytes of the record in TRANSPORT; 0 where there is none.
    public let transportBytes: Int
    /// Written by the card's maker.
    public let serial: [10 of UInt8]
    /// False while the card has no key pair.
    public let hasPublicKey: Bool
    /// The card's key as a compressed point of P-256 (SEC 1 §2.3.3); zeros where there is none.
    public let compressedPublicKey: [33 of UInt8]

    /// - Throws: ``AnswerFault`` as `CardInformation.init(parsing:)`.
    public init(parsing bytes: Span<UInt8>) throws(AnswerFault) {
        typealias Tag = CardApplication.Tag
        let view = BERTLVView(bytes)
        guard let fci = view.only(Tag.fci),
            let name = view.child(Tag.dfName, of: fci), let state = view.child(Tag.lifeCycle, of: fci),
            let proprietary = view.child(Tag.proprietary, of: fci),
            let version = view.child(Tag.version, of: proprietary), version.count == 2,
            let serial = view.child(Tag.serial, of: proprietary),
            serial.count == CardApplication.Limits.serialBytes,
            let capabilities = view.child(Tag.cardCapabilities, of: proprietary), capabilities.count == 3,
            let length = view.child(Tag.transportLength, of: proprietary), length.count == 2
        else { throw .dataObjects }
        guard Self.isApplication(bytes.extracting(name)), state.count == 1,
            let lifeCycle = CardApplication.LifeCycle(rawValue: bytes[state.lowerBound]),
            bytes[version.lowerBound] == CardApplication.version.major
        else { throw .value }
        let point = try Self.point(in: proprietary, view, bytes)
        if bytes[capabilities.lowerBound + 2] & 0x40 != 0 {
            try Self.checkExtendedLength(in: proprietary, view, bytes)
        }
        self.lifeCycle = lifeCycle
        transportBytes = Self.number(bytes, at: length.lowerBound)
        self.serial = [10 of UInt8] { index in bytes[serial.lowerBound + index] }
        hasPublicKey = point != nil
        let pointStart = point?.lowerBound
        compressedPublicKey = [33 of UInt8] { index in pointStart.map { bytes[$0 + index] } ?? 0 }
    }

    private static func isApplication(_ name: Span<UInt8>) -> Bool {
        let aid = CardApplication.aid.bytes
        return name.count == aid.count && aid.indices.allSatisfy { name[$0] == aid[$0] }
    }

    private static func point(
        in proprietary: Range<Int>, _ view: BERTLVView, _ bytes: Span<UInt8>
    ) throws(AnswerFault) -> Range<Int>? {
        guard let template = view.child(CardApplication.Tag.publicKey, of: proprietary) else { return nil }
        guard let point = view.child(CardApplication.Tag.publicPoint, of: template),
            point.count == CardInformation.compressedPublicKeyBytes,
            bytes[point.lowerBound] == 0x02 || bytes[point.lowerBound] == 0x03
        else { throw .dataObjects }
        return point
    }

    /// A tap uses short APDUs only, but a card that tells nonsense is none of ours.
    private static func checkExtendedLength(
        in proprietary: Range<Int>, _ view: BERTLVView, _ bytes: Span<UInt8>
    ) throws(AnswerFault) {
        guard let extended = view.child(CardApplication.Tag.extendedLength, of: proprietary),
            let (command, response) = view.twoIntegers(in: extended)
        else { throw .dataObjects }
        guard number(bytes, at: command) >= TransportLimits.short.commandBytesMax,
            number(bytes, at: response) >= TransportLimits.short.responseBytesMax
        else { throw .value }
    }

    private static func number(_ bytes: Span<UInt8>, at start: Int) -> Int {
        Int(bytes[start]) << 8 | Int(bytes[start + 1])
    }
}

/// Strict BER-TLV that stays where it is: what ``BERTLV`` accepts, as ranges of the input.
struct BERTLVView: ~Escapable {
    private let bytes: Span<UInt8>

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    /// The value of the one data object that the input is, with all that is in it well-formed; nil otherwise.
    func only(_ tag: BERTag) -> Range<Int>? {
        guard bytes.count <= BERTLV.inputBytesMax, isWellFormed(0..<bytes.count, depth: 1),
            let first = object(at: 0, end: bytes.count), first.tag == tag,
            first.value.upperBound == bytes.count
        else { return nil }
        return first.value
    }

    /// The value of the first child with this tag.
    func child(_ tag: BERTag, of parent: Range<Int>) -> Range<Int>? {
        var offset = parent.lowerBound
        while offset < parent.upperBound, let found = object(at: offset, end: parent.upperBound) {
            if found.tag == tag { return found.value }
            offset = found.value.upperBound
        }
        return nil
    }

    /// Where two INTEGERs of two bytes begin, if these are all that `parent` has.
    func twoIntegers(in parent: Range<Int>) -> (first: Int, second: Int)? {
        guard let first = object(at: parent.lowerBound, end: parent.upperBound),
            first.tag == CardApplication.Tag.integer, first.value.count == 2,
            let second = object(at: first.value.upperBound, end: parent.upperBound),
            second.tag == CardApplication.Tag.integer, second.value.count == 2,
            second.value.upperBound == parent.upperBound
        else { return nil }
        return (first.value.lowerBound, second.value.lowerBound)
    }

    private func object(at start: Int, end: Int) -> (tag: BERTag, value: Range<Int>)? {
        var offset = start
        guard let tag = try? BERTLV.readTag(bytes, &offset, end),
            let count = try? BERTLV.readLength(bytes, &offset, end), count <= end - offset
        else { return nil }
        return (tag, offset..<(offset + count))
    }

    private func isWellFormed(_ range: Range<Int>, depth: Int) -> Bool {
        guard depth <= BERTLV.depthMax else { return false }
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard let found = object(at: offset, end: range.upperBound) else { return false }
            if found.tag.isConstructed, !isWellFormed(found.value, depth: depth + 1) { return false }
            offset = found.value.upperBound
        }
        return true
    }
}
