/// Places the fields that `form.json` leaves out, so that CDDL and labels suffice for a new field.
///
/// Such a field is guarded like the record's most guarded one: too closely perhaps, never too loosely.
struct FormDefaults {
    let model: SchemaModel
    /// For errors.
    let file: String

    /// The form with every field placed, and one note for each field that it didn't place.
    ///
    /// - Parameter form: one that ``FormCheck`` has passed.
    /// - Throws: an error at `file` if the form places no field whose guard a new one could take.
    func completed(_ form: Form) throws(SchemaError) -> (form: Form, notes: [String]) {
        var (completed, notes) = (form, [String]())
        var groups = form.groups ?? []
        let own = groups.flatMap(\.fields)
        for field in unplaced(own, of: model.root) {
            guard let guardian = Self.mostGuarded(own) else {
                throw SchemaError(
                    file: file, position: SourcePosition(line: 1, column: 1),
                    message: "the form must place at least one field of \(model.name)")
            }
            let entry = Form.Field(
                field: field.name, privacy: guardian.privacy, read: guardian.read, edit: guardian.edit)
            groups[groups.endIndex - 1].fields.append(entry)
            notes.append(note(field.name, like: guardian.field))
        }
        completed.groups = groups
        for declaration in model.nested where !declaration.isCommon {
            let entries = form.rules?[declaration.name] ?? []
            let missing = unplaced(entries, of: declaration)
            if missing.isEmpty { continue }
            completed.rules = (completed.rules ?? [:]).merging(
                [declaration.name: entries + missing.map { Form.Field(field: $0.name) }],
                uniquingKeysWith: { $1 })
            notes += missing.map { note("\(declaration.name).\($0.name)", like: "its parent") }
        }
        return (completed, notes)
    }

    /// The field with the fewest readers, on a tie the most private one, then the one with the fewest
    /// editors, then the first; nil if there is none.
    static func mostGuarded(_ fields: [Form.Field]) -> Form.Field? {
        fields.min { rank($0).lexicographicallyPrecedes(rank($1)) }
    }

    /// The less, the more guarded.
    private static func rank(_ field: Form.Field) -> [Int] {
        let readers = Set(field.read ?? [])
        // `anyone` is one word, but everybody.
        let readerCount = readers.contains("anyone") ? Int.max : readers.count
        let strictness = FormCheck.privacyClasses.firstIndex(of: field.privacy ?? "") ?? Int.max
        return [readerCount, strictness, Set(field.edit ?? []).count]
    }

    private func unplaced(_ entries: [Form.Field], of declaration: Declaration?) -> [FieldModel] {
        (declaration?.fields ?? []).filter { field in !entries.contains { $0.field == field.name } }
    }

    private func note(_ field: String, like other: String) -> String {
        "note: \(model.name)/v\(model.version)/form.json doesn't place \(field): "
            + "it comes last, guarded like \(other)"
    }
}
