/// From CDDL names (kebab-case) to Swift names.
enum Names {
    /// "card-number" → "cardNumber"; a keyword comes in backticks.
    static func member(_ name: String) -> String {
        let parts = words(of: name)
        let first = parts.first ?? ""
        let lead = acronyms[first] != nil ? first : first.prefix(1).lowercased() + first.dropFirst()
        let swift = lead + parts.dropFirst().map(capitalised).joined()
        return keywords.contains(swift) ? "`\(swift)`" : swift
    }

    /// As ``member(_:)``, where a keyword may stand as it is: behind a dot, and as an argument label.
    static func parameter(_ name: String) -> String {
        let swift = member(name)
        return swift == "`self`" || swift == "`init`" ? swift : swift.filter { $0 != "`" }
    }

    /// "transport-concession" → "TransportConcession", "iban" → "IBAN".
    static func type(_ name: String) -> String {
        let swift = words(of: name).map(capitalised).joined()
        return ["Type", "Self", "Protocol", "Any"].contains(swift) ? swift + "Value" : swift
    }

    private static func words(of name: String) -> [String] {
        name.split(whereSeparator: { $0 == "-" || $0 == "_" || $0 == "." || $0 == "@" || $0 == "$" })
            .map(String.init)
    }

    private static func capitalised(_ word: String) -> String {
        acronyms[word] ?? word.prefix(1).uppercased() + word.dropFirst()
    }

    private static let acronyms = [
        "iban": "IBAN", "id": "ID", "atc": "ATC", "icd": "ICD", "icd10": "ICD10", "uri": "URI", "url": "URL",
        "cbor": "CBOR", "utc": "UTC", "edrpou": "EDRPOU",
        "katottg": "KATOTTG", "oktmo": "OKTMO", "rhd": "RhD",
    ]

    private static let keywords: Set<String> = [
        "as", "any", "associatedtype", "borrowing", "break", "case", "catch", "class", "continue", "default",
        "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "for", "func", "guard",
        "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "private",
        "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript",
        "super",
        "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
