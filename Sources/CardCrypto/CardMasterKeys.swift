public import ISO7816

/// The master keys that the cards' keys are derived from: for each role one or more versions, side by side.
///
/// Cards tell in INITIALIZE UPDATE which version theirs come from, so a new version is for new cards while
/// the old one still opens the cards in use.
public struct CardMasterKeys: Sendable {
    /// One key; a class, so that the set can be copied without copying secrets.
    final class Entry: Sendable {
        let role: CardApplication.Role
        let version: UInt8
        let secret: SecretBytes
        let key: AESKey

        init(
            role: CardApplication.Role, version: UInt8, secret: consuming SecretBytes
        ) throws(SecureChannelCryptographyError) {
            self.role = role
            self.version = version
            key = try AESKey(secret)
            self.secret = secret
        }

        func copySecret(into output: inout MutableSpan<UInt8>, at offset: Int) {
            Self.copy(secret, into: &output, at: offset)
        }

        private static func copy(
            _ secret: borrowing SecretBytes, into output: inout MutableSpan<UInt8>, at offset: Int
        ) {
            for index in 0..<secret.count { output[offset + index] = secret.span[index] }
        }
    }

    private static let versionMax: UInt8 = 254

    /// Ascending by role and version, no two alike.
    private(set) var entries: [Entry] = []

    init(entries: [Entry]) { self.entries = entries }

    /// One fresh key of `keyBytes` (16, 24 or 32) for each role, version 1.
    public static func generate(keyBytes: Int) throws(KeyStoreError) -> CardMasterKeys {
        var keys = CardMasterKeys(entries: [])
        for role in CardApplication.Role.allCases {
            try keys.addVersion(of: role, keyBytes: keyBytes)
        }
        return keys
    }

    /// Makes the next version for `role`, which new cards get from now on. Returns its number, 1…254:
    /// 255 is what a card with its maker's initial keys tells.
    @discardableResult
    public mutating func addVersion(
        of role: CardApplication.Role, keyBytes: Int
    ) throws(KeyStoreError) -> UInt8 {
        let last = versions(of: role).last ?? 0
        guard last < Self.versionMax else { throw .versionsExhausted(role) }
        do {
            let secret = try Secrets.randomSecret(count: max(1, min(keyBytes, 64)))
            try insert(Entry(role: role, version: last + 1, secret: secret))
        } catch let error as SecureChannelCryptographyError {
            throw .cryptography(error)
        } catch let error as CryptoLibraryError {
            throw .library(error)
        } catch {
            throw .library(CryptoLibraryError(code: 0))
        }
        return last + 1
    }

    /// Forgets a version: its cards can't be opened any more. False if there was none.
    public mutating func removeVersion(_ version: UInt8, of role: CardApplication.Role) -> Bool {
        let before = entries.count
        entries.removeAll { $0.role == role && $0.version == version }
        return entries.count < before
    }

    /// Ascending; the last one is for new cards.
    public func versions(of role: CardApplication.Role) -> [UInt8] {
        entries.filter { $0.role == role }.map(\.version)
    }

    /// The static SCP03 keys of one role on one card.
    public func keySet(for reference: CardKeyReference) throws(KeyStoreError) -> SecureChannelKeySet {
        guard
            let entry = entries.first(where: {
                $0.role == reference.role && $0.version == reference.masterKeyVersion
            })
        else { throw .unknownMasterKey(reference.role, version: reference.masterKeyVersion) }
        do {
            return try CardKeyDiversification.keySet(from: entry.key, for: reference)
        } catch {
            switch error {
            case .cryptography(let error): throw .cryptography(error)
            case .inputLength: throw .library(CryptoLibraryError(code: 0))
            }
        }
    }

    private mutating func insert(_ entry: Entry) {
        let index = entries.firstIndex { other in
            (other.role.rawValue, other.version) > (entry.role.rawValue, entry.version)
        }
        entries.insert(entry, at: index ?? entries.endIndex)
    }
}
