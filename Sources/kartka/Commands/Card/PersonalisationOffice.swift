import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance

/// Everything that a personalisation needs before a card is touched.
struct PersonalisationOffice: Sendable {
    let authority: OpenAuthority
    let form: ApplicantForm
    let text: [UInt8]
    let codes: CardCodesFile
    let terms: RecordTerms
    let replacesJob: Bool
    let now: NumericDate

    enum Outcome: Sendable {
        case finished(PersonalisationJob, [VerifiedRecord], bytes: [RecordType: Int])
        /// An earlier run finished it.
        case finishedBefore(PersonalisationJob)
    }

    /// Three conversations: which card is it; write; after a reset read back, verify, activate.
    func personalise(
        _ lend: CardPlace.Lend, telling console: Console
    ) throws(Failure) -> Outcome {
        let information = try Self.information(try lend())
        guard [.blank, .personalised, .active].contains(information.lifeCycle) else {
            throw PersonalisationFailure.failure(.cardState(information.lifeCycle))
        }
        let job = try job(of: information)
        let codes: CardCodes
        do { codes = try self.codes.codes(for: job) } catch { throw PersonalisationFailure.failure(error) }
        let work: Personalisation<FileKeyStore, FileKeyStore>
        do {
            work = try Personalisation(
                sealing: authority.store, cardKeys: authority.keys, trustList: authority.trustList)
        } catch { throw CardFailure.internalFault("\(error)") }
        var progress = Progress(on: console, total: 3 * job.records.count + 5)
        defer { progress.finish() }
        let link = try lend()
        let written: WrittenCard
        do {
            written = try work.write(job, codes: codes, to: link, replacesJob: replacesJob) { step in
                progress.step(PersonalisationWords.text(of: step))
            }
        } catch {
            if error == .alreadyActive {
                try note(job)
                return .finishedBefore(job)
            }
            throw PersonalisationFailure.failure(error)
        }
        let reading = try lend()
        let verified: [VerifiedRecord]
        do {
            verified = try work.finish(written, on: reading, at: now) { step in
                guard step != .finished else { return }
                progress.step(PersonalisationWords.text(of: step))
            }
        } catch { throw PersonalisationFailure.failure(error) }
        try note(job)
        return .finished(job, verified, bytes: written.records.mapValues(\.bytes.count))
    }

    /// In the status register. Where that fails, the next run finds the card active and notes it then.
    private func note(_ job: PersonalisationJob) throws(Failure) {
        do { try authority.folder.jobIsFinished(job, at: now) } catch {
            throw AuthorityFailure.failure(error)
        }
    }

    private static func information(_ link: consuming CardLink) throws(Failure) -> CardInformation {
        do { return try SelectedCard(selecting: link).information } catch {
            throw CardFailure.failure(error)
        }
    }

    /// The journal's job. One that was begun for another applicant is dropped only where that was asked for
    /// and the card is still blank.
    private func job(of information: CardInformation) throws(Failure) -> PersonalisationJob {
        let serial = information.serial
        do {
            return try authority.folder.job(
                forCard: serial, form, text: text, terms: terms,
                replacesJob: replacesJob && information.lifeCycle == .blank, at: now)
        } catch {
            if case .otherApplicant = error {
                throw PersonalisationFailure.otherApplicant(serial, information.lifeCycle)
            }
            throw AuthorityFailure.failure(error)
        }
    }
}

/// The result, for people and as JSON.
struct PersonalisedCard {
    private let outcome: PersonalisationOffice.Outcome
    private let codesPath: String

    init(_ outcome: PersonalisationOffice.Outcome, codesPath: String) {
        self.outcome = outcome
        self.codesPath = codesPath
    }

    func print(on console: Console) {
        let language = console.language
        var records: [JSONValue] = []
        var table = TextTable()
        let job: PersonalisationJob
        let wasFinished: Bool
        switch outcome {
        case .finishedBefore(let before): (job, wasFinished) = (before, true)
        case .finished(let done, let verified, let bytes):
            (job, wasFinished) = (done, false)
            for record in verified {
                let type = record.record.type
                let size = bytes[type] ?? 0
                let end = record.validity.expiration
                records.append(
                    .object([
                        ("type", .text(type.name)), ("outcome", .text("accepted")),
                        ("authority", .text(record.authority)),
                        ("statusIndex", .number(Int64(record.record.body.statusIndex))),
                        ("bytes", .number(Int64(size))),
                        ("validUntil", .text(orNull: end.map(CardWords.iso))),
                    ]))
                table.add(
                    .init(type.schema.title[language.display], .key),
                    .init(RecordPhrase.accepted.text[language], .good), .init(record.authority.printable),
                    .init(CountedText.bytes.text(for: size)[language], .faint))
            }
        }
        console.print(
            json: .document([
                ("serial", .text(Hexadecimal.text(job.cardSerial))),
                ("cardNumber", .text(job.cardNumber.digits)), ("job", .text(Hexadecimal.text(job.id))),
                ("state", .text("active")), ("finishedBefore", .bool(wasFinished)),
                ("codes", .text(codesPath)), ("records", .array(records)),
            ])
        ) {
            table.print(on: console)
            let done = wasFinished ? CardPhrase.finishedBefore : CardPhrase.finished
            console.print(
                console.styled(
                    done.text.with("number", job.cardNumber.digits)
                        .with("serial", Hexadecimal.text(job.cardSerial))[language], .good))
            console.print(CardPhrase.codesAt.text.with("path", codesPath.printable)[language])
        }
    }
}
