/// A public key.
///
/// ```cddl
/// COSE_Key = { 1 => 2, -1 => 1, -2 => bstr .size 32, -3 => bstr .size 32 / bool }   ; EC2 on P-256
///          / { 1 => 1, -1 => 6, -2 => bstr .size 32 }                               ; OKP with Ed25519
/// ```
/// RFC 9052 §7, RFC 9053 §7.1 and §7.2. The compressed form (a sign bit for y)
/// is what a card shows in each tap.
public enum COSEKey: Hashable, Sendable {
    case p256(x: Coordinate, y: Coordinate)
    case p256Compressed(x: Coordinate, yIsOdd: Bool)
    case ed25519(x: Coordinate)

    public enum Curve: Sendable { case p256, ed25519 }

    public var curve: Curve {
        switch self {
        case .p256, .p256Compressed: .p256
        case .ed25519: .ed25519
        }
    }

    /// The same key with y as a sign bit; an Ed25519 key is short already.
    public var compressed: COSEKey {
        guard case .p256(let x, let y) = self else { return self }
        return .p256Compressed(x: x, yIsOdd: y.isOdd)
    }

    /// The deterministic encoding, which is also what a ``KeyThumbprint`` hashes (uncompressed, RFC 9679 §3).
    public var encoded: [UInt8] {
        var encoder = CBOREncoder(capacityBytes: 80)
        encode(into: &encoder)
        return encoder.bytes
    }

    public func encode(into encoder: inout CBOREncoder) {
        switch self {
        case .p256(let x, let y):
            encoder.writeMap(count: 4)
            Self.encodeHead(keyType: 2, curve: 1, x, into: &encoder)
            encoder.write(integer: -3)
            encoder.write(bytes: y.span)
        case .p256Compressed(let x, let yIsOdd):
            encoder.writeMap(count: 4)
            Self.encodeHead(keyType: 2, curve: 1, x, into: &encoder)
            encoder.write(integer: -3)
            encoder.write(bool: yIsOdd)
        case .ed25519(let x):
            encoder.writeMap(count: 3)
            Self.encodeHead(keyType: 1, curve: 6, x, into: &encoder)
        }
    }

    private static func encodeHead(
        keyType: UInt64, curve: UInt64, _ x: Coordinate, into encoder: inout CBOREncoder
    ) {
        encoder.write(integer: 1)
        encoder.write(unsigned: keyType)
        encoder.write(integer: -1)
        encoder.write(unsigned: curve)
        encoder.write(integer: -2)
        encoder.write(bytes: x.span)
    }

    /// Reads one COSE_Key; `bytes` is the input that `decoder` stands in. Whether a point is on its curve is
    /// for the cryptography to say.
    ///
    /// - Throws: ``COSEError/cbor(_:)``; ``COSEError/keyUnsupported(at:)`` for other types, curves and
    ///   parameters.
    @_lifetime(decoder: copy decoder)
    public init(from decoder: inout CBORDecoder, of bytes: Span<UInt8>) throws(COSEError) {
        let start = decoder.offset
        var keyType: Int64?
        var curve: Int64?
        var x: Coordinate?
        var y: Coordinate?
        var yIsOdd: Bool?
        do {
            var map = try decoder.readMap()
            while let label = try decoder.nextLabel(&map) {
                switch label {
                case 1: keyType = try decoder.readInteger()
                case -1: curve = try decoder.readInteger()
                case -2: x = Coordinate(bytes.extracting(try decoder.readBytesRange()))
                case -3 where try decoder.peekType() == .simple: yIsOdd = try decoder.readBool()
                case -3: y = Coordinate(bytes.extracting(try decoder.readBytesRange()))
                // An operation or identifier restricts a key in a way that nobody here would honour.
                default: throw COSEError.keyUnsupported(at: start)
                }
            }
        } catch let error as CBORError {
            throw .cbor(error)
        } catch {
            throw .keyUnsupported(at: start)
        }
        switch (keyType, curve, x, y, yIsOdd) {
        case (2, 1, let x?, let y?, nil): self = .p256(x: x, y: y)
        case (2, 1, let x?, nil, let yIsOdd?): self = .p256Compressed(x: x, yIsOdd: yIsOdd)
        case (1, 6, let x?, nil, nil): self = .ed25519(x: x)
        default: throw .keyUnsupported(at: start)
        }
    }
}

/// 32 bytes, big endian: a coordinate of a point on P-256, or an encoded Ed25519 point.
public struct Coordinate: Hashable, Sendable {
    private let bytes: [32 of UInt8]

    /// Nil for anything but 32 bytes.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.bytes = [32 of UInt8] { index in bytes[index] }
    }

    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }

    public var isOdd: Bool { bytes[31] & 1 == 1 }

    public static func == (left: Coordinate, right: Coordinate) -> Bool {
        left.bytes.indices.allSatisfy { left.bytes[$0] == right.bytes[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        for index in bytes.indices { hasher.combine(bytes[index]) }
    }
}
