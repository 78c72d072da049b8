import CardRecords
import Receipts

/// One receipt with what was found, for people and as JSON.
struct ReceiptReport {
    let result: ReceiptChecker.Result
    /// Card numbers are personal data: whole only where they were asked for.
    let showsNumbers: Bool

    func print(on console: Console) {
        console.print(json: json(in: console.language)) {
            if let receipt = result.receipt { console.print(line(receipt, on: console)) }
            for finding in result.findings {
                console.print(
                    "          "
                        + console.styled(
                            finding.text(in: console.language),
                            finding.outcome == .refused ? .bad : .doubtful))
            }
        }
    }

    private func line(_ receipt: Receipt, on console: Console) -> String {
        let language = console.language
        let number = String(receipt.sequence.rawValue)
        let place = receipt.draft.place
        var parts = [
            String(repeating: " ", count: max(0, 8 - number.count)) + number, receipt.draft.time.stamp,
            outcome(receipt.verdict.outcome, on: console),
            "\(place.carrier)/\(place.route)/\(place.stop)",
            card(receipt) ?? ReceiptPhrase.noRecord.text[language],
        ]
        if let kind = receipt.draft.record?.concessionClass {
            parts.append(kind.title(in: language.display))
        }
        if let fare = receipt.draft.fare { parts.append(price(fare)[language]) }
        if let earlier = receipt.verdict.sameTripAs {
            parts.append(ReceiptPhrase.repeats.text.with("number", "\(earlier)")[language])
        }
        let words = receipt.verdict.codes.map { ReceiptReport.word(code: $0) }
        if !words.isEmpty { parts.append("[\(words.joined(separator: ", "))]") }
        return parts.joined(separator: "  ")
    }

    private func outcome(_ outcome: Outcome, on console: Console) -> String {
        switch outcome {
        case .accepted: console.styled(RecordPhrase.accepted.text[console.language], .good)
        case .refused: console.styled(RecordPhrase.refused.text[console.language], .bad)
        case .undetermined: console.styled(RecordPhrase.undetermined.text[console.language], .doubtful)
        }
    }

    private func card(_ receipt: Receipt) -> String? {
        receipt.draft.record.map { showsNumbers ? $0.cardNumber.digits : $0.cardNumber.masked }
    }

    private func price(_ fare: TripFare) -> Text {
        switch fare.price {
        case .free: ReceiptPhrase.free.text
        case .discount(let percent): ReceiptPhrase.discount.text.with("percent", "\(percent)")
        case .fixed(let amount): ReceiptPhrase.fixed.text.with("amount", "\(amount)")
        case .full: ReceiptPhrase.fullFare.text
        }
    }

    /// The stable word of a reason or notice; a number that this version doesn't know stays a number.
    static func word(code: UInt16) -> String {
        Reason(rawValue: Int32(code))?.code ?? Notice(rawValue: Int32(code))?.code ?? String(code)
    }

    private func json(in language: Language) -> JSONValue {
        let findings = JSONValue.array(result.findings.map { $0.json(in: language) })
        guard let receipt = result.receipt else {
            return .document([("receipt", .null), ("findings", findings)])
        }
        let draft = receipt.draft
        let members: [(String, JSONValue)] = [
            ("sequence", .number(Int64(receipt.sequence.rawValue))),
            ("hash", .text(orNull: result.hash?.description)),
            ("previous", .text(receipt.previous.description)),
            ("validator", .text(draft.validator.description)),
            ("time", .text(draft.time.stamp)),
            ("carrier", .number(Int64(draft.place.carrier))),
            ("route", .number(Int64(draft.place.route))),
            ("stop", .number(Int64(draft.place.stop))),
            ("mode", draft.place.mode.map { .number(Int64($0)) } ?? .null),
            ("zone", draft.place.zone.map { .number(Int64($0)) } ?? .null),
            ("card", .text(orNull: card(receipt))),
            ("recordIssued", .text(orNull: draft.record?.issuedAt.stamp)),
            ("class", .text(orNull: draft.record?.concessionClass.map(Self.name(of:)))),
            ("fare", draft.fare.map(Self.json) ?? .null),
            ("cardCounter", receipt.card.map { .number(Int64($0.counter)) } ?? .null),
            ("outcome", .text(Self.word(receipt.verdict.outcome))),
            (
                "codes",
                .array(receipt.verdict.codes.map { code in .text(Self.word(code: code)) })
            ),
            ("sameTripAs", receipt.verdict.sameTripAs.map { .number(Int64($0.rawValue)) } ?? .null),
        ]
        return .document([("receipt", .object(members)), ("findings", findings)])
    }

    private static func name(of kind: TransportConcession.ConcessionClass) -> String {
        TransportConcession.ConcessionClass.choices.first { $0.value == kind.rawValue }?.name ?? ""
    }

    static func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .refused: "refused"
        case .undetermined: "undetermined"
        }
    }

    private static func json(_ fare: TripFare) -> JSONValue {
        let (price, value): (String, JSONValue) =
            switch fare.price {
            case .free: ("free", .null)
            case .discount(let percent): ("discount", .number(Int64(percent)))
            case .fixed(let amount): ("fixed", .number(Int64(amount)))
            case .full: ("full", .null)
            }
        return .object([
            ("price", .text(price)), ("value", value),
            ("payer", fare.payer.map { .number(Int64($0)) } ?? .null),
            ("rulesVersion", fare.rulesVersion.map { .number(Int64($0)) } ?? .null),
            ("rule", fare.rule.map { .number(Int64($0)) } ?? .null),
            ("companions", fare.companions.map { .number(Int64($0)) } ?? .null),
        ])
    }
}

extension BatchTotals {
    var json: JSONValue {
        .object([
            ("accepted", .number(Int64(accepted))), ("refused", .number(Int64(refused))),
            ("undetermined", .number(Int64(undetermined))), ("sameTrip", .number(Int64(sameTrip))),
            ("sameTripBefore", .number(Int64(sameTripBefore))), ("trips", .number(Int64(trips))),
            (
                "payers",
                .array(
                    payers.map {
                        .object([
                            ("payer", .number(Int64($0.payer))), ("trips", .number(Int64($0.trips))),
                        ])
                    })
            ),
        ])
    }

    func add(to table: inout TextTable, _ language: Language) {
        let line = ReceiptPhrase.totals.text.with("accepted", "\(accepted)").with("refused", "\(refused)")
            .with("undetermined", "\(undetermined)")
        let count = accepted + refused + undetermined
        table.add(.init(ReceiptPhrase.receipts.text[language], .key), .init("\(count): \(line[language])"))
        table.add(.init(ReceiptPhrase.trips.text[language], .key), .init("\(trips)"))
        if sameTrip > 0 {
            table.add(.init(ReceiptPhrase.sameTrip.text[language], .key), .init("\(sameTrip)"))
        }
    }
}
