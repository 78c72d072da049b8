/// What five authorities know of one applicant, as an office writes it: one JSON object, each record under
/// its name.
///
/// ```json
/// {
///   "holder-identity": {"full-name": "…", …},
///   "transport-concession": {"network": 17, …},
///   "validity": {"transport-concession": {"from": "2027-01-01", "until": "2027-12-31"}}
/// }
/// ```
/// The card number and the status indices are left out: they are given when the card is issued. `validity` is
/// optional; its days are whole days in UTC, both included.
public struct ApplicantForm: Sendable {
    /// In the order of the card's files.
    public let recordTypes: [RecordType]
    private let sections: [RecordType: JSONValue]
    private let validities: [RecordType: ClosedRange<EpochDay>]

    private static let validityName = "validity"

    /// Reads and checks the whole form.
    ///
    /// - Throws: ``RecordJSONError`` with everything that is wrong, in all records.
    public init(json text: [UInt8]) throws(RecordJSONError) {
        let value: JSONValue
        do { value = try JSONReader.value(of: text) } catch { throw .syntax(error) }
        guard case .object(let members) = value.kind else {
            throw .fields([
                FormError(
                    path: RecordPath(), position: value.position,
                    problem: .wrongType(expected: .object, found: value.type))
            ])
        }
        var errors: [FormError] = []
        var sections: [RecordType: JSONValue] = [:]
        var validities: [RecordType: ClosedRange<EpochDay>] = [:]
        for member in members where !member.name.hasPrefix(RecordSchema.commentPrefix) {
            if let type = RecordType.allCases.first(where: { $0.name == member.name }) {
                sections[type] = member.value
            } else if member.name == Self.validityName {
                validities = Self.validities(member.value, &errors)
            } else {
                let names = RecordType.allCases.map(\.name) + [Self.validityName]
                errors.append(
                    FormError(
                        path: RecordPath([.field(member.name)]), position: member.position,
                        problem: .unknownName(suggestion: Suggestion.nearest(to: member.name, in: names))))
            }
        }
        if sections.isEmpty {
            errors.append(FormError(path: RecordPath(), position: value.position, problem: .missing))
        }
        self.sections = sections
        self.validities = validities
        recordTypes = RecordType.allCases.filter { sections[$0] != nil }
        for type in recordTypes {
            // Any numbers do for checking the rest.
            errors += read(type, CardNumber(withoutCheckDigit: 1), statusIndex: 0).1
        }
        guard errors.isEmpty else { throw .fields(errors) }
    }

    /// Reads and checks one record's form, without the object around it.
    ///
    /// - Throws: ``RecordJSONError`` with everything that is wrong.
    public init(_ type: RecordType, json text: [UInt8]) throws(RecordJSONError) {
        let value: JSONValue
        do { value = try JSONReader.value(of: text) } catch { throw .syntax(error) }
        sections = [type: value]
        validities = [:]
        recordTypes = [type]
        let errors = read(type, CardNumber(withoutCheckDigit: 1), statusIndex: 0).1
        guard errors.isEmpty else { throw .fields(errors) }
    }

    /// The record with the numbers that it was given.
    ///
    /// - Precondition: `type` is one of ``recordTypes``.
    public func record(
        _ type: RecordType, cardNumber: CardNumber, statusIndex: Int
    ) throws(RecordJSONError) -> Record {
        let (bytes, errors) = read(type, cardNumber, statusIndex: statusIndex)
        guard errors.isEmpty else { throw .fields(errors) }
        do { return try Record(type, decoding: bytes.span) } catch {
            throw .fields([
                FormError(
                    path: error.path, position: TextPosition(line: 1, column: 1), problem: error.problem)
            ])
        }
    }

    /// When the record shall hold; nil where the form doesn't say.
    public func days(of type: RecordType) -> ClosedRange<EpochDay>? { validities[type] }

    private func read(
        _ type: RecordType, _ cardNumber: CardNumber?, statusIndex: Int
    ) -> ([UInt8], [FormError]) {
        guard var section = sections[type] else { preconditionFailure("no such record in the form") }
        if case .object(var members) = section.kind {
            let given: [(String, JSONValue.Kind)] = [
                ("card-number", .string(cardNumber?.digits ?? "")),
                ("status-index", .integer(Int128(statusIndex))),
            ]
            var errors: [FormError] = []
            for (name, kind) in given {
                if let own = members.first(where: { $0.name == name }) {
                    errors.append(
                        FormError(
                            path: RecordPath([.field(type.name), .field(name)]), position: own.position,
                            problem: .givenAtIssuing))
                }
                members.append(
                    JSONMember(
                        name: name, position: section.position,
                        value: JSONValue(kind: kind, position: section.position)))
            }
            guard errors.isEmpty else { return ([], errors) }
            section.kind = .object(members)
        }
        let (bytes, errors) = FormReader.cbor(of: section, as: type.schema)
        return (bytes, errors.map { $0.inside(.field(type.name)) })
    }

    // MARK: Validity

    private static func validities(
        _ value: JSONValue, _ errors: inout [FormError]
    ) -> [RecordType: ClosedRange<EpochDay>] {
        let path = RecordPath([.field(validityName)])
        guard case .object(let members) = value.kind else {
            errors.append(
                FormError(
                    path: path, position: value.position,
                    problem: .wrongType(expected: .object, found: value.type)))
            return [:]
        }
        var validities: [RecordType: ClosedRange<EpochDay>] = [:]
        for member in members {
            let memberPath = path.appending(.field(member.name))
            guard let type = RecordType.allCases.first(where: { $0.name == member.name }) else {
                let suggestion = Suggestion.nearest(to: member.name, in: RecordType.allCases.map(\.name))
                errors.append(
                    FormError(
                        path: memberPath, position: member.position,
                        problem: .unknownName(suggestion: suggestion)))
                continue
            }
            guard let days = days(member.value) else {
                errors.append(
                    FormError(path: memberPath, position: member.value.position, problem: .format(.epochDay)))
                continue
            }
            validities[type] = days
        }
        return validities
    }

    /// `{"from": day, "until": day}`, in either order, `from` not behind `until`; nil for anything else.
    private static func days(_ value: JSONValue) -> ClosedRange<EpochDay>? {
        guard case .object(let members) = value.kind, members.count == 2 else { return nil }
        func day(_ name: String) -> EpochDay? {
            guard let member = members.first(where: { $0.name == name }),
                case .string(let text) = member.value.kind
            else { return nil }
            return EpochDay(text)
        }
        guard let from = day("from"), let until = day("until"), from <= until else { return nil }
        return from...until
    }
}

extension FormError {
    fileprivate func inside(_ step: RecordPathStep) -> FormError {
        FormError(
            path: RecordPath([step] + path.steps), position: position, problem: problem, excerpt: excerpt)
    }
}
