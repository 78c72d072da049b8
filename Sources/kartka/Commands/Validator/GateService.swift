import COSE
import CardReaders
import CardRecords
import Dispatch
import Glibc
import ISO7816
import Receipts
import SoftCard
import Synchronization
import Validation

/// Cards held to one gate, until enough of them came or somebody ends it.
struct GateService: Sendable {
    let validator: Validator
    let gate: Gate
    let values: ArgumentValues
    let console: Console

    private static let removalMillisecondsMax: Int64 = 60_000
    private static let answerMilliseconds: Int64 = 1_000

    func run() async throws(Failure) -> ExitStatus {
        tellLists(validator.problems, isFirst: true)
        if let path = values.text(CardPlace.softcard) { return try tapSoftCard(path) }
        let work = Task { () -> Result<ExitStatus, Failure> in
            do throws(Failure) { return .success(try await followReader()) } catch { return .failure(error) }
        }
        let signals = [SIGINT, SIGTERM].map { number in
            // The source hears of the signal only where the process doesn't die of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { work.cancel() }
            source.resume()
            return source
        }
        defer { for source in signals { source.cancel() } }
        return try await work.value.get()
    }

    private func tapSoftCard(_ path: String) throws(Failure) -> ExitStatus {
        let slot = try SoftCardFile.slot(path, ArgumentValues())
        var status = ExitStatus.accepted
        for _ in 0..<(values.number(ValidatorRun.taps) ?? 1) {
            slot.powerOff()
            do throws(SoftCardError) { try slot.powerOn() } catch { throw SoftCardFile.failure(error, path) }
            let count = ExchangeCount()
            status = ExitStatus(answer(CardLink(SoftCardTransport(slot), counting: count), count))
        }
        return status
    }

    // MARK: A reader

    private func followReader() async throws(Failure) -> ExitStatus {
        let reader: CardReader
        do throws(CardReaderError) { reader = try CardReaders.find(values.text(CardPlace.reader)) } catch {
            throw ReaderFailure.failure(error)
        }
        let screen = GateScreen(console)
        defer { screen.end() }
        let reloadMilliseconds = Int64(values.number(ValidatorRun.reload) ?? 30) * 1_000
        var left = values.number(ValidatorRun.taps)
        var status = ExitStatus.accepted
        var isIdle = false
        var loaded = ContinuousClock.now
        while !Task.isCancelled, left != 0 {
            if !isIdle { screen.show(.idle, ValidatorPhrase.hold.text[console.language], []) }
            isIdle = true
            if ContinuousClock.now - loaded >= .milliseconds(reloadMilliseconds) {
                tellLists(validator.reload(), isFirst: false)
                loaded = .now
            }
            do throws(CardReaderError) {
                try await reader.waitForCard(timeoutMilliseconds: reloadMilliseconds)
            } catch {
                switch error {
                case .timeout: continue
                case .cancelled: return status
                default: throw ReaderFailure.failure(error)
                }
            }
            guard let outcome = try await tap(on: reader) else { continue }
            status = ExitStatus(outcome)
            left = left.map { $0 - 1 }
            isIdle = false
            guard left != 0 else { break }
            // The answer stays as long as the card does, and a little longer.
            do throws(CardReaderError) {
                try await reader.waitForRemoval(timeoutMilliseconds: Self.removalMillisecondsMax)
            } catch {
                if case .cancelled = error { return status }
            }
            try? await Task.sleep(for: .milliseconds(Self.answerMilliseconds))
        }
        return status
    }

    /// Nil where the card left before it could be taken.
    private func tap(on reader: CardReader) async throws(Failure) -> Outcome? {
        do throws(CardAccessError<Failure>) {
            return try await reader.withCard { (card: inout CardTransaction) throws(Failure) -> Outcome in
                let count = ExchangeCount()
                return answer(CardLink(card.transport(), counting: count), count)
            }
        } catch {
            switch error {
            case .reader(.noCard), .reader(.cardStuck): return nil
            case .reader(let cause): throw ReaderFailure.failure(cause)
            case .body(let failure): throw failure
            }
        }
    }

    private func answer(_ link: consuming CardLink, _ count: ExchangeCount) -> Outcome {
        let seconds = ProcessEnvironment.now()
        let start = ContinuousClock.now
        let decision = validator.tap(over: link, at: gate, time: NumericDate(epochSeconds: seconds))
        let taken = ContinuousClock.now - start
        let report = TapReport(
            decision: decision, time: seconds, exchanges: count.total,
            milliseconds: taken.components.seconds * 1_000
                + taken.components.attoseconds / 1_000_000_000_000_000)
        console.print(json: report.json(console.language)) {
            GateScreen(console).show(
                GateScreen.Light(decision.outcome), report.headline(console.language),
                report.lines(console.language))
        }
        return decision.outcome
    }

    // MARK: Lists

    private func tellLists(_ problems: [ListProblem], isFirst: Bool) {
        if console.isJSON {
            if isFirst {
                console.print(
                    .document([("event", .text("ready")), ("validator", .text(validator.id.description))]))
            }
            guard isFirst || !problems.isEmpty else { return }
            console.print(
                .document([
                    ("event", .text("lists")),
                    (
                        "problems",
                        .array(
                            problems.map { problem in
                                .object([
                                    ("list", .text(problem.kind.word)), ("fault", .text("\(problem.fault)")),
                                ])
                            })
                    ),
                ]))
            return
        }
        if isFirst { console.note(ValidatorPhrase.ready.text.with("id", validator.id.description)) }
        for problem in problems {
            console.note(
                ValidatorPhrase.lists.text.with("kind", problem.kind.word.printable)
                    .with("fault", "\(problem.fault)".printable))
        }
        if isFirst, problems.isEmpty { console.note(ValidatorPhrase.listsFine.text) }
    }
}

extension ListKind {
    /// Stable, for programs.
    var word: String {
        switch self {
        case .trustList: "trust-list"
        case .statusList(let uri): "status-list \(uri)"
        case .statusDelta(let uri): "status-delta \(uri)"
        case .rules: "rules"
        case .nextRules: "rules-next"
        }
    }
}
