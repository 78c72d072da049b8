import Foundation

/// `labels.<language>.json`: what people call the record, its fields and its choices.
struct Labels: Decodable {
    struct Record: Decodable {
        var name: String
        var description: String?
    }
    struct Field: Decodable {
        var label: String
        var help: String?
    }
    struct Rule: Decodable {
        var label: String?
        var fields: [String: Field]
    }

    var record: Record?
    var groups: [String: String]?
    var rules: [String: Rule]?
    var enums: [String: [String: String]]?
    /// Only in common: what to type for a value of a shared rule.
    var types: [String: String]?
}

/// `form.json`: order, groups, widgets, privacy, who reads and edits. ``FormCheck`` says what it must have,
/// ``FormDefaults`` what a field gets that it doesn't place.
struct Form: Decodable {
    struct Field: Decodable {
        var field: String
        var widget: String?
        var privacy: String?
        var read: [String]?
        var edit: [String]?
    }
    struct Group: Decodable {
        var group: String
        var fields: [Field]
    }

    var record: String?
    var version: Int?
    var groups: [Group]?
    var rules: [String: [Field]]?
}

/// The same text in uk, en and ru.
struct Translation {
    var texts: [String]

    static let languages = ["uk", "en", "ru"]

    /// `LocalisedText(uk: …)`.
    var swift: String {
        let parts = zip(Self.languages, texts).map { "\($0): \(Self.literal($1))" }
        return "LocalisedText(\(parts.joined(separator: ", ")))"
    }

    static func literal(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 0x20: escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "\"\(escaped)\""
    }
}

/// The label files of one schema in all languages, above those of common.
struct LabelBook {
    /// Relative to the root of the sources, for errors.
    var folder: String
    var own: [Labels]
    var common: [Labels]

    /// Looks a text up in all languages; a text that one language lacks is an error.
    func translation(
        _ what: String, isOptional: Bool = false, _ find: (Labels) -> String?
    ) throws(SchemaError) -> Translation {
        var texts: [String] = []
        for (index, language) in Translation.languages.enumerated() {
            let text = find(own[index]) ?? (index < common.count ? find(common[index]) : nil)
            guard let text else {
                if isOptional {
                    texts.append("")
                    continue
                }
                throw SchemaError(
                    file: "\(folder)/labels.\(language).json", position: SourcePosition(line: 1, column: 1),
                    message: "no label for \(what)")
            }
            texts.append(text)
        }
        return Translation(texts: texts)
    }

    /// Labels of fields and choices that the CDDL doesn't have are left-overs of a renaming.
    func refuseUnknown(declarations: [Declaration], groups: [String]) throws(SchemaError) {
        for (index, language) in Translation.languages.enumerated() {
            let file = "\(folder)/labels.\(language).json"
            func refuse(_ what: String) -> SchemaError {
                SchemaError(
                    file: file, position: SourcePosition(line: 1, column: 1),
                    message: "label for \(what), which record.cddl doesn't have")
            }
            for (rule, labels) in (own[index].rules ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let declaration = declarations.first(where: { $0.name == rule }),
                    case .structure(let fields, _) = declaration.kind
                else { throw refuse("rule \(rule)") }
                for name in labels.fields.keys.sorted() where !fields.contains(where: { $0.name == name }) {
                    throw refuse("\(rule).\(name)")
                }
            }
            for (rule, names) in (own[index].enums ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let cases = declarations.lazy.compactMap({ $0.cases(labelledBy: rule) }).first else {
                    throw refuse("enumeration \(rule)")
                }
                for name in names.keys.sorted() where !cases.contains(where: { $0.name == name }) {
                    throw refuse("\(rule).\(name)")
                }
            }
            for group in (own[index].groups ?? [:]).keys.sorted() where !groups.contains(group) {
                throw SchemaError(
                    file: file, position: SourcePosition(line: 1, column: 1),
                    message: "label for group \(group), which form.json doesn't have")
            }
        }
    }
}

extension Declaration {
    func cases(labelledBy rule: String) -> [CaseModel]? {
        switch kind {
        case .enumeration(let cases): name == rule ? cases : nil
        case .bitSet(let cases, let names): names == rule ? cases : nil
        case .structure, .alias: nil
        }
    }
}
