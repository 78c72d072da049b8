/// Whether a ``VerificationKey`` checks with a table of multiples of its point, and if not, why.
public enum Acceleration: Equatable, Sendable {
    /// Three times as fast as without, with the same verdicts.
    ///
    /// - bytes: what libcrypto keeps for the key, besides some 10 KB for each thread.
    /// - buildSeconds: computing the table and trying it, computing time of the calling thread.
    case table(bytes: Int, buildSeconds: Double)
    case none(Cause)

    public enum Cause: Error, Equatable, Sendable {
        case notAskedFor
        /// A table is for P-256 only.
        case otherCurve
        /// This libcrypto takes the call and makes no table.
        case notComputed
        /// A verdict with the table wasn't that of `EVP_PKEY_verify`.
        case selfTestFailed
        /// The table is right and gains nothing on this machine.
        case notFaster
        /// libcrypto refused a call on the way (out of memory, say).
        case library(CryptoLibraryError)
    }

    public var isTable: Bool {
        if case .table = self { true } else { false }
    }
}

extension Acceleration.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAskedFor: "not asked for"
        case .otherCurve: "a table is for P-256 only"
        case .notComputed: "this libcrypto computes no table"
        case .selfTestFailed: "the table's verdicts aren't those of the ordinary verification"
        case .notFaster: "the table gains nothing on this machine"
        case .library(let error): error.description
        }
    }
}
