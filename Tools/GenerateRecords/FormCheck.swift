/// Holds `form.json` against the CDDL: only fields of the CDDL are in it, none twice, and each of the
/// record's own says how private it is, who may read it and who may edit it. ``FormDefaults`` places what it
/// leaves out.
struct FormCheck {
    let model: SchemaModel
    /// For errors.
    let file: String

    /// The strictest first.
    static let privacyClasses = ["medical", "financial", "personal", "public"]
    static let roles: Set<String> = ["issuer", "social-worker", "health-worker", "utilities", "transport"]
    static let readers = roles.union(["anyone", "can", "pin"])
    static let widgets: Set<String> = [
        "text", "textarea", "code", "number", "percent", "money", "date", "partial-date", "checkbox",
        "checkboxes", "choice", "section", "table", "list", "card-number", "phone", "email", "photo", "file",
    ]

    func check(_ form: Form) throws(SchemaError) {
        guard form.record == model.name, form.version == model.version else {
            throw error("the form must be of record \(model.name), version \(model.version)")
        }
        for (rule, _) in (form.rules ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard model.nested.contains(where: { $0.name == rule && $0.fields != nil }) else {
                throw error("no map rule \(rule)")
            }
        }
        let own = (form.groups ?? []).flatMap(\.fields)
        if let root = model.root {
            try check(own, of: root)
            for entry in own { try requireAccess(entry, of: root.name) }
        }
        for declaration in model.nested where !declaration.isCommon {
            try check(form.rules?[declaration.name] ?? [], of: declaration)
        }
    }

    /// Each field at most once, and no other.
    private func check(_ entries: [Form.Field], of declaration: Declaration) throws(SchemaError) {
        guard let fields = declaration.fields else { return }
        let rule = declaration.name
        var seen: Set<String> = []
        for entry in entries {
            guard fields.contains(where: { $0.name == entry.field }) else {
                throw error("no field \(rule).\(entry.field)")
            }
            guard seen.insert(entry.field).inserted else { throw error("\(rule).\(entry.field) comes twice") }
            try checkWords(of: entry, in: rule)
        }
    }

    private func checkWords(of entry: Form.Field, in rule: String) throws(SchemaError) {
        let words: [(what: String, used: [String], known: Set<String>)] = [
            ("privacy", entry.privacy.map { [$0] } ?? [], Set(Self.privacyClasses)),
            ("read", entry.read ?? [], Self.readers),
            ("edit", entry.edit ?? [], Self.roles),
            ("widget", entry.widget.map { [$0] } ?? [], Self.widgets),
        ]
        for (what, used, known) in words {
            for word in used where !known.contains(word) {
                throw error("\(rule).\(entry.field): \(what) has no \"\(word)\"")
            }
        }
    }

    /// A field of a nested map has its parent's; one of the record has no parent.
    private func requireAccess(_ entry: Form.Field, of rule: String) throws(SchemaError) {
        for (what, isThere) in [
            ("privacy", entry.privacy != nil), ("read", entry.read?.isEmpty == false),
            ("edit", entry.edit?.isEmpty == false),
        ] where !isThere {
            throw error("\(rule).\(entry.field) has no \(what)")
        }
    }

    private func error(_ message: String) -> SchemaError {
        SchemaError(file: file, position: SourcePosition(line: 1, column: 1), message: message)
    }
}

extension Declaration {
    /// The members of a map or of a fixed array; nil for any other type.
    var fields: [FieldModel]? {
        guard case .structure(let fields, _) = kind else { return nil }
        return fields
    }
}
