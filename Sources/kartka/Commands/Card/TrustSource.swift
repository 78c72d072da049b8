import CardCrypto
import CardRecords
import Issuance

/// By whose word records are accepted: an authority's directory, or the two public files out of it.
enum TrustSource {
    static let authority = Option(
        "authority", short: "a", .directory, .directory,
        help: Text(
            uk: "Каталог органів: замість двох файлів, і для ключів ролі",
            en: "The authorities' directory: in place of the two files, and for a role's keys",
            ru: "Каталог органов: вместо двух файлов и для ключей роли"))
    static let trustList = Option(
        "trust-list", short: "t", .file, .file,
        help: Text(
            uk: "Список довіри регіону", en: "The region's trust list", ru: "Список доверия региона"))
    static let rootKey = Option(
        "root-key", .file, .file,
        help: Text(
            uk: "Відкритий кореневий ключ (COSE_Key), яким підписано список",
            en: "The public root key (COSE_Key) that signed the list",
            ru: "Открытый корневой ключ (COSE_Key), которым подписан список"))
    static let at = Option(
        "at", .time, .time,
        help: Text(
            uk: "Станом на цей час, а не на тепер", en: "As of this time instead of now",
            ru: "На это время, а не на сейчас"))

    static let options = [authority, trustList, rootKey, at]

    static func verifier(_ invocation: Invocation) throws(Failure) -> RecordVerifier {
        let values = invocation.values
        if let list = values.text(trustList), let root = values.text(rootKey) {
            return try TrustListFile.verifier(list: list, root: root)
        }
        guard let path = values.text(authority) else {
            throw Failure.usage(
                "missing-option",
                UsagePhrase.missingOption.text.with("option", "--\(authority.name)"),
                next: CardProblem.sayTrust.text
            ).about(invocation.command)
        }
        return try verifier(AuthorityInput.trustList(of: try AuthorityInput.open(path)))
    }

    static func verifier(_ list: TrustList) throws(Failure) -> RecordVerifier {
        do {
            return try RecordVerifier(list) { (key) throws(KeyImportError) in try VerificationKey(key) }
        } catch { throw CardFailure.internalFault("\(error)") }
    }
}

/// An authority's directory whose private files a passphrase has opened.
struct OpenAuthority: Sendable {
    static let options = [AuthorityInput.option] + PassphraseOptions.all
    static let statuses: [ExitStatus] = [.badConfiguration]

    let folder: AuthorityFolder
    let trustList: TrustList
    let store: FileKeyStore
    var keys: CardKeys<FileKeyStore> { CardKeys(store) }

    /// Asks for the passphrase where no option tells it.
    ///
    /// - Parameter domains: whose sealing keys are needed, besides the cards' master keys.
    init(_ invocation: Invocation, sealing domains: Set<Domain> = []) throws(Failure) {
        try self.init(at: invocation.values.required(AuthorityInput.option), invocation, domains)
    }

    /// For commands that need it for a role alone.
    ///
    /// - Throws: 64 where the command line doesn't name the directory.
    init(roleOf invocation: Invocation) throws(Failure) {
        guard let path = invocation.values.text(TrustSource.authority) else {
            throw Failure.usage(
                "missing-option",
                UsagePhrase.missingOption.text.with("option", "--\(TrustSource.authority.name)"),
                next: CardProblem.roleNeedsKeys.text
            ).about(invocation.command)
        }
        try self.init(at: path, invocation, [])
    }

    private init(at path: String, _ invocation: Invocation, _ domains: Set<Domain>) throws(Failure) {
        folder = try AuthorityInput.open(path)
        trustList = try AuthorityInput.trustList(of: folder)
        let passphrase = try PassphraseOptions.passphrase(invocation)
        do { store = try folder.unlock(passphrase, sealing: domains) } catch {
            throw AuthorityFailure.failure(error)
        }
    }
}
