/// Diagnostic notation: CBOR as people read and write it. RFC 8949 §8.
public enum CBORDiagnostic {
    /// One item as text, in lines and indented where it is long.
    public static func text(of bytes: Span<UInt8>) throws(CBORError) -> String {
        var check = CBORDecoder(bytes)
        try check.skip()
        try check.finish()
        var printer = Printer()
        var decoder = CBORDecoder(bytes)
        try printer.print(&decoder, bytes)
        return printer.text
    }

    private struct Printer {
        var text = ""
        private var depth = 0

        private static let lineCharactersMax = 60

        /// The item is known to be well formed and not too deep.
        @_lifetime(decoder: copy decoder)
        mutating func print(_ decoder: inout CBORDecoder, _ bytes: Span<UInt8>) throws(CBORError) {
            let start = decoder.offset
            switch try decoder.peekType() {
            case .unsigned: text += String(try decoder.readUnsigned())
            case .negative: text += try decoder.readNegativeText()
            case .bytes: text += "h'\(Self.hexadecimal(try decoder.readBytes()))'"
            case .text: text += Self.quoted(try decoder.readText())
            case .array: try printArray(&decoder, bytes)
            case .map: try printMap(&decoder, bytes)
            case .tag:
                text += "\(try decoder.readTag())("
                try print(&decoder, bytes)
                text += ")"
            case .simple:
                try decoder.skip()
                text += Self.simple(bytes.extracting(start..<decoder.offset))
            }
        }

        @_lifetime(decoder: copy decoder)
        private mutating func printArray(
            _ decoder: inout CBORDecoder, _ bytes: Span<UInt8>
        ) throws(CBORError) {
            let count = try decoder.readArrayCount()
            var items: [String] = []
            for _ in 0..<count { items.append(try item(&decoder, bytes)) }
            text += joined(items, "[", "]")
        }

        @_lifetime(decoder: copy decoder)
        private mutating func printMap(
            _ decoder: inout CBORDecoder, _ bytes: Span<UInt8>
        ) throws(CBORError) {
            var map = try decoder.readMap()
            var items: [String] = []
            while map.pairsLeft > 0 {
                let keyStart = decoder.offset
                _ = try decoder.nextKey(&map)
                var keyDecoder = CBORDecoder(bytes.extracting(keyStart..<decoder.offset))
                var keyPrinter = Printer()
                try keyPrinter.print(&keyDecoder, bytes.extracting(keyStart..<decoder.offset))
                items.append("\(keyPrinter.text): \(try item(&decoder, bytes))")
            }
            text += joined(items, "{", "}")
        }

        @_lifetime(decoder: copy decoder)
        private func item(_ decoder: inout CBORDecoder, _ bytes: Span<UInt8>) throws(CBORError) -> String {
            var printer = Printer()
            printer.depth = depth + 1
            try printer.print(&decoder, bytes)
            return printer.text
        }

        private func joined(_ items: [String], _ open: String, _ close: String) -> String {
            let line = open + items.joined(separator: ", ") + close
            if line.utf8.count <= Self.lineCharactersMax, !line.contains("\n") { return line }
            let indent = String(repeating: "  ", count: depth + 1)
            return open + "\n" + items.map { indent + $0 }.joined(separator: ",\n") + "\n"
                + String(repeating: "  ", count: depth) + close
        }

        private static func hexadecimal(_ bytes: [UInt8]) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }

        private static func quoted(_ string: String) -> String {
            var text = "\""
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}":
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
            return text + "\""
        }

        private static func simple(_ item: Span<UInt8>) -> String {
            let information = item[0] & 0x1F
            switch information {
            case 20: return "false"
            case 21: return "true"
            case 22: return "null"
            case 23: return "undefined"
            case ..<20: return "simple(\(information))"
            case 24: return "simple(\(item[1]))"
            default:
                var bits: UInt64 = 0
                for index in 1..<item.count { bits = bits << 8 | UInt64(item[index]) }
                return float(CBORFloat.value(bits, information: information))
            }
        }

        private static func float(_ number: Double) -> String {
            if number.isNaN { return "NaN" }
            if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
            return number.description
        }
    }
}

extension CBORDecoder {
    /// −1 − n in decimal, for every n of 64 bits.
    @_lifetime(self: copy self)
    fileprivate mutating func readNegativeText() throws(CBORError) -> String {
        let (magnitude, overflow) = try readNegativeArgument().addingReportingOverflow(1)
        return overflow ? "-18446744073709551616" : "-\(magnitude)"
    }
}
