import CardRecords
import ConcessionRules

/// `kartka rules template [--out FILE]`.
enum RulesTemplate {
    static let command = Command(
        "rules", "template",
        summary: Text(
            uk: "друкує зразок правил у JSON з поясненнями",
            en: "prints sample rules as JSON with explanations",
            ru: "печатает образец правил в JSON с пояснениями"),
        details: Text(
            uk:
                "Зразок дійсний і діє з наступного року; пояснення – члени, назви яких починаються з "
                + "«//», їх не "
                + "читають. Мову правил описано в документації модуля ConcessionRules.",
            en:
                "The sample is valid and takes effect next year; explanations are members whose names "
                + "begin with "
                + "“//”, which are not read. The documentation of the module ConcessionRules has the "
                + "language.",
            ru:
                "Образец действителен и действует со следующего года; пояснения – члены, имена которых "
                + "начинаются "
                + "с «//», их не читают. Язык правил описан в документации модуля ConcessionRules."),
        options: [RecordTemplate.out],
        examples: [
            .init(
                "rules template -o rules.json",
                Text(
                    uk: "Зразок у файл, щоб переробити під себе:", en: "A sample to a file, to be rewritten:",
                    ru: "Образец в файл, чтобы переделать под себя:")),
            .init("rules template", Text(uk: "На екран:", en: "To the screen:", ru: "На экран:")),
        ],
        statuses: [.cannotCreate, .inputOutput, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let console = invocation.console
        let template: String
        do {
            template = try ConcessionRuleSet.sample(issued: try SystemClock.now())
                .json(commentedIn: invocation.language.display)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(
                .internalFault, "internal", FilePhrase.internalFault.text.with("cause", "\(error)"),
                next: FilePhrase.reportFault.text)
        }
        if let path = invocation.values.text(RecordTemplate.out) {
            try OutputFile.write(Array(template.utf8), to: path, replaces: false)
            console.note(FilePhrase.written.text.with("path", path))
            return .accepted
        }
        console.print(json: .document([("template", .encoded(template))])) {
            console.print(String(template.dropLast()))
        }
        return .accepted
    }
}
