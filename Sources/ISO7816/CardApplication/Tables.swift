/// One file in the file table of GET DATA DF20.
public struct FileTableEntry: Equatable, Sendable {
    public var file: CardApplication.File
    public var rule: CardApplication.AccessRule
    /// Length of the record, bytes.
    public var recordBytes: Int
    /// The first 16 bytes of the record's SHA-256.
    public var digest: [UInt8]

    /// Bytes of an entry.
    public static let bytes = 4 + CardApplication.Limits.fileDigestBytes

    public init(
        file: CardApplication.File, rule: CardApplication.AccessRule, recordBytes: Int, digest: [UInt8]
    ) {
        self.file = file
        self.rule = rule
        self.recordBytes = recordBytes
        self.digest = digest
    }

    public func encoded() -> [UInt8] {
        let length = UInt16(clamping: recordBytes)
        return [
            file.rawValue, rule.rawValue, UInt8(truncatingIfNeeded: length >> 8),
            UInt8(truncatingIfNeeded: length),
        ] + digest
    }

    /// nil for anything but 20 bytes with a known file and rule.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count == Self.bytes, let file = CardApplication.File(rawValue: bytes[0]),
            let rule = CardApplication.AccessRule(rawValue: bytes[1])
        else { return nil }
        self.init(
            file: file, rule: rule, recordBytes: Int(bytes[2]) << 8 | Int(bytes[3]),
            digest: Array(bytes[4...]))
    }
}

/// One role in the key table of GET DATA DF24.
public struct KeyTableEntry: Equatable, Sendable {
    public var role: CardApplication.Role
    public var masterKeyVersion: UInt8
    /// 16, 24 or 32.
    public var keyBytes: Int

    public init(role: CardApplication.Role, masterKeyVersion: UInt8, keyBytes: Int) {
        self.role = role
        self.masterKeyVersion = masterKeyVersion
        self.keyBytes = keyBytes
    }

    public func encoded() -> [UInt8] {
        [role.rawValue, masterKeyVersion, UInt8(truncatingIfNeeded: keyBytes)]
    }

    /// nil for anything but 3 bytes with a known role and key length.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count == 3, let role = CardApplication.Role(rawValue: bytes[0]),
            [16, 24, 32].contains(bytes[2])
        else { return nil }
        self.init(role: role, masterKeyVersion: bytes[1], keyBytes: Int(bytes[2]))
    }
}

/// The card's public key: a point of P-256. That it is on the curve is checked where it is used.
public struct CardPublicKey: Hashable, Sendable {
    /// 32 bytes.
    public let x: [UInt8]
    /// 32 bytes.
    public let y: [UInt8]

    /// nil for coordinates that aren't 32 bytes.
    public init?(x: [UInt8], y: [UInt8]) {
        guard x.count == 32, y.count == 32 else { return nil }
        self.x = x
        self.y = y
    }

    /// 02 or 03 by the sign of y, and x: 33 bytes, as the FCI has it. SEC 1 §2.3.3.
    public var compressedPoint: [UInt8] { [0x02 | y[31] & 1] + x }

    /// The public key template `7F49`: `86` and the uncompressed point. ISO/IEC 7816-8 §5.5.
    public func encoded() -> [UInt8] {
        DataObject(
            constructed: CardApplication.Tag.publicKey,
            [DataObject(primitive: CardApplication.Tag.publicPoint, [0x04] + x + y)]
        ).encoded()
    }

    public init(parsing bytes: Span<UInt8>) throws(AnswerFault) {
        let template: DataObject
        do { template = try BERTLV.parse(CardApplication.Tag.publicKey, bytes) } catch {
            throw .dataObjects
        }
        guard template.children.count == 1, let point = template.child(CardApplication.Tag.publicPoint),
            point.value.count == 65, point.value[0] == 0x04
        else { throw .dataObjects }
        x = Array(point.value[1..<33])
        y = Array(point.value[33...])
    }
}
