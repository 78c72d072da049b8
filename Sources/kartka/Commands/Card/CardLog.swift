import CardRecords
import ISO7816
import Issuance

/// `kartka card log taps|accesses`.
enum CardLog {
    private enum Kind: String, CaseIterable {
        case taps, accesses
    }

    static let command = Command(
        "card", "log",
        summary: Text(
            uk: "показує журнали картки: проходи й читання захищених записів",
            en: "shows the card's logs: taps, and who read protected records",
            ru: "показывает журналы карты: проходы и чтение защищённых записей"),
        details: Text(
            uk:
                "taps: останні 10 проходів, для держателя (CAN або PIN) чи емітента. accesses: останні 30 "
                + "читань захищених записів – роль, запис, термінал, час, – для держателя (PIN) чи емітента. "
                + "З --authority читає емітент.",
            en:
                "taps: the last 10 taps, for the holder (CAN or PIN) or the issuer. accesses: the last 30 "
                + "readings of protected records – role, record, terminal, time – for the holder (PIN) or "
                + "the issuer. With --authority the issuer reads.",
            ru:
                "taps: последние 10 проходов, для держателя (CAN или PIN) или эмитента. accesses: последние "
                + "30 чтений защищённых записей – роль, запись, терминал, время, – для держателя (PIN) или "
                + "эмитента. С --authority читает эмитент."),
        options: Command.merging(
            HolderCode.showing, [TrustSource.authority], PassphraseOptions.all, CardPlace.options),
        arguments: [
            Argument(
                .name, .choice(Kind.allCases.map(\.rawValue)),
                help: Text(uk: "Який журнал", en: "Which log", ru: "Какой журнал"))
        ],
        examples: [
            .init(
                "card log accesses --pin",
                Text(
                    uk: "Хто читав мої записи:", en: "Who has read my records:",
                    ru: "Кто читал мои записи:")),
            .init(
                "card log taps --authority region --json",
                Text(uk: "Проходи, у JSON:", en: "The taps, as JSON:", ru: "Проходы, в JSON:")),
        ],
        statuses: CardPlace.statuses + [.badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        guard let kind = Kind(rawValue: invocation.values.positional.first ?? "") else {
            preconditionFailure("the table takes these words only")
        }
        let place = try CardPlace(invocation)
        let isIssuer = invocation.values.has(TrustSource.authority)
        let look = CardViewer(
            role: isIssuer ? .issuer : nil, pin: try HolderCode.shownPIN(invocation),
            can: try HolderCode.shownCAN(invocation))
        let keys = try isIssuer ? OpenAuthority(roleOf: invocation).keys : nil
        let console = invocation.console
        switch kind {
        case .taps:
            let taps = try await place.withCard { lend throws(Failure) in
                let link = try lend()
                do throws(CardReadingError) { return try CardLogs.taps(of: link, as: look, keys: keys) } catch
                {
                    throw CardFailure.failure(error)
                }
            }
            print(taps, on: console)
        case .accesses:
            let accesses = try await place.withCard { lend throws(Failure) in
                let link = try lend()
                do throws(CardReadingError) {
                    return try CardLogs.accesses(of: link, as: look, keys: keys)
                } catch {
                    throw CardFailure.failure(error)
                }
            }
            print(accesses, on: console)
        }
        return .accepted
    }

    private static func print(_ taps: [TapRecord], on console: Console) {
        let language = console.language
        let rows = taps.map { tap in
            JSONValue.object([
                ("time", .text(Timestamp(epochSeconds: Int64(tap.entry.timeEpochSeconds)).text)),
                ("terminal", .text(Hexadecimal.text(tap.entry.terminalID))),
                ("routeAndStop", .text(Hexadecimal.text(tap.entry.routeAndStop))),
                ("cardCounter", .number(Int64(tap.cardCounter))),
                ("fromTransportRole", .bool(tap.isFromTransportRole)),
            ])
        }
        console.print(json: .document([("taps", .array(rows))])) {
            guard !taps.isEmpty else { return console.print(CardPhrase.noTaps.text[language]) }
            var table = TextTable()
            for tap in taps {
                table.add(
                    .init(time(tap.entry.timeEpochSeconds, language)),
                    .init(Hexadecimal.text(tap.entry.terminalID)),
                    .init(Hexadecimal.text(tap.entry.routeAndStop)), .init("\(tap.cardCounter)", .faint))
            }
            table.print(on: console)
        }
    }

    private static func print(_ accesses: [AccessRecord], on console: Console) {
        let language = console.language
        let rows = accesses.map { access in
            JSONValue.object([
                ("time", .text(Timestamp(epochSeconds: Int64(access.timeEpochSeconds)).text)),
                ("role", .text(viewpoint(access.role).rawValue)),
                ("record", .text(type(access.file)?.name ?? "\(access.file)")),
                ("terminal", .text(Hexadecimal.text(access.terminalID))),
            ])
        }
        console.print(json: .document([("accesses", .array(rows))])) {
            guard !accesses.isEmpty else { return console.print(CardPhrase.noAccesses.text[language]) }
            var table = TextTable()
            for access in accesses {
                table.add(
                    .init(time(access.timeEpochSeconds, language)),
                    .init(viewpoint(access.role).text[language], .key),
                    .init(type(access.file)?.schema.title[language.display] ?? "\(access.file)"),
                    .init(Hexadecimal.text(access.terminalID), .faint))
            }
            table.print(on: console)
        }
    }

    private static func time(_ seconds: UInt32, _ language: Language) -> String {
        EpochSeconds.text(Int64(seconds), in: language.display) ?? "\(seconds)"
    }

    private static func type(_ file: CardApplication.File) -> RecordType? {
        RecordType.allCases.first { $0.file == file }
    }

    private static func viewpoint(_ role: CardApplication.Role) -> CardViewpoint {
        CardViewpoint.allCases.first { $0.role == role } ?? .anyone
    }
}
