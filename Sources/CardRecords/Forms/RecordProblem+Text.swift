extension RecordProblem {
    /// In plain words, without the value.
    public func text(in language: DisplayLanguage) -> String {
        switch language {
        case .english: english
        case .ukrainian: ukrainian
        case .russian: russian
        }
    }

    private var english: String {
        switch self {
        case .cbor(let error): "\(error)"
        case .missing: "is missing"
        case .unknownLabel(let label): "has the unknown label \(label)"
        case .unknownName(let suggestion):
            "is no field of this record" + (suggestion.map { "; did you mean \($0)?" } ?? "")
        case .duplicateName: "comes twice"
        case .givenAtIssuing: "is given when the card is issued; leave it out"
        case .wrongType(let expected, let found):
            "is of type \(found.rawValue), expected \(expected.rawValue)"
        case .byteCount(let count, let allowed):
            "has \(count) bytes, \(Self.bound(count, allowed, "at most", "at least", "exactly")) allowed"
        case .itemCount(let count, let allowed):
            "has \(count) items, \(Self.bound(count, allowed, "at most", "at least", "exactly")) allowed"
        case .unsignedRange(let allowed): "is not in \(allowed.lowerBound)…\(allowed.upperBound)"
        case .integerRange(let allowed): "is not in \(allowed.lowerBound)…\(allowed.upperBound)"
        case .pattern(let pattern): "doesn't match \(pattern)"
        case .format(let format): Self.form("is not valid", format, .english)
        case .unknownChoice(let allowed): "is not one of: \(allowed.joined(separator: ", "))"
        case .notBase64: "is not Base64"
        case .emptySet: "is empty: leave it out"
        }
    }

    private var ukrainian: String {
        switch self {
        case .cbor(let error): "\(error)"
        case .missing: "немає обов’язкового значення"
        case .unknownLabel(let label): "невідома мітка \(label)"
        case .unknownName(let suggestion):
            "такого поля в записі немає" + (suggestion.map { "; може, \($0)?" } ?? "")
        case .duplicateName: "вказано двічі"
        case .givenAtIssuing: "надають під час видачі картки; приберіть його"
        case .wrongType(let expected, let found): "має тип \(found.rawValue), а потрібен \(expected.rawValue)"
        case .byteCount(let count, let allowed):
            "байтів: \(count), дозволено \(Self.bound(count, allowed, "щонайбільше", "щонайменше", "рівно"))"
        case .itemCount(let count, let allowed):
            "елементів: \(count), дозволено "
                + Self.bound(count, allowed, "щонайбільше", "щонайменше", "рівно")
        case .unsignedRange(let allowed): "поза межами \(allowed.lowerBound)…\(allowed.upperBound)"
        case .integerRange(let allowed): "поза межами \(allowed.lowerBound)…\(allowed.upperBound)"
        case .pattern(let pattern): "не відповідає зразку \(pattern)"
        case .format(let format): Self.form("неправильне значення", format, .ukrainian)
        case .unknownChoice(let allowed): "має бути одне з: \(allowed.joined(separator: ", "))"
        case .notBase64: "це не Base64"
        case .emptySet: "порожньо: приберіть поле"
        }
    }

    private var russian: String {
        switch self {
        case .cbor(let error): "\(error)"
        case .missing: "нет обязательного значения"
        case .unknownLabel(let label): "неизвестная метка \(label)"
        case .unknownName(let suggestion):
            "такого поля в записи нет" + (suggestion.map { "; может быть, \($0)?" } ?? "")
        case .duplicateName: "указано дважды"
        case .givenAtIssuing: "даётся при выдаче карты; уберите его"
        case .wrongType(let expected, let found): "имеет тип \(found.rawValue), а нужен \(expected.rawValue)"
        case .byteCount(let count, let allowed):
            "байтов: \(count), допускается \(Self.bound(count, allowed, "не более", "не менее", "ровно"))"
        case .itemCount(let count, let allowed):
            "элементов: \(count), допускается \(Self.bound(count, allowed, "не более", "не менее", "ровно"))"
        case .unsignedRange(let allowed): "вне пределов \(allowed.lowerBound)…\(allowed.upperBound)"
        case .integerRange(let allowed): "вне пределов \(allowed.lowerBound)…\(allowed.upperBound)"
        case .pattern(let pattern): "не соответствует образцу \(pattern)"
        case .format(let format): Self.form("неверное значение", format, .russian)
        case .unknownChoice(let allowed): "должно быть одно из: \(allowed.joined(separator: ", "))"
        case .notBase64: "это не Base64"
        case .emptySet: "пусто: уберите поле"
        }
    }

    private static func form(_ words: String, _ format: ValueFormat, _ language: DisplayLanguage) -> String {
        let hint = format.hint[language]
        return hint.isEmpty ? "\(words) (\(format.rawValue))" : "\(words) (\(format.rawValue): \(hint))"
    }

    /// The bound that was broken: "at most 50", "at least 1", "exactly 16".
    private static func bound(
        _ count: Int, _ allowed: ClosedRange<Int>, _ most: String, _ least: String, _ exactly: String
    ) -> String {
        if allowed.lowerBound == allowed.upperBound { return "\(exactly) \(allowed.lowerBound)" }
        return count < allowed.lowerBound ? "\(least) \(allowed.lowerBound)" : "\(most) \(allowed.upperBound)"
    }
}
