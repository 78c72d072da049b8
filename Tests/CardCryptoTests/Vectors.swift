import Glibc
import Testing

/// One case of a published vector file: lines `NAME = value`, cases parted by empty lines.
struct Vector: Sendable, CustomTestStringConvertible {
    let file: String
    let line: Int
    let section: String
    private(set) var values: [String: String] = [:]

    var testDescription: String { "\(file):\(line)" }

    /// The bytes of a hexadecimal value.
    func bytes(_ name: String) throws -> [UInt8] {
        let digits = try #require(values[name], "no \(name)")
        return try #require([UInt8](hex: digits))
    }

    func text(_ name: String) throws -> String { try #require(values[name]) }

    /// All cases of `Tests/Vectors/<path>`.
    static func cases(of path: String, with name: String) -> [Vector] {
        var cases: [Vector] = []
        var section = ""
        var current: Vector?
        for (index, rawLine) in read(path).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = rawLine.drop { $0 == " " || $0 == "\t" }
            if line.isEmpty {
                if let done = current, done.values[name] != nil { cases.append(done) }
                current = nil
            } else if line.hasPrefix("[") {
                section = String(line.dropFirst().prefix { $0 != "]" })
            } else if !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
                if current == nil { current = Vector(file: path, line: index + 1, section: section) }
                let key = line[..<equals].split(separator: " ").joined(separator: " ")
                let value = line[line.index(after: equals)...].split(separator: " ").joined(separator: " ")
                current?.values[key] = value
            }
        }
        if let done = current, done.values[name] != nil { cases.append(done) }
        precondition(!cases.isEmpty, "no cases in \(path)")
        return cases
    }

    static func read(_ path: String) -> String {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = unsafe fopen("/\(folder)/Vectors/\(path)", "r") else {
            preconditionFailure("no vector file \(path)")
        }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = unsafe getc(file)
            if byte == EOF { break }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        return String(decoding: bytes.filter { $0 != 13 }, as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    init?(hex: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in hex {
            guard let digit = character.hexDigitValue.map({ UInt8($0) }) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
        self = bytes
    }

    var hex: String { map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() }

    /// The corrupted twin: one bit turned over.
    func flipping(bit: Int) -> [UInt8] {
        var copy = self
        copy[bit / 8] ^= 1 << UInt8(bit % 8)
        return copy
    }

    /// Left-padded with zeros to 32 bytes.
    var coordinate: [UInt8] { [UInt8](repeating: 0, count: Swift.max(0, 32 - count)) + self }
}
