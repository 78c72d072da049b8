public import COSE
public import CardCrypto
public import CardRecords

/// A batch file: a CBOR sequence (RFC 8742) of the sealed manifest and the sealed receipts in their order.
public struct ReceiptBatch: Sendable {
    /// What the batch says of itself; unchecked until ``check(validatorKeys:records:visit:)``.
    public let manifest: BatchManifest
    /// SHA-256 of the sealed manifest: names the batch, and acknowledges it.
    public let hash: ReceiptHash
    private let bytes: [UInt8]
    private let sealedManifest: Range<Int>
    private let receipts: [Range<Int>]

    /// A batch as this program makes them is smaller.
    public static let bytesMax = 64 << 20

    /// - Throws: ``ReceiptError`` where the file doesn't begin with a manifest, or isn't a CBOR sequence to
    ///   its end.
    public init(parsing bytes: [UInt8]) throws(ReceiptError) {
        guard bytes.count <= Self.bytesMax else { throw .tooLong(bytes: bytes.count) }
        var items: [Range<Int>] = []
        do throws(CBORError) {
            var decoder = CBORDecoder(bytes.span)
            while decoder.offset < bytes.count {
                let start = decoder.offset
                try decoder.skip()
                items.append(start..<decoder.offset)
            }
        } catch {
            throw .cbor(error)
        }
        guard let first = items.first else { throw .cbor(.truncated(at: 0)) }
        let sealed = bytes.span.extracting(first)
        manifest = try BatchManifest(unverified: sealed)
        do { hash = try Receipt.hash(sealed) } catch { throw .cbor(.truncated(at: 0)) }
        self.bytes = bytes
        sealedManifest = first
        receipts = Array(items.dropFirst())
    }

    public var receiptCount: Int { receipts.count }

    /// The sealed receipts as they stand in the file.
    public var sealedReceipts: [[UInt8]] { receipts.map { Array(bytes[$0]) } }

    /// Checks everything: the manifest's signature, each receipt, and whether the manifest tells the truth.
    ///
    /// - Parameter visit: gets each receipt's result in order.
    public func check(
        validatorKeys: [VerificationKey], records: RecordVerifier? = nil,
        visit: (ReceiptChecker.Result) -> Void = { _ in }
    ) -> BatchCheck {
        var problems = manifestProblems(validatorKeys)
        let start = JournalPosition(
            sequence: ReceiptSequence(rawValue: manifest.first.rawValue - 1), hash: manifest.previous)
        var checker = ReceiptChecker(validatorKeys: validatorKeys, after: start, records: records)
        var builder = ManifestBuilder(after: start)
        var outcome = problems.isEmpty ? Outcome.accepted : problems.outcome
        for range in receipts {
            let sealed = bytes.span.extracting(range)
            let result = checker.check(sealed)
            if let receipt = result.receipt, let hash = result.hash {
                builder.add(
                    SealedReceipt(sequence: receipt.sequence, hash: hash, bytes: Array(bytes[range])), receipt
                )
            }
            outcome = outcome.worse(result.findings.outcome)
            visit(result)
        }
        if builder.manifest(made: manifest.made) != manifest {
            problems.append(.manifestDiffers)
            outcome = .refused
        }
        return BatchCheck(problems: problems, outcome: outcome, totals: builder.totals)
    }

    private func manifestProblems(_ validatorKeys: [VerificationKey]) -> [BatchFinding] {
        guard let message = try? COSESign1(parsing: bytes.span.extracting(sealedManifest)) else { return [] }
        return message.findings(validatorKeys)
    }
}

extension COSESign1 {
    /// What is wrong with a manifest's signature.
    func findings(_ validatorKeys: [VerificationKey]) -> [BatchFinding] {
        guard let key = validatorKeys.first(where: { $0.keyID == keyID }) else {
            return [.validatorKeyUnknown(keyID)]
        }
        guard key.accepts(algorithm) else { return [.manifestSignatureInvalid] }
        switch check(with: key) {
        case .valid: return []
        case .invalid: return [.manifestSignatureInvalid]
        case .failed: return [.checkFailed]
        }
    }
}

/// What is wrong with a batch as a whole.
public enum BatchFinding: Equatable, Sendable {
    case validatorKeyUnknown(KeyID?)
    case manifestSignatureInvalid
    case checkFailed
    /// Numbers, hashes, times or totals aren't those of the receipts in the file.
    case manifestDiffers

    /// Stable, for programs.
    public var code: String {
        switch self {
        case .validatorKeyUnknown: "validator-key-unknown"
        case .manifestSignatureInvalid: "manifest-signature-invalid"
        case .checkFailed: "check-failed"
        case .manifestDiffers: "manifest-differs"
        }
    }
}

extension [BatchFinding] {
    var outcome: Outcome {
        allSatisfy { finding in
            switch finding {
            case .validatorKeyUnknown, .checkFailed: true
            case .manifestSignatureInvalid, .manifestDiffers: false
            }
        } ? .undetermined : .refused
    }
}

/// What checking a batch came to.
public struct BatchCheck: Equatable, Sendable {
    public let problems: [BatchFinding]
    /// Accepted only if nothing at all was found.
    public let outcome: Outcome
    /// As counted, whatever the manifest says.
    public let totals: BatchTotals
}

extension Outcome {
    /// Refused over undetermined over accepted.
    func worse(_ other: Outcome) -> Outcome {
        if self == .refused || other == .refused { return .refused }
        return self == .undetermined || other == .undetermined ? .undetermined : .accepted
    }
}
