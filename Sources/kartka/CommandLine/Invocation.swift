/// What a command gets: its values, already checked, and where to write.
struct Invocation: Sendable {
    let command: Command
    let values: ArgumentValues
    let console: Console

    var language: Language { console.language }
}

/// The values of options and arguments, checked against their kinds.
struct ArgumentValues: Sendable {
    private var options: [String: [String]] = [:]
    /// Positional arguments in order.
    private(set) var positional: [String] = []

    mutating func add(_ value: String, to option: Option) {
        if option.isRepeated {
            options[option.name, default: []].append(value)
        } else {
            options[option.name] = [value]
        }
    }

    mutating func addPositional(_ value: String) {
        positional.append(value)
    }

    func has(_ option: Option) -> Bool {
        options[option.name] != nil
    }

    /// The value given, else the default.
    func text(_ option: Option) -> String? {
        options[option.name]?.last ?? option.defaultValue
    }

    /// A required option's value.
    ///
    /// - Precondition: the option is required or has a default; the parser has made sure that it is there.
    func required(_ option: Option) -> String {
        guard let value = text(option) else {
            preconditionFailure("--\(option.name) is neither required nor has a default")
        }
        return value
    }

    func texts(_ option: Option) -> [String] {
        options[option.name] ?? option.defaultValue.map { [$0] } ?? []
    }

    func number(_ option: Option) -> Int? {
        text(option).flatMap { Int($0) }
    }

    func numbers(_ option: Option) -> [Int] {
        texts(option).compactMap { Int($0) }
    }

    /// Seconds.
    func duration(_ option: Option) -> Int64? {
        text(option).flatMap { TimeSpan(parsing: $0)?.seconds }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    func time(_ option: Option) -> Int64? {
        text(option).flatMap { Timestamp(parsing: $0)?.epochSeconds }
    }
}
