import COSE
import Foundation
import Testing

@testable import CardCrypto

/// One COSE_Sign1 of others, with its key and what must become of it.
struct SignedMessage: Sendable, CustomTestStringConvertible {
    enum Outcome: Equatable, Sendable {
        case checked(SignatureCheck)
        case refused(COSEError)
    }

    let file: String
    let expected: Outcome
    let key: COSEKey
    let bytes: [UInt8]
    /// The Sig_structure, where the source prints it.
    let toBeSigned: [UInt8]?

    var testDescription: String { file }

    /// What `Tests/Vectors/README.md` says of each file.
    private static let outcomes: KeyValuePairs<String, Outcome> = [
        "rfc9052/c_2_1.json": .checked(.valid),
        "rfc8392/a_3_signed.json": .checked(.valid),
        "cose-wg/CWT/A_3.json": .checked(.valid),
        "cose-wg/ecdsa-examples/ecdsa-sig-01.json": .checked(.valid),
        "cose-wg/eddsa-examples/eddsa-sig-01.json": .checked(.valid),
        // The algorithm is unprotected.
        "cose-wg/sign1-tests/sign-pass-01.json": .refused(.algorithmMissing),
        // External data, of which we have none.
        "cose-wg/sign1-tests/sign-pass-02.json": .checked(.invalid),
        // No tag, and a wrong one.
        "cose-wg/sign1-tests/sign-pass-03.json": .refused(.notSign1),
        "cose-wg/sign1-tests/sign-fail-01.json": .refused(.notSign1),
        "cose-wg/sign1-tests/sign-fail-02.json": .checked(.invalid),
        "cose-wg/sign1-tests/sign-fail-03.json": .refused(.algorithmUnsupported(-999)),
        "cose-wg/sign1-tests/sign-fail-04.json": .refused(.cbor(.unexpectedType(.text, at: 5))),
        "cose-wg/sign1-tests/sign-fail-06.json": .checked(.invalid),
        "cose-wg/sign1-tests/sign-fail-07.json": .checked(.invalid),
    ]

    static let all: [SignedMessage] = outcomes.map { file, expected in
        do { return try SignedMessage(file: file, expected: expected) } catch {
            preconditionFailure("\(file): \(error)")
        }
    }
    static let good = all.filter { $0.expected == .checked(.valid) }

    private init(file: String, expected: Outcome) throws {
        let parsed = try JSONDecoder().decode(File.self, from: Data(Vector.read(file).utf8))
        var key = parsed.key ?? parsed.input?.sign0.key
        if file == "rfc8392/a_3_signed.json" {
            let text = Vector.read("rfc8392/a_2_3_key.json")
            key = try JSONDecoder().decode(Key.self, from: Data(text.utf8))
        }
        self.file = file
        self.expected = expected
        let present = try #require(key)
        self.key = try present.coseKey()
        let digits = try #require(parsed.cbor ?? parsed.output?.cbor)
        bytes = try #require([UInt8](hex: digits))
        toBeSigned = parsed.intermediates.flatMap { [UInt8](hex: $0.toBeSigned) }
    }

    /// The messages under `Tests/Vectors/cose-wg`, as paths in `Tests/Vectors`.
    static func filesOnDisk() throws -> Set<String> {
        let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors")
        let paths = try FileManager.default.subpathsOfDirectory(
            atPath: vectors.appending(path: "cose-wg").path)
        return Set(paths.filter { $0.hasSuffix(".json") }.map { "cose-wg/\($0)" })
    }
}

/// The files of RFC 9052 and RFC 8392 have `cbor` and `key` at their root; cose-wg's have them further in.
private struct File: Decodable {
    struct Input: Decodable {
        struct Sign0: Decodable { let key: Key }
        let sign0: Sign0
    }
    struct Intermediates: Decodable {
        let toBeSigned: String

        enum CodingKeys: String, CodingKey { case toBeSigned = "ToBeSign_hex" }
    }
    struct Output: Decodable { let cbor: String }

    let key: Key?
    let cbor: String?
    let input: Input?
    let intermediates: Intermediates?
    let output: Output?
}

/// Coordinates in hex or, without that suffix, in Base64url.
private struct Key: Decodable {
    let x, y, xDigits, yDigits: String?

    enum CodingKeys: String, CodingKey {
        case x, y
        case xDigits = "x_hex"
        case yDigits = "y_hex"
    }

    func coseKey() throws -> COSEKey {
        let x = try #require(Self.coordinate(hex: xDigits, base64URL: x))
        guard let y = Self.coordinate(hex: yDigits, base64URL: y) else { return .ed25519(x: x) }
        return .p256(x: x, y: y)
    }

    private static func coordinate(hex: String?, base64URL: String?) -> Coordinate? {
        if let hex { return [UInt8](hex: hex).flatMap(CardCryptoTests.coordinate) }
        let base64 = base64URL?.replacing("-", with: "+").replacing("_", with: "/")
        return base64.flatMap { Data(base64Encoded: $0 + "=") }.flatMap {
            CardCryptoTests.coordinate([UInt8]($0))
        }
    }
}
