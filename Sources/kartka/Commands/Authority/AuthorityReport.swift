import COSE
import CardCrypto
import CardRecords
import Issuance

/// How near the trust list is to the moment when nobody decides by it any more.
enum Freshness: String, Sendable {
    case current
    /// The last quarter of its time has begun.
    case due
    case overdue

    init(_ list: TrustList, at now: NumericDate) {
        let left = list.nextUpdate.epochSeconds - now.epochSeconds
        let whole = list.nextUpdate.epochSeconds - list.issued.epochSeconds
        self = left <= 0 ? .overdue : left < whole / 4 ? .due : .current
    }
}

/// What there is in an authority's directory, for people and as JSON.
struct AuthorityReport {
    let path: String
    let now: NumericDate
    let list: TrustList
    let rootKey: COSEKey
    let rootThumbprint: KeyThumbprint
    let freshness: Freshness

    /// How long before its end a key is worth a warning.
    private static let keyWarningSeconds: Int64 = 30 * 86_400

    /// - Throws: 78 where the trust list isn't the root's.
    init(_ folder: AuthorityFolder, at now: NumericDate) throws(Failure) {
        path = folder.path
        self.now = now
        list = try AuthorityInput.trustList(of: folder)
        do { rootKey = try folder.rootKey() } catch { throw AuthorityFailure.failure(error) }
        do { rootThumbprint = try rootKey.thumbprint() } catch {
            throw AuthorityFailure.failure(.damaged(path: "\(folder.path)/root-key.cbor"))
        }
        freshness = Freshness(list, at: now)
    }

    func print(
        on console: Console, headline: Text, isFirst: Bool = false, rotated: [Domain]? = nil
    ) {
        if console.isJSON {
            console.print(json(in: console.language, isFirst: isFirst, rotated: rotated))
            return
        }
        let title = headline.with("region", list.region.printable).with("path", path.printable)
        console.print(console.styled(title[console.language], .heading))
        facts(in: console.language).print(on: console, indent: "  ")
        console.print()
        keys(in: console.language).print(on: console, indent: "  ")
        if isFirst || rotated != nil { printAdvice(on: console, isFirst: isFirst) }
        for warning in warnings { console.note(warning.text) }
    }

    // MARK: For people

    private func facts(in language: Language) -> TextTable {
        var table = TextTable()
        table.add(.init(AuthorityReportPhrase.root.text[language], .key), .init(rootThumbprint.description))
        let version = AuthorityReportPhrase.version.text.with("version", "\(list.version)")
        table.add(.init(AuthorityReportPhrase.trustList.text[language], .key), .init(version[language]))
        table.add(
            .init(AuthorityReportPhrase.issued.text[language], .key), .init(list.issued.text(in: language)))
        let style: Style = freshness == .overdue ? .bad : freshness == .due ? .doubtful : .plain
        table.add(
            .init(AuthorityReportPhrase.nextUpdate.text[language], .key),
            .init(list.nextUpdate.text(in: language), style))
        return table
    }

    private func keys(in language: Language) -> TextTable {
        var table = TextTable()
        let heads: [AuthorityReportPhrase] = [.key, .authority, .state, .validFrom, .validUntil, .seals]
        let head = heads.map { TextTable.Cell($0.text[language], .heading) }
        table.add(head[0], head[1], head[2], head[3], head[4], head[5])
        for key in sortedKeys {
            let state = AuthorityReportPhrase.state(of: key, at: now)
            table.add(
                .init(key.keyID.description, isSealing(key) ? .key : .faint),
                .init(key.authority.printable),
                .init(state.text[language], state.style),
                .init(key.validity.lowerBound.text(in: language)),
                .init(key.validity.upperBound.text(in: language)),
                .init(recordTypes(of: key).map { $0.schema.title[language.display] }.joined(separator: ", ")))
        }
        return table
    }

    private func printAdvice(on console: Console, isFirst: Bool) {
        let advice: [(AuthorityReportPhrase, [String])] =
            isFirst
            ? [
                (.giveOnce, ["root-key.cbor"]), (.giveAlways, ["trust-list.cose"]),
                (.takeOffline, ["root.key.pem"]),
                (.backUp, ["card-keys.pem", "*.key.pem", "ledger.json", "register.log", "jobs/"]),
            ]
            : [
                (.giveAlways, ["trust-list.cose"]), (.takeOffline, ["root.key.pem"]),
                (.backUp, ["*.key.pem"]),
            ]
        for (phrase, names) in advice {
            console.print()
            console.print(console.styled(phrase.text[console.language], .heading))
            for name in names { console.print("  \(path.printable)/\(name)") }
        }
    }

    // MARK: For programs

