import COSE
import CardRecords
import Foundation
import Testing

/// An example of CardSchemas: a record in diagnostic notation.
struct Example: CustomTestStringConvertible {
    var type: RecordType
    var file: URL

    var testDescription: String { "\(type.name)/\(file.lastPathComponent)" }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let valid = all(in: "examples", suffix: ".diag")
    static let invalid = all(in: "examples/invalid", suffix: ".diag")

    private static func all(in folder: String, suffix: String) -> [Example] {
        RecordType.allCases.flatMap { type in
            let url = root.appending(path: "CardSchemas/\(type.name)/v1/\(folder)")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
            return names.filter { $0.hasSuffix(suffix) }.sorted()
                .map { Example(type: type, file: url.appending(path: $0)) }
        }
    }

    func bytes() throws -> [UInt8] {
        try CBORDiagnostic.bytes(from: String(contentsOf: file, encoding: .utf8))
    }

    func record() throws -> Record {
        let bytes = try bytes()
        return try Record(type, decoding: bytes.span)
    }

    /// The JSON beside the example.
    func json() throws -> String {
        try String(contentsOf: file.deletingPathExtension().appendingPathExtension("json"), encoding: .utf8)
    }
}
