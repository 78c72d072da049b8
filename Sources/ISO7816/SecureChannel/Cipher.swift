// The port's calls over arrays, with its errors as those of the channel.

extension SecureChannelCryptography {
    func key(_ secret: borrowing SecretBytes) throws(SecureChannelError) -> Key {
        do { return try makeKey(secret) } catch { throw .cryptography(error) }
    }
}

extension SecureChannelKey {
    func mac(_ message: [UInt8]) throws(SecureChannelError) -> [16 of UInt8] {
        do { return try cmac(message.span) } catch { throw .cryptography(error) }
    }

    func encrypt(_ plaintext: [UInt8], iv: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        do { return try encryptCBC(plaintext.span, iv: iv.span) } catch { throw .cryptography(error) }
    }

    func decrypt(_ ciphertext: [UInt8], iv: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        do { return try decryptCBC(ciphertext.span, iv: iv.span) } catch { throw .cryptography(error) }
    }
}
