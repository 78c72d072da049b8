import CardCrypto
import ISO7816
import Issuance

/// `kartka card pin status|change|unblock`.
enum CardPIN {
    private enum Act: String, CaseIterable {
        case status, change, unblock
    }

    static let command = Command(
        "card", "pin",
        summary: Text(
            uk: "показує спроби PIN, змінює або розблоковує PIN",
            en: "tells PIN tries, changes or unblocks the PIN",
            ru: "показывает попытки PIN, меняет или разблокирует PIN"),
        details: Text(
            uk:
                "status нічого не питає. change бере старий і новий PIN. unblock задає новий PIN з PUK із "
                + "листа; або з --authority – без PUK, ключем емітента, коли особу встановлено. Коди – лише "
                + "з файлів або з термінала, ніколи з командного рядка.",
            en:
                "status asks for nothing. change takes the old and the new PIN. unblock sets a new PIN with "
                + "the PUK of the letter; or with --authority without a PUK, by the issuer's key, once the "
                + "person has been identified. Codes come from files or the terminal only, never from the "
                + "command line.",
            ru:
                "status ничего не спрашивает. change берёт старый и новый PIN. unblock задаёт новый PIN с "
                + "PUK из письма; или с --authority – без PUK, ключом эмитента, когда личность установлена. "
                + "Коды – только из файлов или с терминала, никогда из командной строки."),
        options: Command.merging(
            [HolderCode.pinFile, HolderCode.pukFile, HolderCode.newPINFile, TrustSource.authority],
            PassphraseOptions.all, CardPlace.options),
        arguments: [
            Argument(
                .verb, .choice(Act.allCases.map(\.rawValue)),
                help: Text(uk: "Що зробити", en: "What to do", ru: "Что сделать"))
        ],
        examples: [
            .init(
                "card pin change",
                Text(
                    uk: "Новий PIN, коди спитає термінал:", en: "A new PIN, the terminal asks for the codes:",
                    ru: "Новый PIN, коды спросит терминал:")),
            .init(
                "card pin unblock --puk-file puk --new-pin-file pin",
                Text(
                    uk: "Розблокувати з PUK:", en: "Unblock with the PUK:", ru: "Разблокировать с PUK:")),
        ],
        statuses: CardPlace.statuses + [.badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        guard let act = Act(rawValue: invocation.values.positional.first ?? "") else {
            preconditionFailure("the table takes these words only")
        }
        let place = try CardPlace(invocation)
        switch act {
        case .status: break
        case .change: try await change(invocation, place)
        case .unblock where invocation.values.has(TrustSource.authority): try await reset(invocation, place)
        case .unblock: try await unblock(invocation, place)
        }
        let inspection = try await place.withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardError) { return try CardInspection(link) } catch {
                throw CardFailure.failure(error)
            }
        }
        print(act, inspection.tries, on: invocation.console)
        return .accepted
    }

    private static func change(_ invocation: Invocation, _ place: CardPlace) async throws(Failure) {
        let old = try HolderCode.oldPIN(invocation)
        let new = try HolderCode.newPIN(invocation)
        let outcome = try await place.withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardError) { return try PINCare.change(from: old, to: new, on: link) } catch {
                throw CardFailure.failure(error)
            }
        }
        guard outcome == .verified else { throw CardFailure.failure(outcome, named: "PIN") }
    }

    private static func unblock(_ invocation: Invocation, _ place: CardPlace) async throws(Failure) {
        let puk = try HolderCode.puk(invocation)
        let new = try HolderCode.newPIN(invocation)
        let outcome = try await place.withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardError) { return try PINCare.unblock(puk: puk, newPIN: new, on: link) } catch {
                throw CardFailure.failure(error)
            }
        }
        guard outcome == .verified else { throw CardFailure.failure(outcome, named: "PUK") }
    }

    private static func reset(_ invocation: Invocation, _ place: CardPlace) async throws(Failure) {
        let new = try HolderCode.newPIN(invocation)
        let keys = try OpenAuthority(roleOf: invocation).keys
        try await place.withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardError) { try PINCare.reset(to: new, on: link, keys: keys) } catch {
                throw CardFailure.failure(error)
            }
        }
    }

    private static func print(_ act: Act, _ tries: VerificationState, on console: Console) {
        let language = console.language
        console.print(
            json: .document([
                ("done", .text(act.rawValue)), ("pinTriesLeft", .number(Int64(tries.pinTriesLeft))),
                ("pukTriesLeft", .number(Int64(tries.pukTriesLeft))),
                ("canDelaySeconds", .number(Int64(tries.canDelaySeconds))),
            ])
        ) {
            if act != .status { console.print(console.styled(CardPhrase.pinSet.text[language], .good)) }
            var table = TextTable()
            table.add(
                .init(CardPhrase.pinTries.text[language], .key),
                .init("\(tries.pinTriesLeft)", tries.pinTriesLeft == 0 ? .bad : .plain))
            table.add(
                .init(CardPhrase.pukTries.text[language], .key),
                .init("\(tries.pukTriesLeft)", tries.pukTriesLeft == 0 ? .bad : .plain))
            table.add(
                .init(CardPhrase.canDelay.text[language], .key),
                .init(CountedText.seconds.text(for: tries.canDelaySeconds)[language]))
            table.print(on: console)
        }
    }
}
