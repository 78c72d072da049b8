import CardCrypto
import ISO7816
import Issuance
import SoftCard

/// Software cards in files: opened, or made blank.
enum SoftCardFile {
    /// GlobalPlatform's well-known test key, the bytes 40…4F: what a blank development card has.
    private static let wellKnownKey: [UInt8] = Array(0x40...0x4F)

    static func slot(_ path: String, _ values: ArgumentValues) throws(Failure) -> SoftCardSlot {
        let profile =
            values.text(SoftCardCommand.profile).flatMap { SoftCardProfile(rawValue: $0) } ?? .extended
        let isNew = values.has(SoftCardCommand.new)
        let keys = isNew ? try factoryKeys(values.text(SoftCardCommand.factoryKeys)) : []
        do throws(SoftCardError) {
            guard isNew else { return try .opening(path, profile: profile) }
            return try .creating(
                path, serial: try serial(),
                factoryKeys: try FactoryKeys(
                    masterKeyVersion: InitialKeys.version, encryption: keys[0], authentication: keys[1],
                    dataEncryption: keys[2]
                ),
                profile: profile)
        } catch {
            throw failure(error, path)
        }
    }

    /// Random, so that no two cards are alike.
    private static func serial() throws(SoftCardError) -> [UInt8] {
        do {
            return try OpenSSLAES().randomBytes(count: CardApplication.Limits.serialBytes)
        } catch {
            throw .serial(bytes: 0)
        }
    }

    /// ENC, MAC and DEK.
    private static func factoryKeys(_ path: String?) throws(Failure) -> [[UInt8]] {
        guard let path else { return [wellKnownKey, wellKnownKey, wellKnownKey] }
        let text = String(decoding: try InputFile.read(path, bytesMax: 1024), as: UTF8.self)
        let keys = text.split(separator: "\n").map { Hexadecimal.bytes(String($0)) ?? [] }
        guard keys.count == 3,
            keys.allSatisfy({ [16, 24, 32].contains($0.count) && $0.count == keys[0].count })
        else {
            throw Failure(.badData, "factory-keys", SoftCardPhrase.factoryKeys.text.with("path", path))
        }
        return keys
    }

    static func failure(_ error: SoftCardError, _ path: String) -> Failure {
        switch error {
        case .memory(.exists):
            Failure(
                .cannotCreate, "exists", FilePhrase.alreadyThere.text.with("path", path),
                next: SoftCardPhrase.withoutNew.text)
        case .memory(.locked):
            Failure(.temporary, "card-in-use", SoftCardPhrase.locked.text.with("path", path))
        case .memory(.system(let cause)):
            Failure(
                .noInput, "unreadable",
                FilePhrase.cannotRead.text.with("path", path).with("cause", SystemError(cause.code).text),
                next: SoftCardPhrase.withNew.text)
        case .memory, .state, .serial, .factoryKeys:
            Failure(
                .badData, "card-file",
                SoftCardPhrase.damaged.text.with("path", path).with("cause", "\(error)"))
        }
    }
}
