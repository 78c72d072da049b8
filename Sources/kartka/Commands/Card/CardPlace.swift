import CardReaders
import Glibc
import ISO7816
import SoftCard

/// Where the card is: on a PC/SC reader, or in a file of this process.
struct CardPlace: Sendable {
    static let reader = Option(
        "reader", short: "r", .text, .name,
        help: Text(
            uk: "Зчитувач, досить частини назви; типово – єдиний або єдиний з карткою",
            en:
                "The reader, a part of its name will do; by default the only one, or the only one with a "
                + "card",
            ru: "Считыватель, довольно части имени; по умолчанию – единственный или единственный с картой"))
    static let softcard = Option(
        "softcard", .file, .file,
        help: Text(
            uk: "Програмна картка в цьому файлі замість зчитувача",
            en: "A software card in this file instead of a reader",
            ru: "Программная карта в этом файле вместо считывателя"))
    static let wait = Option(
        "wait", short: "w", .number(0...3600), .number, default: "30",
        help: Text(
            uk: "Скільки секунд чекати на картку", en: "For how many seconds to wait for a card",
            ru: "Сколько секунд ждать карту"))
    static let trace = Option(
        "trace", .file, .file,
        help: Text(
            uk: "Дописати у файл обмін зі зчитувачем, без секретів і персональних даних",
            en: "Append what goes through the reader to a file, without secrets and personal data",
            ru: "Дописать в файл обмен со считывателем, без секретов и персональных данных"))

    static let options = [reader, softcard, wait, trace]
    /// What commands end with that talk to a card.
    static let statuses: [ExitStatus] = [
        .badData, .noInput, .unavailable, .internalFault, .inputOutput, .temporary, .noPermission,
    ]

    /// Lends a transport for one conversation, which begins with SELECT. Each one after the first begins with
    /// a cold reset of the card.
    typealias Lend = () throws(Failure) -> CardLink

    private let values: ArgumentValues
    private let console: Console
    let exchanges = ExchangeCount()

    /// - Throws: 64 for options that exclude each other.
    init(_ invocation: Invocation) throws(Failure) {
        values = invocation.values
        console = invocation.console
        guard values.has(Self.softcard) else { return }
        for other in [Self.reader, Self.trace] where values.has(other) {
            throw Failure.usage(
                "exclusive-options",
                UsagePhrase.exclusive.text.with("first", "--\(Self.softcard.name)")
                    .with("second", "--\(other.name)")
            ).about(invocation.command)
        }
    }

    /// Takes the card, alone, for as long as `body` runs.
    ///
    /// - Parameter isNew: a software card that doesn't exist yet is made, blank.
    func withCard<R: Sendable>(
        isNew: Bool = false, _ body: @Sendable (_ lend: Lend) throws(Failure) -> R
    ) async throws(Failure) -> R {
        if let path = values.text(Self.softcard) { return try withSoftCard(path, isNew, body) }
        return try await withReader(body)
    }

    private func withSoftCard<R>(
        _ path: String, _ isNew: Bool, _ body: (Lend) throws(Failure) -> R
    ) throws(Failure) -> R {
        // safe: the string is copied for the call.
        let isThere = unsafe access(path, F_OK) == 0
        let slot = try SoftCardFile.slot(path, isNew && !isThere ? values : ArgumentValues())
        return try body { () throws(Failure) -> CardLink in
            slot.powerOff()
            do throws(SoftCardError) { try slot.powerOn() } catch { throw SoftCardFile.failure(error, path) }
            return CardLink(SoftCardTransport(slot), counting: exchanges)
        }
    }

    private func withReader<R: Sendable>(
        _ body: @Sendable (Lend) throws(Failure) -> R
    ) async throws(Failure) -> R {
        let reader: CardReader
        do throws(CardReaderError) {
            let trace: TraceFile?
            if let path = values.text(Self.trace) { trace = try TraceFile(path: path) } else { trace = nil }
            reader = try CardReaders.find(values.text(Self.reader), trace: trace)
            try await waitForCard(on: reader)
        } catch { throw ReaderFailure.failure(error) }
        do throws(CardAccessError<Failure>) {
            return try await reader.withCard {
                [exchanges] (card: inout CardTransaction) throws(Failure) -> R in
                var isFirst = true
                return try body { () throws(Failure) -> CardLink in
                    if !isFirst {
                        do throws(CardTransportError) { try card.reset() } catch {
                            throw CardFailure.failure(.transport(error))
                        }
                    }
                    isFirst = false
                    return CardLink(card.transport(), counting: exchanges)
                }
            }
        } catch {
            switch error {
            case .reader(let cause): throw ReaderFailure.failure(cause)
            case .body(let failure): throw failure
            }
        }
    }

    private func waitForCard(on reader: CardReader) async throws(CardReaderError) {
        guard try await !reader.state().hasCard else { return }
        let seconds = values.number(Self.wait) ?? 0
        guard seconds > 0 else { throw .noCard(reader: reader.name) }
        console.note(
            CardPhrase.putCardOn.text.with("reader", reader.name.printable).with("seconds", "\(seconds)"))
        do { try await reader.waitForCard(timeoutMilliseconds: Int64(seconds) * 1000) } catch {
            if case .timeout = error { throw .noCard(reader: reader.name) }
            throw error
        }
    }
}
