import COSE
import CardRecords
import ConcessionRules

/// A rule set from a file: the JSON that people write, or a sealed one whose signature isn't checked.
struct RulesInput {
    let path: String
    let form: ConcessionRuleSet
    let rules: RuleSet
    /// The bytes of the file.
    let bytes: [UInt8]
    /// Who is said to have signed; nil for JSON, or when the message names nobody.
    let keyID: KeyID?
    let isSealed: Bool

    static let option = Option(
        "in", short: "i", .file, .file, required: true,
        help: Text(
            uk: "Правила: JSON, як його дає rules template, або запечатані; «-» – стандартний ввід",
            en: "The rules: JSON as rules template makes it, or sealed; “-” is standard input",
            ru: "Правила: JSON, как его даёт rules template, или запечатанные; «-» – стандартный ввод"))

    /// Tag of COSE_Sign1; no JSON begins so.
    private static let sealedFirstByte: UInt8 = 0xD2

    /// - Throws: 66 if it can't be read, 65 with every mistake if it is no rule set.
    init(_ path: String) throws(Failure) {
        self.path = path
        let bytes = try InputFile.read(path, bytesMax: InputFile.recordBytesMax)
        self.bytes = bytes
        isSealed = bytes.first == Self.sealedFirstByte
        if isSealed {
            let content: (form: ConcessionRuleSet, keyID: KeyID?)
            do { content = try RuleSet.unverified(bytes.span) } catch {
                throw RulesFailure.failure(error, path, places: nil)
            }
            (form, keyID) = content
            do { rules = try RuleSet(form) } catch { throw RulesFailure.failure(error, path, places: nil) }
        } else {
            let content: (document: ConcessionRuleSet, places: TextPlaces)
            do { content = try ConcessionRuleSet.located(json: bytes) } catch {
                throw FormFailure.failure(error, path)
            }
            form = content.document
            keyID = nil
            do { rules = try RuleSet(form) } catch {
                throw RulesFailure.failure(error, path, places: content.places)
            }
        }
    }
}

/// What is wrong with a rule set, in the user's language.
enum RulesFailure {
    /// - Parameter places: where in a JSON text the values stand.
    static func failure(_ error: RuleSetError, _ path: String, places: TextPlaces?) -> Failure {
        switch error {
        case .inconsistent(let problems):
            let count = CountedText.faults.text(for: problems.count)
            return Failure(
                .badData, "rules-inconsistent",
                RulesPhrase.inconsistent.text.with("path", path.printable).with("count", count),
                faults: problems.map { fault($0, path, places) })
        case .invalid(let cause):
            return malformed(path, cause.description)
        case .malformed(let cause): return malformed(path, "\(cause)")
        case .tooLong(let bytes):
            return malformed(path, CountedText.bytes.text(for: bytes).english)
        case .otherType: return malformed(path, "typ")
        case .signerUnknown, .signerNotEntitled, .signerRevoked, .issuedOutsideKeyValidity,
            .algorithmNotAllowed, .signatureInvalid, .checkFailed:
            return malformed(path, "\(error)")
        }
    }

    private static func malformed(_ path: String, _ cause: String) -> Failure {
        Failure(
            .badData, "rules-malformed",
            RulesPhrase.malformed.text.with("path", path.printable).with("cause", cause))
    }

    /// `rules.json:12:17: rules[2].fare.value: this kind of fare needs a value`
    private static func fault(_ problem: RuleProblem, _ path: String, _ places: TextPlaces?) -> Fault {
        let position = places?.position(of: problem.path)
        let place = position.map { "\(path.printable):\($0.line):\($0.column): " } ?? ""
        let detail = Text(problem.kind.text)
        return Fault(
            Text(verbatim: "{place}{problem}").with("place", place + "\(problem.path): ")
                .with("problem", detail),
            members: [
                ("line", position.map { .number(Int64($0.line)) } ?? .null),
                ("column", position.map { .number(Int64($0.column)) } ?? .null),
                ("path", .text("\(problem.path)")), ("code", .text(problem.kind.code)),
            ],
            detail: detail)
    }
}

extension Text {
    init(_ text: LocalisedText) {
        self.init(uk: text.ukrainian, en: text.english, ru: text.russian)
    }
}
