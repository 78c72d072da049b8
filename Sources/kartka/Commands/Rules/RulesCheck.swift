import CardRecords
import ConcessionRules

/// `kartka rules check -i FILE [--cases FILE] [--strict]`.
enum RulesCheck {
    static let cases = Option(
        "cases", .file, .file,
        help: Text(
            uk: "Таблиця випадків, які має бути вирішено саме так",
            en: "A table of cases that have to be decided just so",
            ru: "Таблица случаев, которые должны быть решены именно так"))
    static let strict = Option(
        "strict", .flag,
        help: Text(
            uk: "Попередження теж означають відмову", en: "Warnings refuse the rules as well",
            ru: "Предупреждения тоже означают отказ"))

    static let command = Command(
        "rules", "check",
        summary: Text(
            uk: "шукає в правилах помилки, зайві правила, прогалини й перетини",
            en: "looks for mistakes, rules that never match, gaps and overlaps",
            ru: "ищет в правилах ошибки, лишние правила, пробелы и пересечения"),
        details: Text(
            uk:
                "Помилки названо всі, з рядком і позицією (65). Попередження – це те, чого, мабуть, не "
                + "хотіли: "
                + "правило, що ніколи не спрацює, календар, що вже минув. Примітки – прогалини (повна "
                + "вартість) "
                + "і правила, яких частину випереджають інші. Якщо таблиця випадків не збігається – 1.",
            en:
                "All mistakes are told, with line and column (65). A warning is what most likely wasn't "
                + "meant: a "
                + "rule that never matches, a calendar that is over. Notes are gaps (full fare) and rules of "
                + "which others take a part first. A table of cases that isn't met ends with 1.",
            ru:
                "Ошибки названы все, со строкой и позицией (65). Предупреждение – то, чего, видимо, не "
                + "хотели: "
                + "правило, которое никогда не сработает, календарь, который уже прошёл. Примечания – "
                + "пробелы "
                + "(полная стоимость) и правила, часть которых опережают другие. Таблица не сошлась – 1."),
        options: [RulesInput.option, cases, strict],
        examples: [
            .init(
                "rules check -i rules.json",
                Text(uk: "Чи все гаразд:", en: "Whether all is well:", ru: "Всё ли в порядке:")),
            .init(
                "rules check -i rules.json --cases cases.txt",
                Text(
                    uk: "І чи вирішують вони так, як домовлено:",
                    en: "And whether they decide as was agreed:",
                    ru: "И решают ли они так, как условлено:")),
        ],
        statuses: [.refused, .badData, .noInput],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let input = try RulesInput(values.required(RulesInput.option))
        let findings = input.rules.findings(on: input.form)
        var results: [CaseResult] = []
        if let path = values.text(cases) { results = try self.results(of: path, input.rules) }
        let failed = results.filter { !$0.differences.isEmpty }
        let isRefused = !failed.isEmpty || values.has(strict) && findings.contains { $0.isWarning }
        let console = invocation.console
        let language = console.language
        console.print(
            json: json(input, findings, results, language, isAccepted: !isRefused)
        ) {
            let head = RulesPhrase.checked.text.with("version", "\(input.rules.version)")
                .with("count", CountedText.rules.text(for: input.rules.ruleCount))
            console.print(console.styled(head[language], .heading))
            for finding in findings {
                let mark = finding.isWarning ? RulesPhrase.warning : RulesPhrase.remark
                let word = console.styled(mark.text[language], finding.isWarning ? .doubtful : .plain)
                console.print("  \(word) \(finding.text(in: language.display).printable)")
            }
            if values.has(cases) { printCases(results, failed, on: console) }
        }
        return isRefused ? .refused : .accepted
    }

    struct CaseResult {
        let line: Int
        let differences: [RuleCaseDifference]
    }

    private static func results(of path: String, _ rules: RuleSet) throws(Failure) -> [CaseResult] {
        let text = String(decoding: try InputFile.read(path), as: UTF8.self)
        do {
            return try RuleCases.parse(text, for: rules).map { ruleCase in
                CaseResult(line: ruleCase.line, differences: ruleCase.differences(to: rules))
            }
        } catch {
            throw Failure(
                .badData, "cases-malformed",
                RulesPhrase.caseMalformed.text.with("path", path.printable).with("line", "\(error.line)")
                    .with("word", error.word.printable).with("cause", Text(error.problem.text)))
        }
    }

    private static func printCases(
        _ results: [CaseResult], _ failed: [CaseResult], on console: Console
    ) {
        let language = console.language
        for result in failed {
            let found = result.differences.map { "\($0.what) \($0.found), \($0.expected)" }
            let text = RulesPhrase.caseDiffers.text.with("line", "\(result.line)")
                .with("found", found.joined(separator: "; "))
            console.print("  " + console.styled(text[language], .bad))
        }
        let text = RulesPhrase.casesMet.text.with("met", "\(results.count - failed.count)")
            .with("count", CountedText.cases.text(for: results.count))
        console.print(console.styled(text[language], failed.isEmpty ? .good : .bad))
    }

    private static func json(
        _ input: RulesInput, _ findings: [RuleFinding], _ results: [CaseResult], _ language: Language,
        isAccepted: Bool
    ) -> JSONValue {
        let failed = results.filter { !$0.differences.isEmpty }.map { result in
            JSONValue.object([
                ("line", .number(Int64(result.line))),
                (
                    "differences",
                    .array(
                        result.differences.map {
                            .object([
                                ("what", .text($0.what)), ("expected", .text($0.expected)),
                                ("found", .text($0.found)),
                            ])
                        })
                ),
            ])
        }
        return .document([
            ("outcome", .text(isAccepted ? "accepted" : "refused")),
            ("version", .number(Int64(input.rules.version))),
            ("rules", .number(Int64(input.rules.ruleCount))),
            (
                "findings",
                .array(
                    findings.map {
                        .object([
                            ("code", .text($0.code)), ("warning", .bool($0.isWarning)),
                            ("path", .text("\($0.path)")), ("text", .text($0.text(in: language.display))),
                        ])
                    })
            ),
            ("cases", .number(Int64(results.count))), ("casesFailed", .array(failed)),
        ])
    }
}
