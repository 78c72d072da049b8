/// Checks what was typed against what the table allows.
enum ValueCheck {
    static func check(_ value: String, of option: Option) throws(Failure) {
        try check(value, option.kind, named: Text(verbatim: "--\(option.name)"))
    }

    static func check(_ value: String, of argument: Argument) throws(Failure) {
        try check(value, argument.kind, named: argument.placeholder.text)
    }

    private static func check(_ value: String, _ kind: Option.Kind, named name: Text) throws(Failure) {
        switch kind {
        case .flag, .text:
            return
        case .file, .directory:
            guard value.isEmpty else { return }
            throw .usage("empty-value", UsagePhrase.emptyValue.text.with("option", name))
        case .number(let range):
            if let number = Int(value), range.contains(number) { return }
            throw .usage(
                "not-a-number",
                UsagePhrase.notANumber.text.with("option", name).with("value", value)
                    .with("least", "\(range.lowerBound)").with("most", "\(range.upperBound)"))
        case .choice(let words):
            if words.contains(value) { return }
            throw .usage(
                "unknown-value",
                UsagePhrase.notAChoice.text.with("option", name).with("value", value)
                    .with("choices", words.joined(separator: ", ")),
                next: Suggestion.nearest(to: value, among: words).map {
                    UsagePhrase.didYouMean.text.with("word", $0)
                })
        case .duration(let range):
            if let span = TimeSpan(parsing: value), range.contains(span.seconds) { return }
            throw .usage(
                "not-a-duration",
                UsagePhrase.notADuration.text.with("option", name).with("value", value)
                    .with("least", TimeSpan.text(seconds: range.lowerBound))
                    .with("most", TimeSpan.text(seconds: range.upperBound)))
        case .time:
            if Timestamp(parsing: value) != nil { return }
            throw .usage("not-a-time", UsagePhrase.notATime.text.with("option", name).with("value", value))
        }
    }
}
