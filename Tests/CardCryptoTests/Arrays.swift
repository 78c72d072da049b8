import COSE
import ISO7816

@testable import CardCrypto

// The module's functions over arrays: #expect can't take a call apart that has a span among its arguments,
// and the compiler (6.3.1) fails on spans of temporary arrays inside a test's closures.

func array(_ value: [16 of UInt8]) -> [UInt8] { value.indices.map { value[$0] } }
func array(_ value: [32 of UInt8]) -> [UInt8] { value.indices.map { value[$0] } }
func array(_ value: [64 of UInt8]) -> [UInt8] { value.indices.map { value[$0] } }
func array(_ secret: borrowing SecretBytes) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in secret.span.indices { bytes.append(secret.span[index]) }
    return bytes
}

func secret(_ bytes: [UInt8]) -> SecretBytes { SecretBytes(copying: bytes.span) }
func coordinate(_ bytes: [UInt8]) -> Coordinate? { Coordinate(bytes.span) }
func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool { Secrets.areEqual(first.span, second.span) }
func sha256(_ head: [UInt8], _ tail: [UInt8] = []) throws -> [UInt8] {
    array(try Digest.sha256(head.span, tail.span))
}

extension AESKey {
    convenience init(_ key: [UInt8]) throws { try self.init(SecretBytes(copying: key.span)) }
    func cmac(_ message: [UInt8]) throws -> [UInt8] { array(try cmac(message.span)) }
    func encryptCBC(_ plaintext: [UInt8], iv: [UInt8]) throws -> [UInt8] {
        try encryptCBC(plaintext.span, iv: iv.span)
    }
    func decryptCBC(_ ciphertext: [UInt8], iv: [UInt8]) throws -> [UInt8] {
        try decryptCBC(ciphertext.span, iv: iv.span)
    }
}

extension VerificationKey {
    func check(_ signature: [UInt8], _ message: [UInt8]) -> SignatureCheck {
        check(signature: signature.span, message: message.span)
    }
    func check(_ signature: [UInt8], head: [UInt8], payload: [UInt8]) -> SignatureCheck {
        check(signature: signature.span, head: head.span, payload: payload.span)
    }
}

extension SigningKey {
    borrowing func sign(_ message: [UInt8]) throws -> [UInt8] { array(try sign(message: message.span)) }
    borrowing func sign(head: [UInt8], payload: [UInt8]) throws -> [UInt8] {
        array(try sign(head: head.span, payload: payload.span))
    }
}
