import CardCrypto
import ISO7816

@testable import SoftCard

/// Three AES keys that say by their bytes whose they are.
struct TestKeys: Equatable {
    let version: UInt8
    let encryption: [UInt8]
    let authentication: [UInt8]
    let dataEncryption: [UInt8]

    init(seed: UInt8, bytes: Int, version: UInt8 = 1) {
        self.version = version
        encryption = (0..<bytes).map { UInt8(truncatingIfNeeded: $0) ^ seed }
        authentication = encryption.map { $0 ^ 0x40 }
        dataEncryption = encryption.map { $0 ^ 0x80 }
    }

    /// What the card's maker wrote.
    static let factory = TestKeys(seed: 0xF0, bytes: 16, version: 0)

    /// AES-128 for the issuer, AES-192 and AES-256 for others, so that every length is in use.
    static func of(_ role: CardApplication.Role) -> TestKeys {
        switch role {
        case .issuer: TestKeys(seed: 0x01, bytes: 32, version: 2)
        case .socialWorker: TestKeys(seed: 0x10, bytes: 16)
        case .healthWorker: TestKeys(seed: 0x11, bytes: 24)
        case .utilities: TestKeys(seed: 0x12, bytes: 32)
        case .transport: TestKeys(seed: 0x13, bytes: 16)
        }
    }

    func set() throws -> SecureChannelKeySet {
        try SecureChannelKeySet(
            encryption: SecretBytes(copying: encryption.span), mac: SecretBytes(copying: authentication.span),
            dataEncryption: SecretBytes(copying: dataEncryption.span))
    }

    func factoryKeys() throws -> FactoryKeys {
        try FactoryKeys(
            masterKeyVersion: version, encryption: encryption, authentication: authentication,
            dataEncryption: dataEncryption)
    }

    /// The data of DGI 8Fxx.
    func group() throws -> [UInt8] {
        let keys = [encryption, authentication, dataEncryption]
        let values = try keys.flatMap { try OpenSSLAES().keyCheckValue(of: SecretBytes(copying: $0.span)) }
        return [version, UInt8(encryption.count)] + keys.flatMap { $0 } + values
    }
}
