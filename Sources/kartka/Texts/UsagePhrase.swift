/// What the program says about a command line that it can't follow.
enum UsagePhrase: Phrases {
    case unknownOption, ambiguousOption, missingValue, unexpectedValue, missingOption, missingArgument
    case unexpectedArgument, unknownCommand, noCommand, noVerb, verbFirst, emptyValue, notANumber
    case notAChoice, notADuration, notATime, wrongDash, didYouMean, seeHelp, unknownTopic, exclusive

    var text: Text {
        switch self {
        case .unknownOption:
            Text(
                uk: "невідомий параметр {option}", en: "unknown option {option}",
                ru: "неизвестный параметр {option}")
        case .ambiguousOption:
            Text(
                uk: "параметр {option} неоднозначний: {candidates}",
                en: "option {option} is ambiguous: {candidates}",
                ru: "параметр {option} неоднозначен: {candidates}")
        case .missingValue:
            Text(
                uk: "після {option} бракує значення", en: "{option} needs a value",
                ru: "после {option} нет значения")
        case .unexpectedValue:
            Text(
                uk: "{option} не приймає значення", en: "{option} takes no value",
                ru: "{option} не принимает значения")
        case .missingOption:
            Text(
                uk: "бракує обов'язкового параметра {option}", en: "the required option {option} is missing",
                ru: "нет обязательного параметра {option}")
        case .missingArgument:
            Text(
                uk: "бракує аргументу {argument}", en: "{argument} is missing", ru: "нет аргумента {argument}"
            )
        case .unexpectedArgument:
            Text(
                uk: "зайвий аргумент «{argument}»", en: "unexpected argument “{argument}”",
                ru: "лишний аргумент «{argument}»")
        case .unknownCommand:
            Text(
                uk: "немає команди «{word}»", en: "there is no command “{word}”",
                ru: "нет команды «{word}»")
        case .noCommand:
            Text(uk: "команду не вказано", en: "no command given", ru: "команда не указана")
        case .noVerb:
            Text(
                uk: "для «{noun}» потрібна дія: {verbs}", en: "“{noun}” needs a verb: {verbs}",
                ru: "для «{noun}» нужно действие: {verbs}")
        case .verbFirst:
            Text(
                uk: "спершу дія, потім її параметри: kartka {noun} {word} …",
                en: "the verb comes before its options: kartka {noun} {word} …",
                ru: "сначала действие, потом его параметры: kartka {noun} {word} …")
        case .emptyValue:
            Text(
                uk: "{option}: порожнє значення", en: "{option}: empty value", ru: "{option}: пустое значение"
            )
        case .notANumber:
            Text(
                uk: "{option}: «{value}» не є числом від {least} до {most}",
                en: "{option}: “{value}” is not a number from {least} to {most}",
                ru: "{option}: «{value}» – не число от {least} до {most}")
        case .notAChoice:
            Text(
                uk: "{option}: «{value}» не з переліку: {choices}",
                en: "{option}: “{value}” is not one of: {choices}",
                ru: "{option}: «{value}» не из перечня: {choices}")
        case .notADuration:
            Text(
                uk: "{option}: «{value}» не є строком від {least} до {most}, як-от 90m, 36h, 7d",
                en: "{option}: “{value}” is not a duration from {least} to {most}, like 90m, 36h, 7d",
                ru: "{option}: «{value}» – не срок от {least} до {most}, как 90m, 36h, 7d")
        case .notATime:
            Text(
                uk: "{option}: «{value}» не є датою 2026-11-21 або часом 2026-11-21T08:30:00Z",
                en: "{option}: “{value}” is not a date like 2026-11-21 or a time like 2026-11-21T08:30:00Z",
                ru: "{option}: «{value}» – не дата 2026-11-21 и не время 2026-11-21T08:30:00Z")
        case .wrongDash:
            Text(
                uk: "«{word}» починається з тире, а не з дефісів",
                en: "“{word}” begins with a long dash, not with hyphens",
                ru: "«{word}» начинается с тире, а не с дефисов")
        case .didYouMean:
            Text(uk: "можливо, {word}?", en: "did you mean {word}?", ru: "возможно, {word}?")
        case .seeHelp:
            Text(
                uk: "усі команди: kartka {words}", en: "to see what there is: kartka {words}",
                ru: "все команды: kartka {words}")
        case .unknownTopic:
            Text(
                uk: "немає сторінки довідки «{word}»", en: "there is no help page “{word}”",
                ru: "нет страницы справки «{word}»")
        case .exclusive:
            Text(
                uk: "{first} і {second} не вживають разом", en: "{first} and {second} exclude each other",
                ru: "{first} и {second} вместе не употребляются")
        }
    }
}
