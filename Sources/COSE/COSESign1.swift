/// A signed message, as a view into the bytes that came in.
///
/// ```cddl
/// COSE_Sign1 = #6.18([
///   protected : bstr .cbor { 1 => int, ? 4 => bstr, * label => any },   ; alg, kid
///   unprotected : { ? 4 => bstr, * label => any },                      ; nothing in it is believed but kid
///   payload : bstr,
///   signature : bstr .size 64,
/// ])
/// ```
/// RFC 9052 §4.2. Nothing is re-encoded: what is checked is the very bytes that were received.
public struct COSESign1: ~Escapable {
    public let algorithm: COSEAlgorithm
    /// Nil when the message names no key, or not by 8 bytes.
    public let keyID: KeyID?
    let protectedHeader: Span<UInt8>
    /// What was signed, supposedly: nobody has checked it yet.
    public let unverifiedPayload: Span<UInt8>
    private let signature: Span<UInt8>

    /// Parses `bytes`, all of them.
    ///
    /// - Throws: ``COSEError``, with the offset in its ``CBORError`` where the encoding is at fault.
    @_lifetime(copy bytes)
    public init(parsing bytes: Span<UInt8>) throws(COSEError) {
        let parts = try Parts(bytes)
        protectedHeader = bytes.extracting(parts.protectedHeader)
        unverifiedPayload = bytes.extracting(parts.payload)
        signature = bytes.extracting(parts.signature)
        guard signature.count == COSELimits.signatureBytes else {
            throw .signatureLength(bytes: signature.count)
        }
        guard protectedHeader.count <= COSELimits.protectedHeaderBytesMax else {
            throw .protectedHeaderTooLong(bytes: protectedHeader.count)
        }
        let header: Header
        do { header = try Header(protectedHeader) } catch {
            throw error.moved(by: parts.protectedHeader.lowerBound)
        }
        guard let number = header.algorithm else { throw .algorithmMissing }
        guard let algorithm = COSEAlgorithm(rawValue: number) else { throw .algorithmUnsupported(number) }
        self.algorithm = algorithm
        keyID = header.keyID ?? parts.unprotectedKeyID
    }

    /// A message whose parts have been found and checked.
    @_lifetime(copy protectedHeader, copy unverifiedPayload, copy signature)
    init(
        algorithm: COSEAlgorithm, keyID: KeyID?, protectedHeader: Span<UInt8>,
        unverifiedPayload: Span<UInt8>, signature: Span<UInt8>
    ) {
        self.algorithm = algorithm
        self.keyID = keyID
        self.protectedHeader = protectedHeader
        self.unverifiedPayload = unverifiedPayload
        self.signature = signature
    }

    /// Whether `key`'s owner signed this message. The caller has chosen `key` and made sure that
    /// ``algorithm`` suits it.
    public func check(with key: some SignatureVerifying) -> SignatureCheck {
        var head = SigStructureHead()
        head.append(protected: protectedHeader, payloadCount: unverifiedPayload.count)
        return key.check(signature: signature, head: head.bytes, payload: unverifiedPayload)
    }

    /// Signs `payload` and returns the whole message: `kid` and algorithm in the protected header, nothing
    /// unprotected.
    public static func seal(
        payload: Span<UInt8>, with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SigningFailure) -> [UInt8] {
        let protected = protectedHeader(key.algorithm, key.keyID)
        return try seal(payload: payload, protected: protected.span, with: key)
    }

    /// - Parameter protected: the encoded header, at most ``COSELimits/protectedHeaderBytesMax`` bytes.
    static func seal(
        payload: Span<UInt8>, protected: Span<UInt8>, with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SigningFailure) -> [UInt8] {
        var head = SigStructureHead()
        head.append(protected: protected, payloadCount: payload.count)
        let signature = try key.sign(head: head.bytes, payload: payload)

        var message = CBOREncoder(capacityBytes: payload.count + protected.count + 83)
        write(payload, protected, signature.span, into: &message)
        return message.bytes
    }

    /// As ``seal(payload:with:)``, into memory that is there already: nothing is allocated but by the key.
    public static func seal(
        payload: Span<UInt8>, with key: borrowing some SignatureCreating & ~Copyable,
        into message: inout CBOREncoder
    ) throws(SigningFailure) {
        let protected = protectedHeader(key.algorithm, key.keyID)
        var head = SigStructureHead()
        head.append(protected: protected.span, payloadCount: payload.count)
        let signature = try key.sign(head: head.bytes, payload: payload)
        write(payload, protected.span, signature.span, into: &message)
    }

    private static func write(
        _ payload: Span<UInt8>, _ protected: Span<UInt8>, _ signature: Span<UInt8>,
        into message: inout CBOREncoder
    ) {
        message.write(tag: tag)
        message.writeArray(count: 4)
        message.write(bytes: protected)
        message.writeMap(count: 0)
        message.write(bytes: payload)
        message.write(bytes: signature)
    }

