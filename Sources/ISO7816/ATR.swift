/// An Answer-to-Reset. ISO/IEC 7816-3 §8.2.
public struct ATR: Equatable, Sendable {
    /// TA, TB and TC of one group; the TD that ends it names the next group.
    public struct InterfaceGroup: Equatable, Sendable {
        /// T of the group: 0…15; the first group has none.
        public var protocolType: UInt8?
        public var ta: UInt8?
        public var tb: UInt8?
        public var tc: UInt8?

        public init(protocolType: UInt8?, ta: UInt8? = nil, tb: UInt8? = nil, tc: UInt8? = nil) {
            self.protocolType = protocolType
            self.ta = ta
            self.tb = tb
            self.tc = tc
        }
    }

    /// All bytes, 2…33.
    public let bytes: [UInt8]
    /// TS 3F: inverse convention; 3B: direct.
    public let isInverseConvention: Bool
    public let groups: [InterfaceGroup]
    /// 0…15 bytes.
    public let historicalBytes: [UInt8]
    /// TCK, where a protocol but T=0 is offered.
    public let check: UInt8?

    /// TS and at most 32 more.
    public static let bytesMax = 33

    /// - Throws: ``ATRError`` for anything but one whole ATR with a right check byte.
    public init(parsing bytes: Span<UInt8>) throws(ATRError) {
        guard bytes.count >= 2 else { throw .truncated(at: bytes.count) }
        guard bytes.count <= Self.bytesMax else { throw .tooLong(bytes: bytes.count) }
        guard bytes[0] == 0x3B || bytes[0] == 0x3F else { throw .initialCharacter(bytes[0]) }
        self.bytes = Array(copying: bytes)
        isInverseConvention = bytes[0] == 0x3F

        var offset = 2
        func next(_ isPresent: Bool) throws(ATRError) -> UInt8? {
            guard isPresent else { return nil }
            guard offset < bytes.count else { throw .truncated(at: offset) }
            offset += 1
            return bytes[offset - 1]
        }
        var groups: [InterfaceGroup] = []
        var indicator: UInt8? = bytes[1]
        var protocolType: UInt8?
        while let present = indicator {
            let ta = try next(present & 0x10 != 0)
            let tb = try next(present & 0x20 != 0)
            let tc = try next(present & 0x40 != 0)
            groups.append(InterfaceGroup(protocolType: protocolType, ta: ta, tb: tb, tc: tc))
            indicator = try next(present & 0x80 != 0)
            protocolType = indicator.map { $0 & 0x0F }
        }
        self.groups = groups

        let historicalCount = Int(bytes[1] & 0x0F)
        guard historicalCount <= bytes.count - offset else { throw .truncated(at: bytes.count) }
        historicalBytes = Array(copying: bytes.extracting(offset..<(offset + historicalCount)))
        offset += historicalCount

        // TCK is there as soon as anything but T=0 is offered.
        let needsCheck = groups.contains { ($0.protocolType ?? 0) != 0 }
        check = try next(needsCheck)
        guard offset == bytes.count else { throw .trailingBytes(at: offset) }
        guard check != nil else { return }
        var sum: UInt8 = 0
        for index in 1..<bytes.count { sum ^= bytes[index] }
        guard sum == 0 else { throw .check }
    }

    /// The protocols that are offered, in the card's order; T=0 where it names none. T=15 isn't a protocol.
    public var protocols: [UInt8] {
        var offered: [UInt8] = []
        for case let type? in groups.map(\.protocolType) where type != 15 && !offered.contains(type) {
            offered.append(type)
        }
        return offered.isEmpty ? [0] : offered
    }

    /// The compact-TLV objects of the historical bytes; empty where they have another form.
    /// ISO/IEC 7816-4 §12.1.1.
    public var historicalObjects: [(tag: UInt8, value: [UInt8])] {
        guard let category = historicalBytes.first, category == 0x80 || category == 0x00 else { return [] }
        // Category 00 ends with three status bytes.
        var rest = historicalBytes.dropFirst()
        if category == 0x00 { rest = rest.dropLast(min(3, rest.count)) }
        var objects: [(tag: UInt8, value: [UInt8])] = []
        while let head = rest.first {
            let count = Int(head & 0x0F)
            guard rest.count > count else { return [] }
            objects.append((tag: head >> 4, value: Array(rest.dropFirst().prefix(count))))
            rest = rest.dropFirst(count + 1)
        }
        return objects
    }

    /// The card says that it takes extended Lc and Le: b7 of the third byte of card capabilities.
    public var saysExtendedLength: Bool {
        historicalObjects.contains { $0.tag == 7 && $0.value.count == 3 && $0.value[2] & 0x40 != 0 }
    }
}

extension ATR: CustomStringConvertible {
    public var description: String { Hex.text(of: bytes, separator: " ") }
}

/// Bytes that are no ATR.
public enum ATRError: Error, Equatable, Sendable {
    case truncated(at: Int)
    case tooLong(bytes: Int)
    /// TS is neither 3B nor 3F.
    case initialCharacter(UInt8)
    case trailingBytes(at: Int)
    /// TCK is wrong.
    case check
}
