/// Headings and small words of the help and the manual.
enum HelpPhrase: Phrases {
    case usage, genericUsage, commands, arguments, options, globalOptions, examples, statuses, more, moreText
    case required, repeated, defaultValue, name, synopsis, description, seeAlso, environment
    case environmentLocale, environmentNoColor, manual

    var text: Text {
        switch self {
        case .usage: Text(uk: "Вживання", en: "Usage", ru: "Употребление")
        case .genericUsage:
            Text(
                uk: "[загальні параметри] КОМАНДА [параметри]", en: "[global options] COMMAND [options]",
                ru: "[общие параметры] КОМАНДА [параметры]")
        case .commands: Text(uk: "Команди", en: "Commands", ru: "Команды")
        case .arguments: Text(uk: "Аргументи", en: "Arguments", ru: "Аргументы")
        case .options: Text(uk: "Параметри", en: "Options", ru: "Параметры")
        case .globalOptions: Text(uk: "Загальні параметри", en: "Global options", ru: "Общие параметры")
        case .examples: Text(uk: "Приклади", en: "Examples", ru: "Примеры")
        case .statuses: Text(uk: "Коди завершення", en: "Exit statuses", ru: "Коды завершения")
        case .more: Text(uk: "Докладніше", en: "More", ru: "Подробнее")
        case .moreText:
            Text(
                uk: "kartka help КОМАНДА – довідка з прикладами; kartka man – сторінка посібника; "
                    + "kartka completion bash|zsh|fish – доповнення команд.",
                en: "kartka help COMMAND – help with examples; kartka man – the manual page; "
                    + "kartka completion bash|zsh|fish – completions.",
                ru: "kartka help КОМАНДА – справка с примерами; kartka man – страница руководства; "
                    + "kartka completion bash|zsh|fish – дополнение команд.")
        case .required: Text(uk: "обов'язково", en: "required", ru: "обязательно")
        case .repeated: Text(uk: "можна кілька разів", en: "may be repeated", ru: "можно несколько раз")
        case .defaultValue: Text(uk: "типово {value}", en: "default {value}", ru: "по умолчанию {value}")
        case .name: Text(uk: "НАЗВА", en: "NAME", ru: "ИМЯ")
        case .synopsis: Text(uk: "СИНТАКСИС", en: "SYNOPSIS", ru: "СИНТАКСИС")
        case .description: Text(uk: "ОПИС", en: "DESCRIPTION", ru: "ОПИСАНИЕ")
        case .seeAlso: Text(uk: "ДИВІТЬСЯ ТАКОЖ", en: "SEE ALSO", ru: "СМОТРИТЕ ТАКЖЕ")
        case .environment: Text(uk: "Середовище", en: "Environment", ru: "Окружение")
        case .environmentLocale:
            Text(
                uk: "Мова повідомлень, якщо немає --lang.", en: "The language of messages without --lang.",
                ru: "Язык сообщений, если нет --lang.")
        case .environmentNoColor:
            Text(
                uk: "Якщо не порожня – без кольорів.", en: "Not empty: no colours.",
                ru: "Если не пуста – без цветов.")
        case .manual: Text(uk: "Посібник Kartka", en: "Kartka Manual", ru: "Руководство Kartka")
        }
    }
}