    /// `{1: alg, 4: kid}`: every algorithm's number takes one byte.
    private static func protectedHeader(_ algorithm: COSEAlgorithm, _ keyID: KeyID) -> [13 of UInt8] {
        let number = 0x20 | UInt8(truncatingIfNeeded: -1 - algorithm.rawValue)
        return [13 of UInt8] { index in
            switch index {
            case 0: 0xA2
            case 1: 0x01
            case 2: number
            case 3: 0x04
            case 4: 0x48
            default: UInt8(truncatingIfNeeded: keyID.rawValue >> UInt64((12 - index) * 8))
            }
        }
    }

    /// CBOR tag of COSE_Sign1. RFC 9052 §2.
    static let tag: UInt64 = 18
}

/// Where the four elements lie.
private struct Parts {
    var protectedHeader: Range<Int>
    var unprotectedKeyID: KeyID?
    var payload: Range<Int>
    var signature: Range<Int>

    init(_ bytes: Span<UInt8>) throws(COSEError) {
        var decoder = CBORDecoder(bytes)
        do {
            guard try decoder.peekType() == .tag, try decoder.readTag() == COSESign1.tag,
                try decoder.peekType() == .array, try decoder.readArrayCount() == 4
            else { throw COSEError.notSign1 }
            protectedHeader = try decoder.readBytesRange()
            var map = try decoder.readMap()
            while let key = try decoder.nextKey(&map) {
                if key == .label(4), try decoder.peekType() == .bytes {
                    unprotectedKeyID = KeyID(bytes.extracting(try decoder.readBytesRange()))
                } else {
                    try decoder.skip()
                }
            }
            guard try decoder.peekType() == .bytes else {
                try decoder.readNull()
                throw COSEError.payloadMissing
            }
            payload = try decoder.readBytesRange()
            signature = try decoder.readBytesRange()
            try decoder.finish()
        } catch let error as CBORError {
            throw .cbor(error)
        } catch let error as COSEError {
            throw error
        } catch {
            throw .notSign1
        }
    }
}

/// The protected header; one of zero bytes stands for an empty map. RFC 9052 §3.
private struct Header {
    var algorithm: Int64?
    var keyID: KeyID?

    init(_ bytes: Span<UInt8>) throws(COSEError) {
        guard bytes.count > 0 else { return }
        var decoder = CBORDecoder(bytes)
        do {
            var map = try decoder.readMap()
            while let key = try decoder.nextKey(&map) {
                switch key {
                case .label(1): algorithm = try decoder.readInteger()
                case .label(2): throw COSEError.criticalHeader
                case .label(4): keyID = KeyID(bytes.extracting(try decoder.readBytesRange()))
                default: try decoder.skip()
                }
            }
            try decoder.finish()
        } catch let error as CBORError {
            throw .cbor(error)
        } catch {
            throw .criticalHeader
        }
    }
}

/// What stands before the payload in the bytes that are signed:
/// `Sig_structure = ["Signature1", protected : bstr, external_aad : h'', payload : bstr]`. RFC 9052 §4.4.
///
/// It lies on the stack, so that checking a signature allocates nothing.
private struct SigStructureHead {
    private var buffer = [280 of UInt8](repeating: 0)
    private var count = 0

    /// Context and array head: `84 6A "Signature1"`.
    private static let context: [12 of UInt8] = [
        0x84, 0x6A, 0x53, 0x69, 0x67, 0x6E, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31,
    ]

    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.span.extracting(0..<count) }
    }

    /// `protected` has at most ``COSELimits/protectedHeaderBytesMax`` bytes: 12 + 2 + 255 + 1 + 9 fit.
    mutating func append(protected: Span<UInt8>, payloadCount: Int) {
        for index in Self.context.indices { append(Self.context[index]) }
        appendHead(byteCount: protected.count)
        for index in protected.indices { append(protected[index]) }
        append(0x40)
        appendHead(byteCount: payloadCount)
    }

    private mutating func append(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    private mutating func appendHead(byteCount: Int) {
        switch byteCount {
        case ..<24: append(0x40 | UInt8(truncatingIfNeeded: byteCount))
        case ...0xFF: appendHead(0x58, byteCount, shift: 0)
        case ...0xFFFF: appendHead(0x59, byteCount, shift: 8)
        case ...0xFFFF_FFFF: appendHead(0x5A, byteCount, shift: 24)
        default: appendHead(0x5B, byteCount, shift: 56)
        }
    }

    private mutating func appendHead(_ initialByte: UInt8, _ byteCount: Int, shift: Int) {
        append(initialByte)
        for shift in stride(from: shift, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: byteCount >> shift))
        }
    }
}
