import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance

/// `kartka card update`: a newer record in the place of one.
enum CardUpdate {
    static let input = Option(
        "in", short: "i", .file, .file, required: true,
        help: Text(
            uk: "Новий запис у JSON, без номера картки й номера в переліку станів; «-» – стандартний ввід",
            en: "The new record as JSON, without card number and status index; “-” is standard input",
            ru: "Новая запись в JSON, без номера карты и номера в перечне состояний; «-» – стандартный ввод"))
    static let type = Option(
        "type", .choice(RecordType.allCases.filter { $0.domain.role != nil }.map(\.name)), .type,
        required: true, help: Text(uk: "Вид запису", en: "The kind of record", ru: "Вид записи"))
    static let validDays = Option(
        "valid-days", .number(1...36_525), .number, default: "1826",
        help: Text(
            uk: "Скільки днів діє новий запис", en: "For how many days the new record holds",
            ru: "Сколько дней действует новая запись"))

    static let command = Command(
        "card", "update",
        summary: Text(
            uk: "замінює один запис чинної картки новим",
            en: "replaces one record of an active card by a newer one",
            ru: "заменяет одну запись действующей карты новой"),
        details: Text(
            uk:
                "Номер картки береться з її ж запису, номер у переліку станів – свіжий. Картка має або "
                + "старий запис, або новий, хоч би що вимкнули; після перерви повторіть команду. Коли новий "
                + "запис на картці, старий у реєстрі замінено: турнікети відмовлять йому після наступного "
                + "kartka authority publish.",
            en:
                "The card number comes from the card's own record, the status index is a fresh one. The card "
                + "has the old record or the new one, whatever is unplugged; after an interruption repeat "
                + "the command. Once the new record is on the card, the register has the old one as "
                + "superseded: gates refuse it after the next kartka authority publish.",
            ru:
                "Номер карты берётся из её же записи, номер в перечне состояний – свежий. На карте либо "
                + "старая запись, либо новая, что бы ни отключили; после перерыва повторите команду. Когда "
                + "новая запись на карте, старая в реестре заменена: турникеты откажут ей после следующего "
                + "kartka authority publish."),
        options: Command.merging(
            [AuthorityInput.option, input, type, validDays], PassphraseOptions.all, HolderCode.showing,
            [CardRead.terminal], CardPlace.options),
        examples: [
            .init(
                "card update --authority region --type transport-concession --in concession.json",
                Text(uk: "Нова пільга:", en: "A new concession:", ru: "Новая льгота:")),
            .init(
                "card update -a region --type medical-summary --in summary.json --pin",
                Text(
                    uk: "Медичне зведення, з PIN держателя:", en: "A medical summary, with the holder's PIN:",
                    ru: "Медицинская сводка, с PIN держателя:")),
        ],
        statuses: CardPlace.statuses + [.refused, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let place = try CardPlace(invocation)
        guard let type = RecordType(name: values.required(type)) else {
            preconditionFailure("the table takes the names of record types only")
        }
        let path = values.required(input)
        let text = try InputFile.read(path)
        let form: ApplicantForm
        do { form = try ApplicantForm(type, json: text) } catch { throw FormFailure.failure(error, path) }
        let look = CardViewer(
            role: type.domain.role, pin: try HolderCode.shownPIN(invocation),
            can: try HolderCode.shownCAN(invocation), terminalID: try CardRead.terminalID(invocation))
        let authority = try OpenAuthority(invocation, sealing: [type.domain])
        let verifier = try TrustSource.verifier(authority.trustList)
        let now = try SystemClock.now()
        let days = Int64(values.number(validDays) ?? 1_826)
        guard let validity = RecordTerms(days: days).validity(of: nil, issuedAt: now) else {
            throw AuthorityFailure.failure(.days(days))
        }
        let change = try await place.withCard { lend throws(Failure) in
            let present = try Self.present(try lend(), look, authority, verifier, type, now)
            try Self.settle(type, present, authority.folder, now)
            let draft = try Self.draft(form, type, present, validity, authority, now)
            let link = try lend()
            let update = RecordUpdate(
                sealing: authority.store, cardKeys: authority.keys, trustList: authority.trustList)
            let sealed: SealedRecord
            do throws(RecordUpdateError) { sealed = try update.write(draft, to: link) } catch {
                throw Self.failure(error)
            }
            let index = draft.record.body.statusIndex
            let superseded = try Self.note(type, index, present.cardNumber, authority.folder, now)
            return Change(
                type: type, bytes: sealed.bytes.count, statusIndex: index,
                replaced: present.statusIndex ?? superseded.last(where: \.isOnCard)?.index,
                superseded: superseded.map(\.index), validity: validity)
        }
        change.print(on: invocation.console)
        return .accepted
    }

    private static func present(
        _ link: consuming CardLink, _ look: borrowing CardViewer, _ authority: OpenAuthority,
        _ verifier: RecordVerifier, _ type: RecordType, _ now: NumericDate
    ) throws(Failure) -> PresentNumbers {
        let report: CardReport
        do {
            let types: [RecordType] = type == .transportConcession ? [type] : [.transportConcession, type]
            report = try CardReading(verifier).read(
                link, as: look, keys: authority.keys, only: types, at: now)
        } catch { throw CardFailure.failure(error) }
        guard report.information.lifeCycle == .active else {
            throw failure(.cardState(report.information.lifeCycle))
        }
        if let present = PresentNumbers(report, replacing: type) { return present }
        let number: CardNumber?
        do { number = try authority.folder.cardNumber(ofCard: report.information.serial) } catch {
            throw AuthorityFailure.failure(error)
        }
        guard let number else {
            throw Failure(
                .refused, "card-number-unknown", CardProblem.noCardNumber.text,
                next: CardProblem.showPIN.text)
        }
        return PresentNumbers(cardNumber: number)
    }

    /// The card tells which of two records it has where an earlier update was interrupted.
    private static func settle(
        _ type: RecordType, _ present: PresentNumbers, _ folder: AuthorityFolder, _ now: NumericDate
    ) throws(Failure) {
        guard let index = present.statusIndex else { return }
        _ = try note(type, index, present.cardNumber, folder, now)
    }

    /// - Returns: the records that are superseded now.
    private static func note(
        _ type: RecordType, _ index: Int, _ card: CardNumber, _ folder: AuthorityFolder, _ now: NumericDate
    ) throws(Failure) -> [RegisteredRecord] {
        do { return try folder.cardShows(type, index: index, on: card, at: now) } catch {
            throw AuthorityFailure.failure(error)
        }
    }

    private static func draft(
        _ form: ApplicantForm, _ type: RecordType, _ present: PresentNumbers, _ validity: Validity,
        _ authority: OpenAuthority, _ now: NumericDate
    ) throws(Failure) -> DraftRecord {
        let index: Int
        do { index = try authority.folder.issueRecord(type, for: present.cardNumber, at: now) } catch {
            throw AuthorityFailure.failure(error)
        }
        do {
            return DraftRecord(
                try form.record(type, cardNumber: present.cardNumber, statusIndex: index), validity: validity)
        } catch { throw FormFailure.failure(error, "–") }
    }

    private static func failure(_ error: RecordUpdateError) -> Failure {
        switch error {
        case .card(let cause):
            let failure = CardFailure.failure(cause)
            guard cause.leavesCommandInDoubt else { return failure }
            return Failure(
                failure.status, failure.code,
                CardProblem.joined.text.with("first", failure.what).with(
                    "second", CardProblem.oldOrNew.text), next: CardProblem.sameCommand.text)
        case .cardState(let state):
            return Failure(
                .refused, "card-state", CardProblem.onlyActive.text.with("state", CardWords.state(state)),
                next: CardProblem.seeInfo.text)
        case .issuerOnly(let type):
            return Failure(
                .refused, "issuer-only",
                CardProblem.issuerOnly.text.with("record", PersonalisationFailure.title(type)))
        case .sealingKey(let domain): return PersonalisationFailure.failure(.keyStore(.sealingKey(domain)))
        case .seal(let cause): return PersonalisationFailure.failure(cause, .transportConcession)
        case .cardProof: return PersonalisationFailure.failure(.cardProof)
        case .readBack(let type): return PersonalisationFailure.failure(.readBack(type))
        case .library: return CardFailure.internalFault("libcrypto")
        }
    }

    private struct Change: Sendable {
        let type: RecordType
        let bytes: Int
        let statusIndex: Int
        /// The record that the card had before; nil where it had none.
        let replaced: Int?
        let superseded: [Int]
        let validity: Validity

        func print(on console: Console) {
            let language = console.language
            let end = validity.expiration
            console.print(
                json: .document([
                    ("type", .text(type.name)), ("statusIndex", .number(Int64(statusIndex))),
                    ("replacedStatusIndex", replaced.map { .number(Int64($0)) } ?? .null),
                    ("superseded", .array(superseded.map { .number(Int64($0)) })),
                    ("bytes", .number(Int64(bytes))), ("validUntil", .text(orNull: end.map(CardWords.iso))),
                ])
            ) {
                console.print(
                    console.styled(
                        CardPhrase.updated.text.with("record", PersonalisationFailure.title(type))
                            .with("index", "\(statusIndex)")[language], .good))
                guard !superseded.isEmpty else { return }
                let list = superseded.map(String.init).joined(separator: ", ")
                console.print(CardPhrase.superseded.text.with("index", list)[language])
            }
        }
    }
}
