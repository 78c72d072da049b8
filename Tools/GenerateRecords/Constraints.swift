extension Resolver {
    /// `low..high`: unsigned when it can't be negative.
    func numberRange(_ node: TypeNode) throws(SchemaError) -> ModelType {
        guard case .range(let low, let high, let isClosed) = node.kind,
            case .integer(let first) = low.kind, case .integer(let bound) = high.kind
        else { throw error("a range has two integers", at: node.position) }
        guard let type = Self.integers(from: first, to: isClosed ? bound : bound - 1) else {
            throw error("empty or too large range", at: node.position)
        }
        return type
    }

    private static func integers(from first: Int128, to last: Int128) -> ModelType? {
        guard first <= last else { return nil }
        if let low = UInt64(exactly: first), let high = UInt64(exactly: last) {
            return .unsigned(low...high, format: nil)
        }
        if let low = Int64(exactly: first), let high = Int64(exactly: last) {
            return .integer(low...high, format: nil)
        }
        return nil
    }

    /// `base .name argument` (RFC 8610 §3.8).
    func constrained(
        _ base: TypeNode, by name: String, _ argument: TypeNode, at position: SourcePosition, depth: Int
    ) throws(SchemaError) -> ModelType {
        let type = try type(of: base, depth: depth + 1)
        switch name {
        case "size": return try sized(type, argument)
        case "regexp":
            guard case .text(let range, let pattern, let format) = type, pattern == nil,
                case .text(let expression) = argument.kind
            else { throw error(".regexp \"…\" needs a text that has no pattern yet", at: position) }
            return .text(range, pattern: expression, format: format)
        case "le", "lt", "ge", "gt":
            guard case .integer(let bound) = argument.kind else {
                throw error(".\(name) needs an integer", at: argument.position)
            }
            return try bounded(type, by: name, bound, at: position)
        case "and":
            return try intersection(type, try self.type(of: argument, depth: depth + 1), at: position)
        case "bits":
            throw error("give this bit set a rule of its own: its name becomes the Swift type", at: position)
        default:
            throw error("control operator .\(name) is not supported", at: position)
        }
    }

    /// `.size`: bytes of a string, or bytes of an unsigned integer.
    private func sized(_ type: ModelType, _ argument: TypeNode) throws(SchemaError) -> ModelType {
        let sizes = try sizes(argument)
        switch type {
        case .text(let range, let pattern, let format):
            let low = max(range.lowerBound, sizes.lowerBound)
            let high = min(range.upperBound, sizes.upperBound)
            guard low <= high else { break }
            return .text(low...high, pattern: pattern, format: format)
        case .bytes(let range):
            let low = max(range.lowerBound, sizes.lowerBound)
            let high = min(range.upperBound, sizes.upperBound)
            guard low <= high else { break }
            return .bytes(low...high)
        case .unsigned(let range, let format):
            guard sizes.lowerBound == sizes.upperBound, (1...8).contains(sizes.upperBound) else {
                throw error(".size of an integer is a number of bytes, 1…8", at: argument.position)
            }
            let high = UInt64.max >> UInt64(64 - 8 * sizes.upperBound)
            return .unsigned(range.clamped(to: 0...high), format: format)
        default:
            throw error(".size needs a string or an unsigned integer", at: argument.position)
        }
        throw error(".size leaves nothing", at: argument.position)
    }

    private func sizes(_ argument: TypeNode) throws(SchemaError) -> ClosedRange<Int> {
        switch argument.kind {
        case .integer(let value):
            guard let exact = Int(exactly: value), exact >= 0 else { break }
            return exact...exact
        case .range:
            guard case .unsigned(let range, _) = try numberRange(argument),
                let low = Int(exactly: range.lowerBound), let high = Int(exactly: range.upperBound)
            else { break }
            return low...high
        default: break
        }
        throw error(".size needs a number or a range in brackets", at: argument.position)
    }

    private func bounded(
        _ type: ModelType, by name: String, _ bound: Int128, at position: SourcePosition
    ) throws(SchemaError) -> ModelType {
        var (low, high): (Int128, Int128)
        let format: String?
        switch type {
        case .unsigned(let range, let known):
            (low, high, format) = (Int128(range.lowerBound), Int128(range.upperBound), known)
        case .integer(let range, let known):
            (low, high, format) = (Int128(range.lowerBound), Int128(range.upperBound), known)
        default: throw error(".\(name) needs an integer", at: position)
        }
        switch name {
        case "le": high = min(high, bound)
        case "lt": high = min(high, bound - 1)
        case "ge": low = max(low, bound)
        default: low = max(low, bound + 1)
        }
        switch Self.integers(from: low, to: high) {
        case .unsigned(let range, _): return .unsigned(range, format: format)
        case .integer(let range, _): return .integer(range, format: format)
        default: throw error(".\(name) leaves nothing", at: position)
        }
    }

    /// `.and`: what both allow.
    private func intersection(
        _ left: ModelType, _ right: ModelType, at position: SourcePosition
    ) throws(SchemaError) -> ModelType {
        switch (left, right) {
        case (.text(let a, let first, let format), .text(let b, let second, let other)):
            let low = max(a.lowerBound, b.lowerBound)
            let high = min(a.upperBound, b.upperBound)
            guard low <= high, first == nil || second == nil else { break }
            return .text(low...high, pattern: first ?? second, format: format ?? other)
        case (.unsigned, .unsigned(let range, _)), (.integer, .unsigned(let range, _)):
            let low = try bounded(left, by: "ge", Int128(range.lowerBound), at: position)
            return try bounded(low, by: "le", Int128(range.upperBound), at: position)
        default: break
        }
        throw error(".and between these types is not supported", at: position)
    }
}
