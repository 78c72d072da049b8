import COSE
import CardCrypto
import CardRecords

let signatureBenchmarks = [
    Benchmark(
        name: "record-verify", summary: "a sealed transport record to its content, checked"
    ) {
        let sample = try TransportSample()
        let authority = try SigningKey.generate(.p256)
        let key = try authority.verificationKey()
        let sealed = try COSESign1.seal(payload: sample.payload().span, with: authority)
        guard verifiedRecord(sealed, with: key) != nil else { throw BenchmarkError("own record is refused") }
        let raw = try RawES256(digest: Array(repeating: 0x5A, count: 32))
        let outcome = PairedSlices().compare(
            subject: { keep(verifiedRecord(sealed, with: key)) }, baseline: { keep(raw.verify()) })
        return Figure("record-verify", microseconds: outcome, against: "EVP_PKEY_verify")
    },
    Benchmark(name: "record-sign", summary: "a typed transport record to its sealed bytes") {
        let sample = try TransportSample()
        let authority = try SigningKey.generate(.p256)
        let raw = try RawES256(digest: Array(repeating: 0x5A, count: 32))
        let outcome = PairedSlices().compare(
            subject: { keep(try? sealedRecord(sample, with: authority)) }, baseline: { keep(raw.sign()) })
        return Figure("record-sign", microseconds: outcome, against: "EVP_PKEY_sign")
    },
    Benchmark(name: "record-decode", summary: "strict decoding of a transport record's body into its type") {
        let sample = try TransportSample()
        let raw = try RawSHA256()
        let outcome = PairedSlices().compare(
            subject: { keep(try? TransportConcession(decoding: sample.body.span)) },
            baseline: { keep(raw.hash(sample.body)) })
        return Figure("record-decode", nanoseconds: outcome, against: "SHA-256 of the same bytes")
    },
    Benchmark(name: "record-encode", summary: "deterministic encoding of a transport record's body") {
        let sample = try TransportSample()
        let raw = try RawSHA256()
        guard sample.record.encoded() == sample.body else {
            throw BenchmarkError("the record encodes otherwise")
        }
        let outcome = PairedSlices().compare(
            subject: { keep(sample.record.encoded()) }, baseline: { keep(raw.hash(sample.body)) })
        return Figure("record-encode", nanoseconds: outcome, against: "SHA-256 of the same bytes")
    },
]

/// What a gate does with the bytes of a card: parse, check the signature, decode the content.
private func verifiedRecord(_ sealed: [UInt8], with key: VerificationKey) -> TransportConcession? {
    guard let message = try? COSESign1(parsing: sealed.span), message.keyID == key.keyID,
        message.check(with: key) == .valid, let claims = try? CWTClaims(parsing: message.unverifiedPayload),
        let record = claims.record
    else { return nil }
    return try? TransportConcession(decoding: message.unverifiedPayload.extracting(record.body))
}

/// What an authority does for one record: encode, wrap, sign.
private func sealedRecord(_ sample: TransportSample, with authority: borrowing SigningKey) throws -> [UInt8] {
    let payload = CWTClaims.payload(
        expiration: sample.expires, notBefore: nil, issuedAt: sample.issued, cardKey: sample.cardKey,
        recordLabel: RecordType.transportConcession.rawValue, body: sample.record.encoded())
    return try COSESign1.seal(payload: payload.span, with: authority)
}

extension Figure {
    init(_ name: String, microseconds outcome: PairedSlices.Outcome, against: String) {
        self.init(
            name: name, value: outcome.subjectSeconds * 1e6, unit: "µs", ratio: outcome.speedRatio,
            ratioSpread: outcome.ratioSpread, against: against)
    }

    init(_ name: String, nanoseconds outcome: PairedSlices.Outcome, against: String) {
        self.init(
            name: name, value: outcome.subjectSeconds * 1e9, unit: "ns", ratio: outcome.speedRatio,
            ratioSpread: outcome.ratioSpread, against: against)
    }
}
