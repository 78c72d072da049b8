import COSE

/// CBOR and what stands on it. The round-trip oracle: accepted input encodes again to the same bytes.
let encodingTargets = [
    FuzzTarget(name: "cbor") { input in
        var decoder = CBORDecoder(input)
        let accepted: Bool
        do throws(CBORError) {
            try decoder.skip()
            try decoder.finish()
            accepted = true
        } catch {
            expect((0...input.count).contains(error.offset), "an error's offset lies in the input")
            accepted = false
        }
        let text = try? CBORDiagnostic.text(of: input)
        expect((text != nil) == accepted, "decoder and printer accept the same bytes")
        guard let text else { return }
        expect((try? CBORDiagnostic.bytes(from: text)) == input.array, "bytes → notation → the same bytes")
    },
    FuzzTarget(name: "diagnostic-notation") { input in
        let notation = String(decoding: input.array, as: UTF8.self)
        guard let bytes = try? CBORDiagnostic.bytes(from: notation) else { return }
        let text = try? CBORDiagnostic.text(of: bytes.span)
        expect(text != nil, "what the notation gives is deterministic CBOR")
        guard let text else { return }
        expect(
            (try? CBORDiagnostic.bytes(from: text)) == bytes, "notation → bytes → notation → the same bytes")
    },
    FuzzTarget(name: "cose-sign1") { input in
        guard let message = try? COSESign1(parsing: input) else { return }
        var decoder = CBORDecoder(input)
        let wellFormed: Void? = try? decoder.skip()
        expect(wellFormed != nil, "an accepted message is one deterministic item")
        expect(message.unverifiedPayload.count < input.count, "the payload lies in the input")
        let verdict = message.check(with: NoKey())
        expect(verdict == .invalid, "the key's answer is the verdict")
        _ = try? CWTClaims(parsing: message.unverifiedPayload)
    },
    FuzzTarget(name: "cwt-claims") { input in
        guard let claims = try? CWTClaims(parsing: input) else { return }
        if let record = claims.record {
            expect(record.body.upperBound == input.count, "the record's body is the rest of the input")
        }
    },
    FuzzTarget(name: "cose-key") { input in
        var decoder = CBORDecoder(input)
        guard let key = try? COSEKey(from: &decoder, of: input), (try? decoder.finish()) != nil else {
            return
        }
        var again = CBORDecoder(key.encoded.span)
        let same = try? COSEKey(from: &again, of: key.encoded.span)
        expect(same == key, "a key encodes to itself")
    },
]

/// Knows no signature.
private struct NoKey: SignatureVerifying {
    let keyID = KeyID(rawValue: 0)

    func accepts(_ algorithm: COSEAlgorithm) -> Bool { true }

    func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck {
        expect(signature.count == 64, "a signature has 64 bytes")
        return .invalid
    }
}
