/// The issuer keys that the card's maker puts on a blank card, and under which the first channel is opened.
public struct FactoryKeys: Sendable {
    /// The number that INITIALIZE UPDATE tells as master-key version.
    public let masterKeyVersion: UInt8
    let encryption: [UInt8]
    let authentication: [UInt8]
    let dataEncryption: [UInt8]

    /// - Parameters: three keys of 16, 24 or 32 bytes, all of one length.
    /// - Throws: ``SoftCardError/factoryKeys``.
    public init(
        masterKeyVersion: UInt8, encryption: [UInt8], authentication: [UInt8], dataEncryption: [UInt8]
    ) throws(SoftCardError) {
        let count = encryption.count
        guard [16, 24, 32].contains(count), authentication.count == count, dataEncryption.count == count
        else {
            throw .factoryKeys
        }
        self.masterKeyVersion = masterKeyVersion
        self.encryption = encryption
        self.authentication = authentication
        self.dataEncryption = dataEncryption
    }
}

extension FactoryKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The version, never the keys.
    public var description: String { "factory keys of version \(masterKeyVersion)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
