import Foundation

// GenerateRecords SCHEMAS OUTPUT [--check]: writes the sources, or (--check) only says whether they are up to
// date.
let arguments = CommandLine.arguments.dropFirst()
let folders = arguments.filter { !$0.hasPrefix("--") }
let options = arguments.filter { $0.hasPrefix("--") }
guard folders.count == 2, options.allSatisfy({ $0 == "--check" }) else {
    FileHandle.standardError.write(Data("usage: GenerateRecords SCHEMAS OUTPUT [--check]\n".utf8))
    exit(2)
}
let (schemas, output) = (URL(filePath: folders.first ?? ""), URL(filePath: folders.last ?? ""))
do {
    let sources = try Generator(schemas: schemas).sources { note in
        FileHandle.standardError.write(Data("\(note)\n".utf8))
    }
    let changes = try GeneratedFolder(output).changes(to: sources)
    if options.isEmpty {
        try GeneratedFolder(output).write(changes)
        for change in changes { print("\(change.source == nil ? "removed" : "wrote") \(change.file)") }
    } else if !changes.isEmpty {
        for change in changes { print("out of date: \(change.file)") }
        print("run Tools/generate")
        exit(1)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
