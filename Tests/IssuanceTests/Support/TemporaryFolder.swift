import CardRecords
import Foundation
import Issuance

/// A folder that goes with this object.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let name = "kartka-issuance-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Permission bits of each file below, by its name.
    func modes() throws -> [String: Int] {
        var modes: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            modes[name] = attributes[.posixPermissions] as? Int
        }
        return modes
    }
}

extension Applicant {
    /// The form of this applicant: the typical records without the numbers that are given at issuing.
    func form(_ types: [RecordType] = RecordType.allCases) throws -> [UInt8] {
        var sections: [String: Any] = [:]
        for type in types {
            let text = try record(type).json()
            var section = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
            section["card-number"] = nil
            section["status-index"] = nil
            sections[type.name] = section
        }
        return [UInt8](try JSONSerialization.data(withJSONObject: sections, options: [.sortedKeys]))
    }
}
