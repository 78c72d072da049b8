import CGetopt
import Glibc
import Synchronization

/// `getopt_long` (glibc) over the options of a command.
enum OptionParser {
    struct Result {
        var given: [(option: Option, value: String?)] = []
        /// What isn't an option, in order.
        var rest: [String] = []
    }

    private static let turn = Mutex(())
    private static let firstLongValue: CInt = 256

    /// - Parameter stopsAtFirstArgument: true where the options of another command may follow the first
    /// argument.
    /// - Throws: a usage failure that names the option.
    static func parse(
        _ words: [String], options: [Option], stopsAtFirstArgument: Bool
    ) throws(Failure) -> Result {
        let outcome = turn.withLock { _ in
            Swift.Result { () throws(Failure) in
                try scan(words, options: options, stopsAtFirstArgument: stopsAtFirstArgument)
            }
        }
        return try outcome.get()
    }

    private static func scan(
        _ words: [String], options: [Option], stopsAtFirstArgument: Bool
    ) throws(Failure) -> Result {
        // safe: the strdup'ed strings and both arrays live until the end of the function; getopt_long only
        // permutes argv's pointers.
        var argv = unsafe (["kartka"] + words).map { unsafe strdup($0) } + [nil]
        let copies = unsafe argv
        let names = unsafe options.map { unsafe strdup($0.name) }
        defer {
            for index in unsafe copies.indices { unsafe free(copies[index]) }
            for index in unsafe names.indices { unsafe free(names[index]) }
        }
        var longs: [CGetopt.option] = unsafe []
        for (index, option) in options.enumerated() {
            unsafe longs.append(
                CGetopt.option(
                    name: names[index], has_arg: option.isFlag ? no_argument : required_argument,
                    flag: nil, val: firstLongValue + CInt(index)))
        }
        unsafe longs.append(CGetopt.option(name: nil, has_arg: 0, flag: nil, val: 0))
        let shorts = (stopsAtFirstArgument ? "+:" : ":") + shortLetters(options)

        var result = Result()
        cgetopt_reset()
        while true {
            let step = unsafe cgetopt_next(CInt(words.count + 1), &argv, shorts, longs)
            let next = unsafe Int(step.next_index)
            if unsafe step.code == -1 {
                for index in next..<(words.count + 1) {
                    if let word = unsafe argv[index] { unsafe result.rest.append(String(cString: word)) }
                }
                return result
            }
            guard let found = unsafe option(code: step.code, among: options) else {
                let word = unsafe argv[max(0, next - 1)].map { unsafe String(cString: $0) }
                throw unsafe failure(code: step.code, culprit: step.culprit, word: word ?? "", among: options)
            }
            let value = unsafe step.value.map { unsafe String(cString: $0) }
            result.given.append((found, value))
        }
    }

    private static func shortLetters(_ options: [Option]) -> String {
        options.map { option in
            option.short.map { option.isFlag ? "\($0)" : "\($0):" } ?? ""
        }.joined()
    }

    private static func option(code: CInt, among options: [Option]) -> Option? {
        if code >= firstLongValue {
            let index = Int(code - firstLongValue)
            return options.indices.contains(index) ? options[index] : nil
        }
        guard let byte = UInt8(exactly: code), byte != UInt8(ascii: "?"), byte != UInt8(ascii: ":") else {
            return nil
        }
        let letter = Character(UnicodeScalar(byte))
        return options.first { $0.short == letter }
    }

    /// `:` = value missing; `?` = unknown, ambiguous, or a value given to a flag.
    private static func failure(code: CInt, culprit: CInt, word: String, among options: [Option]) -> Failure {
        let known = option(code: culprit, among: options)
        if code == CInt(UInt8(ascii: ":")), let known {
            return .usage("missing-value", UsagePhrase.missingValue.text.with("option", "--\(known.name)"))
        }
        if let known {
            return .usage(
                "unexpected-value", UsagePhrase.unexpectedValue.text.with("option", "--\(known.name)"))
        }
        if culprit > 0, let byte = UInt8(exactly: culprit), byte < 0x80 {
            let letter = "-\(Character(UnicodeScalar(byte)))"
            return .usage("unknown-option", UsagePhrase.unknownOption.text.with("option", letter))
        }
        let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
        let prefixed = options.filter { $0.name.hasPrefix(name) }.map { "--\($0.name)" }
        if prefixed.count > 1, !name.isEmpty {
            return .usage(
                "ambiguous-option",
                UsagePhrase.ambiguousOption.text.with("option", "--\(name)")
                    .with("candidates", prefixed.joined(separator: ", ")))
        }
        let shown = word.hasPrefix("--") ? "--\(name)" : word
        return .usage(
            "unknown-option", UsagePhrase.unknownOption.text.with("option", shown),
            next: Suggestion.nearest(to: name, among: options.map(\.name)).map {
                UsagePhrase.didYouMean.text.with("word", "--\($0)")
            })
    }
}
