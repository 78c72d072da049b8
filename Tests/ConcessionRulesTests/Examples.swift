import CardRecords
import Foundation
import Testing

@testable import ConcessionRules

/// The rule sets of CardSchemas, as people write them.
enum Example: String, CaseIterable {
    case minimal, city

    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "CardSchemas/concession-rules/v1/examples")

    func text() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(rawValue).json")))
    }

    func form() throws -> ConcessionRuleSet { try ConcessionRuleSet(json: try text()) }

    func rules() throws -> RuleSet { try RuleSet(try form()) }
}
