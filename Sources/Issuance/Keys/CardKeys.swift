public import CardCrypto
public import ISO7816

/// Opens secure channels to any card of the region: blank ones by the maker's keys, the others by the master
/// keys.
public struct CardKeys<Store: CardKeyStore>: Sendable {
    public let store: Store
    private let initial: InitialKeys

    public init(_ store: Store, initial: InitialKeys = .globalPlatformTest) {
        self.store = store
        self.initial = initial
    }

    /// A channel with C-MAC, C-ENC, R-MAC and R-ENC.
    ///
    /// Only a blank card is opened by the maker's keys: who knows them must not pass for a card in use, which
    /// is told new PINs.
    public func openChannel<Transport: CardTransport & ~Copyable>(
        to card: consuming SelectedCard<Transport>, as role: CardApplication.Role, mode: SCP03.Mode = .s8
    ) throws(CardError) -> SecuredCard<Transport, OpenSSLAES> {
        let isBlank = card.information.lifeCycle == .blank
        return try card.openSecureChannel(as: role, mode: mode, cryptography: OpenSSLAES()) {
            (version, serial) throws(SecureChannelError) in
            if role == .issuer, version == InitialKeys.version, isBlank { return try initial.keySet() }
            return try keySet(of: role, version: version, serial: serial)
        }
    }

    /// The keys that a new card gets: of each role the newest version.
    func dataGroups(forCardWith serial: [UInt8]) throws(SecureChannelError) -> [DataGroup] {
        var groups: [DataGroup] = []
        for role in CardApplication.Role.allCases {
            guard let version = try? store.masterKeyVersions(of: role).last else {
                throw .keysUnavailable(role: role.rawValue, masterKeyVersion: 0)
            }
            let keys = try keySet(of: role, version: version, serial: serial)
            do {
                groups.append(
                    try .keys(of: role, masterKeyVersion: version, keys, cryptography: OpenSSLAES()))
            } catch { throw .cryptography(error) }
        }
        return groups
    }

    private func keySet(
        of role: CardApplication.Role, version: UInt8, serial: [UInt8]
    ) throws(SecureChannelError) -> SecureChannelKeySet {
        guard let reference = CardKeyReference(role: role, masterKeyVersion: version, cardSerial: serial),
            let keys = try? store.keySet(for: reference)
        else { throw .keysUnavailable(role: role.rawValue, masterKeyVersion: version) }
        return keys
    }
}
