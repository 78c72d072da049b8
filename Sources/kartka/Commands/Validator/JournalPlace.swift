import COSE
import CardCrypto
import CardRecords
import Glibc
import Receipts

/// Where a journal lies: a validator's directory, or the journal's own.
struct JournalPlace {
    let journal: String
    /// The validator's private key; the file needn't be there.
    let keyFile: String

    static let argument = Argument(
        .directory, .directory,
        help: Text(
            uk: "Каталог валідатора або його журналу (receipts)",
            en: "The directory of the validator, or of its journal (receipts)",
            ru: "Каталог валидатора или его журнала (receipts)"))
    static let validatorKey = Option(
        "validator-key", short: "k", .file, .file, repeated: true,
        help: Text(
            uk: "Відкритий ключ валідатора (COSE_Key), як його зареєстровано",
            en: "The validator's public key (COSE_Key), as it was registered",
            ru: "Открытый ключ валидатора (COSE_Key), как он зарегистрирован"))
    static let trustList = Option(
        "trust-list", short: "t", .file, .file,
        help: Text(
            uk: "Звірити й записи: список довіри регіону (разом із --root-key)",
            en: "Check the records, too: the region's trust list (with --root-key)",
            ru: "Сверить и записи: список доверия региона (вместе с --root-key)"))
    static let rootKey = Option(
        "root-key", short: "r", .file, .file,
        help: Text(
            uk: "Відкритий кореневий ключ (COSE_Key), яким підписано список",
            en: "The public root key (COSE_Key) that signed the list",
            ru: "Открытый корневой ключ (COSE_Key), которым подписан список"))

    static let checks = [validatorKey, trustList, rootKey]

    /// - Throws: 66 where there is no journal.
    init(_ path: String) throws(Failure) {
        let inner = "\(path)/receipts"
        let isValidator = unsafe access(inner, F_OK) == 0
        journal = isValidator ? inner : path
        keyFile = isValidator ? "\(path)/validator.key" : "\(path)/../validator.key"
        let isThere: Bool
        do { isThere = try JournalInspection.isJournal(journal) } catch {
            throw JournalFailure.failure(error, journal)
        }
        guard isThere else {
            throw Failure(
                .noInput, "no-journal", ReceiptProblem.noJournal.text.with("path", path.printable),
                next: FilePhrase.checkPath.text)
        }
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        // safe: the string is copied for the call.
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Nil where the command line names none.
    static func keys(_ values: ArgumentValues) throws(Failure) -> [VerificationKey]? {
        guard values.has(validatorKey) else { return nil }
        var keys: [VerificationKey] = []
        for path in values.texts(validatorKey) {
            let bytes = try InputFile.read(path, bytesMax: 1024)
            var decoder = CBORDecoder(bytes.span)
            do {
                let key = try COSEKey(from: &decoder, of: bytes.span)
                try decoder.finish()
                keys.append(try VerificationKey(key))
            } catch {
                throw Failure(
                    .badData, "validator-key", ReceiptProblem.keyBad.text.with("path", path.printable))
            }
        }
        return keys
    }

    /// Nil where the command line names no trust list.
    static func records(_ invocation: Invocation) throws(Failure) -> RecordVerifier? {
        let values = invocation.values
        switch (values.text(trustList), values.text(rootKey)) {
        case (nil, nil): return nil
        case (let list?, let root?): return try TrustListFile.verifier(list: list, root: root)
        case (let list, _):
            let missing = list == nil ? trustList : rootKey
            throw Failure.usage(
                "missing-option", UsagePhrase.missingOption.text.with("option", "--\(missing.name)")
            ).about(invocation.command)
        }
    }

    /// The validator's own key, for manifests.
    func signingKey(_ invocation: Invocation) throws(Failure) -> SigningKey {
        guard unsafe access(keyFile, F_OK) == 0 else {
            throw Failure(
                .badConfiguration, "no-validator-key",
                ReceiptProblem.noKey.text.with("path", journal.printable))
        }
        let passphrase = try PassphraseOptions.passphrase(invocation)
        do { return try KeyFile.load(keyFile, passphrase: passphrase) } catch {
            throw SecretFileFailure.failure(error)
        }
    }
}

/// What is wrong with a journal as a whole, in the user's language.
enum JournalFailure {
    static func failure(_ error: JournalError, _ path: String) -> Failure {
        switch error {
        case .locked:
            return Failure(
                .temporary, "locked", ReceiptProblem.locked.text.with("path", path.printable),
                next: ReceiptProblem.runAgain.text)
        case .system(let system): return self.system(system)
        case .damaged(let damage):
            return Failure(
                .badData, "journal-damaged",
                ReceiptProblem.damaged.text.with("path", path.printable).with("file", damage.segment)
                    .with("offset", "\(damage.offset)"),
                next: ReceiptProblem.runFsck.text)
        case .sealing(let cause):
            return Failure(
                .internalFault, "internal", FilePhrase.internalFault.text.with("cause", "\(cause)"),
                next: FilePhrase.reportFault.text)
        case .batch(let problem):
            return Failure(.badData, problem.code, problem.text, next: problem.next)
        }
    }

    private static func system(_ error: JournalSystemError) -> Failure {
        let status: ExitStatus =
            switch (error.call, error.code) {
            case ("open", ENOENT), ("opendir", ENOENT), ("opendir", ENOTDIR): .noInput
            case (_, EACCES), (_, EPERM): .noPermission
            default: .inputOutput
            }
        return Failure(
            status, status == .noInput ? "not-found" : "file-failed",
            ReceiptProblem.system.text.with("path", error.path.printable).with(
                "cause", "\(error.call): \(SystemError(error.code).text)"))
    }
}

extension BatchProblem {
    var code: String {
        switch self {
        case .unknown: "batch-unknown"
        case .receiptsMissing: "receipts-missing"
        case .manifestDamaged: "manifest-damaged"
        }
    }

    var text: Text {
        switch self {
        case .unknown(let hash): ReceiptProblem.batchUnknown.text.with("hash", "\(hash)")
        case .receiptsMissing(let first): ReceiptProblem.receiptsMissing.text.with("number", "\(first)")
        case .manifestDamaged(let name): ReceiptProblem.manifestDamaged.text.with("name", name.printable)
        }
    }

    var next: Text? {
        if case .unknown = self { nil } else { ReceiptProblem.runFsck.text }
    }
}
