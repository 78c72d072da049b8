import Foundation

/// The folder that holds generated sources and nothing else.
struct GeneratedFolder {
    struct Change {
        var file: String
        /// nil: the file is to be removed.
        var source: String?
    }

    private let url: URL

    init(_ url: URL) { self.url = url }

    /// What differs between the folder and `sources`, by file name.
    func changes(to sources: [String: String]) throws -> [Change] {
        let path = url.path(percentEncoded: false)
        let present =
            FileManager.default.fileExists(atPath: path)
            ? try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".swift") } : []
        var changes: [Change] = []
        for file in Set(present).union(sources.keys).sorted() {
            let old =
                present.contains(file)
                ? try String(contentsOf: url.appending(path: file), encoding: .utf8) : nil
            if sources[file] != old { changes.append(Change(file: file, source: sources[file])) }
        }
        return changes
    }

    func write(_ changes: [Change]) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for change in changes {
            let file = url.appending(path: change.file)
            if let source = change.source {
                try Data(source.utf8).write(to: file, options: .atomic)
            } else {
                try FileManager.default.removeItem(at: file)
            }
        }
    }
}
