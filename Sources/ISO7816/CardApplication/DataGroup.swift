/// A DGI and its data, as STORE DATA carries them. The data may be secret: no description shows them.
public struct DataGroup: Equatable, Sendable {
    public let dgi: CardApplication.DGI
    public let data: [UInt8]

    public init(_ dgi: CardApplication.DGI, _ data: [UInt8]) {
        self.dgi = dgi
        self.data = data
    }

    /// A file's access rule and record; an empty record empties the file.
    public static func file(
        _ file: CardApplication.File, rule: CardApplication.AccessRule, record: [UInt8]
    ) -> DataGroup {
        DataGroup(file.dgi, [rule.rawValue] + record)
    }

    public static func pin(_ block: borrowing PINBlock) -> DataGroup {
        DataGroup(.pin, Array(copying: block.span))
    }

    public static func puk(_ block: borrowing PINBlock) -> DataGroup {
        DataGroup(.puk, Array(copying: block.span))
    }

    public static func can(_ block: borrowing PINBlock) -> DataGroup {
        DataGroup(.can, Array(copying: block.span))
    }

    /// A card number of 1…19 digits; nil above.
    public static func cardNumber(_ number: UInt64) -> DataGroup? {
        let digits = Array(String(number).utf8).map { $0 & 0x0F }
        guard digits.count <= CardApplication.Limits.cardNumberDigitsMax else { return nil }
        var nibbles = digits
        nibbles += [UInt8](repeating: 0x0F, count: CardApplication.Limits.cardNumberBytes * 2 - digits.count)
        return DataGroup(
            .cardNumber, stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] })
    }

    /// A role's keys with their check values, which `cryptography` computes.
    public static func keys<Cryptography: SecureChannelCryptography>(
        of role: CardApplication.Role, masterKeyVersion: UInt8, _ keys: borrowing SecureChannelKeySet,
        cryptography: Cryptography
    ) throws(SecureChannelCryptographyError) -> DataGroup {
        var data = [masterKeyVersion, UInt8(truncatingIfNeeded: keys.keyBytes)]
        data += Array(copying: keys.encryption.span)
        data += Array(copying: keys.mac.span)
        data += Array(copying: keys.dataEncryption.span)
        data += try cryptography.keyCheckValue(of: keys.encryption)
        data += try cryptography.keyCheckValue(of: keys.mac)
        data += try cryptography.keyCheckValue(of: keys.dataEncryption)
        return DataGroup(.keys(of: role), data)
    }

    /// DGI ‖ length (1 byte, or FF and 2) ‖ data. EMV Card Personalization Specification §2.2.
    ///
    /// - Precondition: at most 65 535 bytes of data.
    public func encoded() -> [UInt8] {
        precondition(data.count <= 0xFFFF, "a DGI holds at most 65 535 bytes")
        let low = UInt8(truncatingIfNeeded: data.count)
        let length =
            data.count < 0xFF ? [low] : [0xFF, UInt8(truncatingIfNeeded: data.count >> 8), low]
        return [UInt8(truncatingIfNeeded: dgi.rawValue >> 8), UInt8(truncatingIfNeeded: dgi.rawValue)]
            + length + data
    }

    /// All groups of a STORE DATA sequence.
    public static func parse(_ bytes: Span<UInt8>) throws(DataGroupError) -> [DataGroup] {
        var groups: [DataGroup] = []
        var offset = 0
        while offset < bytes.count {
            let start = offset
            guard bytes.count - offset >= 3 else { throw .truncated(at: offset) }
            let dgi = CardApplication.DGI(
                rawValue: UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]))
            var count = Int(bytes[offset + 2])
            offset += 3
            if count == 0xFF {
                guard bytes.count - offset >= 2 else { throw .truncated(at: offset) }
                count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
                guard count >= 0xFF else { throw .length(at: offset) }
                offset += 2
            }
            guard count <= bytes.count - offset else { throw .truncated(at: offset) }
            guard !groups.contains(where: { $0.dgi == dgi }) else { throw .duplicate(at: start) }
            groups.append(
                DataGroup(dgi, Array(copying: bytes.extracting(offset..<(offset + count)))))
            offset += count
        }
        return groups
    }
}

extension DataGroup: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        let number = [UInt8(truncatingIfNeeded: dgi.rawValue >> 8), UInt8(truncatingIfNeeded: dgi.rawValue)]
        return "DGI \(Hex.text(of: number)) (\(data.count) bytes)"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Bytes that are no sequence of DGIs; `at` is the offset.
public enum DataGroupError: Error, Equatable, Sendable {
    case truncated(at: Int)
    /// A long length where the short one would do.
    case length(at: Int)
    case duplicate(at: Int)
}
