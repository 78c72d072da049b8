import CardCrypto
import ISO7816
import SoftCard

extension CommandTable {
    static let softcardNoun = Noun(
        word: "softcard", summary: SoftCardCommand.command.summary, commands: [SoftCardCommand.command])
}

/// `kartka softcard --state FILE…`.
enum SoftCardCommand {
    static let state = Option(
        "state", short: "s", .file, .file, required: true, repeated: true,
        help: Text(
            uk: "Файл картки; кожен файл – окрема картка",
            en: "A card's file; each file is a card of its own",
            ru: "Файл карты; каждый файл – отдельная карта"))
    static let new = Option(
        "new", .flag,
        help: Text(
            uk: "Створити чисті картки в цих файлах, яких ще немає",
            en: "Make blank cards in these files, which don't exist yet",
            ru: "Создать чистые карты в этих файлах, которых ещё нет"))
    static let port = Option(
        "port", short: "p", .number(1...65_535), .port, repeated: true,
        help: Text(
            uk: "Порт vpcd, по одному на картку; типово від 35963 угору",
            en: "vpcd's port, one for each card; by default from 35963 up",
            ru: "Порт vpcd, по одному на карту; по умолчанию от 35963 вверх"))
    static let host = Option(
        "host", .text, .host, default: "127.0.0.1",
        help: Text(uk: "Де працює vpcd", en: "Where vpcd runs", ru: "Где работает vpcd"))
    static let profile = Option(
        "profile", .choice(SoftCardProfile.allCases.map(\.rawValue)), .value,
        default: SoftCardProfile.extended.rawValue,
        help: Text(
            uk: "Протокол картки: T=1 з довгими APDU, T=1 з короткими, T=0",
            en: "The card's protocol: T=1 with long APDUs, T=1 with short ones, T=0",
            ru: "Протокол карты: T=1 с длинными APDU, T=1 с короткими, T=0"))
    static let factoryKeys = Option(
        "factory-keys", .file, .file,
        help: Text(
            uk: "Заводські ключі чистої картки: три рядки шістнадцяткових цифр (ENC, MAC, DEK); "
                + "без файла – загальновідомі ключі GlobalPlatform 40…4F",
            en: "A blank card's factory keys: three lines of hex digits (ENC, MAC, DEK); "
                + "without a file GlobalPlatform's well-known 40…4F",
            ru: "Заводские ключи чистой карты: три строки шестнадцатеричных цифр (ENC, MAC, DEK); "
                + "без файла – общеизвестные ключи GlobalPlatform 40…4F"))

    static let command = Command(
        "softcard",
        summary: Text(
            uk: "вставляє програмні картки у віртуальні зчитувачі pcscd",
            en: "puts software cards into virtual readers of pcscd",
            ru: "вставляет программные карты в виртуальные считыватели pcscd"),
        details: Text(
            uk: "Картка лежить у файлі й переживає вимкнення в будь-яку мить. Потрібні pcscd і vpcd (Debian: "
                + "vsmartcard-vpcd). Картка для розробки: її ключі – у файлі. Працює, доки не перервати.",
            en:
                "The card lives in a file and survives losing its power at any moment. It needs pcscd and "
                + "vpcd (Debian: vsmartcard-vpcd). It is a card for development: its keys are in the file. "
                + "Runs until interrupted.",
            ru: "Карта живёт в файле и переносит выключение в любой миг. Нужны pcscd и vpcd (Debian: "
                + "vsmartcard-vpcd). Карта для разработки: её ключи – в файле. Работает, пока не прервать."),
        options: [state, new, port, host, profile, factoryKeys],
        examples: [
            .init(
                "softcard --new --state card.state",
                Text(
                    uk: "Нова чиста картка в першому зчитувачі:", en: "A new blank card in the first reader:",
                    ru: "Новая чистая карта в первом считывателе:")),
            .init(
                "softcard --state a.state --state b.state --port 35963 --port 35964",
                Text(uk: "Дві картки відразу:", en: "Two cards at once:", ru: "Две карты сразу:")),
        ],
        statuses: [.badData, .noInput, .unavailable, .cannotCreate, .inputOutput, .temporary],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let files = values.texts(state)
        let given = values.numbers(port)
        guard given.isEmpty || given.count == files.count else {
            throw Failure.usage(
                "port-count",
                SoftCardPhrase.portCount.text.with("ports", "\(given.count)").with("cards", "\(files.count)")
            ).about(invocation.command)
        }
        let ports = given.isEmpty ? files.indices.map { Int(VPCDLink.firstPort) + $0 } : given
        var slots: [SoftCardSlot] = []
        for file in files { slots.append(try SoftCardFile.slot(file, values)) }
        return try await SoftCardService(
            cards: zip(zip(files, ports), slots).map { .init(file: $0.0, port: $0.1, slot: $1) },
            host: values.required(host), console: invocation.console
        ).run()
    }
}
