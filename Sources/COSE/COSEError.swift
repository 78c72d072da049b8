/// Why bytes are not a COSE object or a CWT that this product can use.
public enum COSEError: Error, Equatable, Sendable {
    case cbor(CBORError)
    /// Not a COSE_Sign1 with tag 18 and four elements. RFC 9052 §4.2.
    case notSign1
    /// No algorithm in the protected header. RFC 9052 §3.1.
    case algorithmMissing
    case algorithmUnsupported(Int64)
    /// A header parameter that must be understood (`crit`, label 2) and isn't. RFC 9052 §3.1.
    case criticalHeader
    /// More than ``COSELimits/protectedHeaderBytesMax``.
    case protectedHeaderTooLong(bytes: Int)
    /// Every algorithm here signs with 64 bytes.
    case signatureLength(bytes: Int)
    /// A detached payload (`nil`); this product's records carry theirs.
    case payloadMissing
    /// A COSE_Key of another type or curve, or with coordinates of another length. RFC 9053 §7.
    case keyUnsupported(at: Int)
    /// A CWT claim twice, of the wrong type, or none or several record claims. RFC 8392 §3.
    case claims(at: Int)

    /// The same error in bytes that lie `distance` further into a larger input.
    func moved(by distance: Int) -> COSEError {
        switch self {
        case .cbor(let error): .cbor(error.moved(by: distance))
        case .keyUnsupported(let offset): .keyUnsupported(at: offset + distance)
        case .claims(let offset): .claims(at: offset + distance)
        default: self
        }
    }
}

public enum COSELimits {
    public static let protectedHeaderBytesMax = 255
    public static let signatureBytes = 64
}
