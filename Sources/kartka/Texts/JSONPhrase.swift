import CardRecords

/// What the program says about JSON that isn't taken.
enum JSONPhrase: Phrases {
    case notJSON, invalid, unexpectedEnd, unexpectedCharacter, trailingText, tooDeep, tooLong, notUTF8
    case byteOrderMark, notAnInteger, numberTooLarge, leadingZero, controlCharacter, badEscape
    case loneSurrogate, duplicateName

    static func text(_ problem: JSONSyntaxError.Problem) -> Text {
        let phrase: JSONPhrase =
            switch problem {
            case .unexpectedEnd: .unexpectedEnd
            case .unexpectedCharacter: .unexpectedCharacter
            case .trailingText: .trailingText
            case .tooDeep: .tooDeep
            case .tooLong: .tooLong
            case .notUTF8: .notUTF8
            case .byteOrderMark: .byteOrderMark
            case .notAnInteger: .notAnInteger
            case .numberTooLarge: .numberTooLarge
            case .leadingZero: .leadingZero
            case .controlCharacter: .controlCharacter
            case .badEscape: .badEscape
            case .loneSurrogate: .loneSurrogate
            case .duplicateName: .duplicateName
            }
        return phrase.text
    }

    var text: Text {
        switch self {
        case .notJSON:
            Text(
                uk: "{path}: це не JSON, який можна взяти", en: "{path}: not JSON that can be taken",
                ru: "{path}: это не JSON, который можно взять")
        case .invalid:
            Text(
                uk: "{path}: {count}, нічого не записано", en: "{path}: {count}, nothing was written",
                ru: "{path}: {count}, ничего не записано")
        case .unexpectedEnd:
            Text(uk: "текст обривається", en: "the text ends too early", ru: "текст обрывается")
        case .unexpectedCharacter:
            Text(uk: "неочікуваний знак", en: "unexpected character", ru: "неожиданный знак")
        case .trailingText:
            Text(uk: "зайвий текст після кінця", en: "text behind the end", ru: "лишний текст после конца")
        case .tooDeep:
            Text(uk: "завелика вкладеність", en: "nested too deeply", ru: "слишком большая вложенность")
        case .tooLong:
            Text(
                uk: "форма довша, ніж може бути", en: "longer than a form may be",
                ru: "форма длиннее, чем может быть")
        case .notUTF8: Text(uk: "це не UTF-8", en: "not UTF-8", ru: "это не UTF-8")
        case .byteOrderMark:
            Text(
                uk: "починається з позначки порядку байтів (BOM): збережіть як UTF-8 без неї",
                en: "begins with a byte order mark: save it as UTF-8 without one",
                ru: "начинается с метки порядка байтов (BOM): сохраните как UTF-8 без неё")
        case .notAnInteger:
            Text(
                uk: "числа мають бути цілі й без показника степеня",
                en: "numbers are whole and without an exponent",
                ru: "числа должны быть целыми и без показателя степени")
        case .numberTooLarge:
            Text(uk: "число понад 64 біти", en: "a number beyond 64 bits", ru: "число больше 64 бит")
        case .leadingZero:
            Text(
                uk: "число з нулем попереду", en: "a number with a leading zero", ru: "число с нулём впереди")
        case .controlCharacter:
            Text(
                uk: "керівний знак у рядку", en: "a control character in a string",
                ru: "управляющий знак в строке")
        case .badEscape:
            Text(
                uk: "невідома послідовність після «\\»", en: "an unknown escape in a string",
                ru: "неизвестная последовательность после «\\»")
        case .loneSurrogate:
            Text(
                uk: "половина сурогатної пари", en: "half of a surrogate pair",
                ru: "половина суррогатной пары")
        case .duplicateName:
            Text(
                uk: "назва повторюється в об'єкті", en: "a name comes twice in an object",
                ru: "имя повторяется в объекте")
        }
    }
}
