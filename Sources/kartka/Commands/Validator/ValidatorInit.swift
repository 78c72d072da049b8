import COSE
import CardCrypto
import Issuance
import Receipts
import Validation

/// `kartka validator init DIR`.
enum ValidatorInit {
    static let argument = Argument(
        .directory, .directory,
        help: Text(uk: "Каталог валідатора", en: "The validator's directory", ru: "Каталог валидатора"))
    static let rootKey = Option(
        "root-key", short: "r", .file, .file, required: true,
        help: Text(
            uk: "Відкритий кореневий ключ регіону (COSE_Key): йому валідатор довірятиме завжди",
            en: "The region's public root key (COSE_Key): what the validator will trust for good",
            ru: "Открытый корневой ключ региона (COSE_Key): ему валидатор будет доверять всегда"))
    static let id = Option(
        "id", .text, .serial,
        help: Text(
            uk: "Номер валідатора: 16 шістнадцяткових цифр; типово – випадковий",
            en: "The validator's number: 16 hex digits; by default a random one",
            ru: "Номер валидатора: 16 шестнадцатеричных цифр; по умолчанию – случайный"))

    static let command = Command(
        "validator", "init",
        summary: Text(
            uk: "створює каталог валідатора з власним ключем",
            en: "makes a validator's directory, with a key of its own",
            ru: "создаёт каталог валидатора с собственным ключом"),
        details: Text(
            uk:
                "Створює ключ, яким валідатор підписує квитанції, і ставить кореневий ключ регіону. Списки й "
                + "правила валідатор бере з файлів trust-list.cbor, status/ і rules.cbor того самого "
                + "каталогу; їх можна замінювати будь-коли.",
            en:
                "Makes the key that the validator signs its receipts with, and installs the region's root "
                + "key. The lists and rules are the files trust-list.cbor, status/ and rules.cbor of the "
                + "same directory, which may be replaced at any time.",
            ru:
                "Создаёт ключ, которым валидатор подписывает квитанции, и ставит корневой ключ региона. "
                + "Списки и правила валидатор берёт из файлов trust-list.cbor, status/ и rules.cbor того же "
                + "каталога; их можно заменять в любое время."),
        options: [rootKey, id] + PassphraseOptions.all,
        arguments: [argument],
        examples: [
            .init(
                "validator init gate-7 --root-key region/root-key.cbor",
                Text(uk: "Новий турнікет:", en: "A new gate:", ru: "Новый турникет:")),
            .init(
                "validator init gate-7 -r root-key.cbor --id 4B59495600000007 --passphrase-file pass",
                Text(
                    uk: "З номером оператора:", en: "With the operator's number:",
                    ru: "С номером оператора:")),
        ],
        statuses: [
            .badData, .noInput, .cannotCreate, .inputOutput, .noPermission, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let path = values.positional.first ?? ""
        let bytes = try InputFile.read(values.required(rootKey), bytesMax: 1024)
        guard let root = try? COSEKey(decoding: bytes.span) else {
            throw Failure(.badData, "root-key", ValidatorProblem.rootKey.text)
        }
        let id = try identifier(values)
        let passphrase = try PassphraseOptions.passphrase(invocation, isNew: true)
        let directory = ValidatorDirectory(path)
        let key: COSEKey
        do throws(ValidatorError) {
            key = try directory.make(root: root, id: id, passphrase: passphrase)
        } catch { throw ValidatorFailure.failure(error) }
        let console = invocation.console
        let json = JSONValue.document([
            ("validator", .text(id.description)), ("directory", .text(path)),
            ("publicKey", .text(Hexadecimal.text(key.encoded))),
            ("publicKeyFile", .text(directory.publicKey)),
        ])
        console.print(json: json) {
            let language = console.language
            console.print(
                console.styled(ValidatorPhrase.made.text.with("id", id.description)[language], .good))
            console.print(
                "  " + ValidatorPhrase.register.text.with("path", directory.publicKey.printable)[language])
        }
        return .accepted
    }

    private static func identifier(_ values: ArgumentValues) throws(Failure) -> ValidatorID {
        guard let text = values.text(id) else {
            do throws(CryptoLibraryError) {
                let bytes = try Secrets.randomBytes(count: ValidatorID.byteCount)
                return ValidatorID(rawValue: bytes.reduce(0) { $0 << 8 | UInt64($1) })
            } catch {
                throw Failure(
                    .internalFault, "internal", FilePhrase.internalFault.text.with("cause", "\(error)"),
                    next: FilePhrase.reportFault.text)
            }
        }
        guard let bytes = Hexadecimal.bytes(text), let id = ValidatorID(bytes.span) else {
            throw Failure.usage("validator-id", ValidatorProblem.wrongID.text.with("id", text.printable))
        }
        return id
    }
}
