/// Writes the Swift type of an enumeration or of a bit set.
struct ChoiceWriter {
    let declaration: Declaration
    let labels: LabelBook

    func write(to writer: inout SwiftWriter) throws(SchemaError) {
        writer.documentation(declaration.comment, otherwise: "\(declaration.name).")
        switch declaration.kind {
        case .enumeration(let cases): try writeEnumeration(cases, to: &writer)
        case .bitSet(let cases, let names): try writeBitSet(cases, labelledBy: names, to: &writer)
        case .structure, .alias: break
        }
    }

    private func writeEnumeration(_ cases: [CaseModel], to writer: inout SwiftWriter) throws(SchemaError) {
        let head = "public enum \(declaration.swiftName): Int64, RecordEnumeration, CaseIterable"
        try writer.block(head) { (writer) throws(SchemaError) in
            for member in cases {
                if !member.comment.isEmpty { writer.documentation(member.comment, otherwise: "") }
                writer.line("case \(Names.member(member.name)) = \(member.value)")
            }
            writer.line()
            try writeChoices(cases, labelledBy: declaration.name, to: &writer)
        }
    }

    private func writeBitSet(
        _ cases: [CaseModel], labelledBy names: String, to writer: inout SwiftWriter
    ) throws(SchemaError) {
        try writer.block("public struct \(declaration.swiftName): RecordBitSet") {
            (writer) throws(SchemaError) in
            writer.line("public let rawValue: UInt64")
            writer.line()
            writer.line("public init(rawValue: UInt64) { self.rawValue = rawValue }")
            writer.line()
            for member in cases {
                if !member.comment.isEmpty { writer.documentation(member.comment, otherwise: "") }
                writer.line(
                    "public static let \(Names.member(member.name)) = Self(rawValue: 1 << \(member.value))")
            }
            writer.line()
            let mask = cases.reduce(UInt64(0)) { $0 | 1 << UInt64($1.value) }
            writer.line("/// All bits that have a meaning.")
            writer.line(
                "public static let all = Self(rawValue: 0x\(String(mask, radix: 16, uppercase: true)))")
            writer.line()
            try writeChoices(cases, labelledBy: names, to: &writer)
        }
    }

    private func writeChoices(
        _ cases: [CaseModel], labelledBy rule: String, to writer: inout SwiftWriter
    ) throws(SchemaError) {
        writer.line("public static let choices: [ChoiceDescriptor] = [")
        try writer.indented { (writer) throws(SchemaError) in
            for member in cases {
                let title = try labels.translation("\(rule).\(member.name)") { $0.enums?[rule]?[member.name] }
                writer.call(
                    "ChoiceDescriptor", ["\"\(member.name)\"", "\(member.value)", title.swift], tail: ",")
            }
        }
        writer.line("]")
    }
}
