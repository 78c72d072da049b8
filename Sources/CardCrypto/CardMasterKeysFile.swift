internal import COSE
public import ISO7816

extension CardMasterKeys {
    /// Reads the file that ``save(to:passphrase:iterations:replaces:)`` wrote.
    public static func load(
        _ path: String, passphrase: borrowing SecretBytes
    ) throws(SecretFileError) -> CardMasterKeys {
        let sealed = try SecretFile.read(path)
        do {
            let content = try SecretEnvelope.open(sealed.span, passphrase: passphrase)
            return try decode(content.span)
        } catch {
            throw SecretFileError(path: path, reason: error)
        }
    }

    /// Writes all versions into one file: CMS AuthEnvelopedData with a password recipient, PEM.
    ///
    /// - Parameter iterations: of PBKDF2.
    public func save(
        to path: String, passphrase: borrowing SecretBytes, iterations: Int32? = nil, replaces: Bool = false
    ) throws(SecretFileError) {
        guard passphrase.count >= KeyFile.passphraseBytesMin else {
            throw SecretFileError(
                path: path, reason: .passphraseTooShort(bytesMin: KeyFile.passphraseBytesMin))
        }
        let sealed: SecretBytes
        do {
            let content = encoded()
            sealed = try SecretEnvelope.seal(
                content.span, passphrase: passphrase, iterations: iterations ?? SecretEnvelope.iterations)
        } catch {
            throw SecretFileError(path: path, reason: .library(error))
        }
        try SecretFile.write(sealed.span, to: path, replaces: replaces)
    }

    /// Deterministic CBOR:
    /// ```cddl
    /// card-master-keys = { 1: 1, 2: [* master-key] }
    /// master-key = [role: uint .size 1, version: 1..255, key: bstr .size (16 / 24 / 32)]
    /// ```
    /// Written straight into wiped memory: the heads are made beside it, the keys are copied in once.
    func encoded() -> SecretBytes {
        var heads = CBOREncoder()
        heads.writeMap(count: 2)
        heads.write(unsigned: 1)
        heads.write(unsigned: 1)
        heads.write(unsigned: 2)
        heads.writeArray(count: entries.count)
        let prefix = heads.bytes
        let entryHeads = entries.map { entry in
            var head = CBOREncoder()
            head.writeArray(count: 3)
            head.write(unsigned: UInt64(entry.role.rawValue))
            head.write(unsigned: UInt64(entry.version))
            let count = UInt8(entry.secret.count)
            return head.bytes + (count < 24 ? [0x40 | count] : [0x58, count])
        }
        let keyBytes = entries.reduce(0) { $0 + $1.secret.count }
        let count = prefix.count + entryHeads.reduce(0) { $0 + $1.count } + keyBytes
        return SecretBytes(count: count) { output in
            var offset = 0
            func append(_ byte: UInt8, to output: inout MutableSpan<UInt8>) {
                output[offset] = byte
                offset += 1
            }
            for byte in prefix { append(byte, to: &output) }
            for (head, entry) in zip(entryHeads, entries) {
                for byte in head { append(byte, to: &output) }
                entry.copySecret(into: &output, at: offset)
                offset += entry.secret.count
            }
        }
    }

    static func decode(_ bytes: Span<UInt8>) throws(SecretFileError.Reason) -> CardMasterKeys {
        var entries: [Entry] = []
        do {
            var decoder = CBORDecoder(bytes)
            var map = try decoder.readMap()
            guard try decoder.nextLabel(&map) == 1, try decoder.readUnsigned() == 1,
                try decoder.nextLabel(&map) == 2
            else { throw SecretFileError.Reason.malformed }
            for _ in 0..<(try decoder.readArrayCount()) {
                guard try decoder.readArrayCount() == 3,
                    let role = UInt8(exactly: try decoder.readUnsigned())
                        .flatMap(CardApplication.Role.init(rawValue:)),
                    let version = UInt8(exactly: try decoder.readUnsigned()), version > 0
                else { throw SecretFileError.Reason.malformed }
                let secret = SecretBytes(copying: bytes.extracting(try decoder.readBytesRange()))
                let entry = try Entry(role: role, version: version, secret: secret)
                if let last = entries.last {
                    // Ascending, so none twice.
                    guard (last.role.rawValue, last.version) < (role.rawValue, version) else {
                        throw SecretFileError.Reason.malformed
                    }
                }
                entries.append(entry)
            }
            guard try decoder.nextLabel(&map) == nil else { throw SecretFileError.Reason.malformed }
            try decoder.finish()
        } catch {
            // The container's tag was right: this was never one of our files.
            throw .malformed
        }
        return CardMasterKeys(entries: entries)
    }
}