    private func json(in language: Language, isFirst: Bool, rotated: [Domain]?) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("path", .text(path)),
            ("region", .text(list.region)),
            (
                "rootKey",
                .object([
                    ("path", .text("\(path)/root-key.cbor")),
                    ("thumbprint", .text(rootThumbprint.description)),
                    ("algorithm", .text(AuthorityOptions.name(of: rootKey.curve))),
                ])
            ),
            (
                "trustList",
                .object([
                    ("path", .text("\(path)/trust-list.cose")),
                    ("version", .number(Int64(clamping: list.version))),
                    ("issued", .text(list.issued.stamp)),
                    ("nextUpdate", .text(list.nextUpdate.stamp)),
                    ("freshness", .text(freshness.rawValue)),
                ])
            ),
            ("keys", .array(sortedKeys.map(json))),
        ]
        if let rotated { members.append(("rotated", .array(rotated.map { .text($0.rawValue) }))) }
        let warnings = warnings.map { warning in
            JSONValue.object([
                ("code", .text(warning.code)), ("text", .text(warning.text[language])),
            ])
        }
        return .document(members + [("warnings", .array(warnings))])
    }

    private func json(_ key: TrustedKey) -> JSONValue {
        .object([
            ("keyId", .text(key.keyID.description)),
            ("authority", .text(key.authority)),
            ("domain", .text(orNull: domain(of: key)?.rawValue)),
            ("recordTypes", .array(recordTypes(of: key).map { .text($0.name) })),
            ("algorithm", .text(AuthorityOptions.name(of: key.key.curve))),
            ("validFrom", .text(key.validity.lowerBound.stamp)),
            ("validUntil", .text(key.validity.upperBound.stamp)),
            ("state", .text("\(key.state)")),
            ("statusListURI", .text(orNull: key.statusListURI)),
            ("seals", .bool(isSealing(key))),
        ])
    }

    // MARK: What is to be done

    private var warnings: [(code: String, text: Text)] {
        var warnings: [(code: String, text: Text)] = []
        let time = Text(
            uk: list.nextUpdate.text(in: .ukrainian), en: list.nextUpdate.text(in: .english),
            ru: list.nextUpdate.text(in: .russian))
        switch freshness {
        case .current: break
        case .due:
            warnings.append(("trust-list-due", AuthorityReportPhrase.listDue.text.with("time", time)))
        case .overdue:
            warnings.append(("trust-list-overdue", AuthorityReportPhrase.listOverdue.text.with("time", time)))
        }
        for domain in Domain.allCases {
            guard let key = list.sealingKey(of: domain, at: now) else {
                warnings.append(
                    ("no-sealing-key", AuthorityReportPhrase.noKey.text.with("domain", domain.rawValue)))
                continue
            }
            let left = key.validity.upperBound.epochSeconds - now.epochSeconds
            guard left < Self.keyWarningSeconds else { continue }
            let days = CountedText.days.text(for: Int(clamping: left / 86_400))
            warnings.append(
                (
                    "key-due",
                    AuthorityReportPhrase.keyDue.text.with("domain", domain.rawValue).with("days", days)
                ))
        }
        return warnings.map { ($0.code, $0.text.with("path", path.printable)) }
    }

    // MARK: Keys

    /// By domain, the newest last.
    private var sortedKeys: [TrustedKey] {
        let order = Domain.allCases
        func rank(_ key: TrustedKey) -> (Int, Int64, UInt64) {
            let index = domain(of: key).flatMap { order.firstIndex(of: $0) } ?? order.count
            return (index, key.validity.lowerBound.epochSeconds, key.keyID.rawValue)
        }
        return list.keys.sorted { rank($0) < rank($1) }
    }

    private func domain(of key: TrustedKey) -> Domain? {
        Domain.allCases.first { $0.recordTypes == key.recordTypes }
    }

    private func recordTypes(of key: TrustedKey) -> [RecordType] {
        RecordType.allCases.filter { key.recordTypes.contains($0) }
    }

    /// Whether new records of its domain get this key's signature now.
    private func isSealing(_ key: TrustedKey) -> Bool {
        domain(of: key).flatMap { list.sealingKey(of: $0, at: now) }?.keyID == key.keyID
    }
}

extension AuthorityReportPhrase {
    fileprivate static func state(of key: TrustedKey, at now: NumericDate) -> AuthorityReportPhrase {
        switch key.state {
        case .active: key.validity.upperBound < now ? .ended : .active
        case .retired: .retired
        case .revoked: .revoked
        }
    }

    fileprivate var style: Style {
        switch self {
        case .active: .good
        case .ended: .doubtful
        case .revoked: .bad
        default: .faint
        }
    }
}
