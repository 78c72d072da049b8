/// The words that stand for a value in usage lines.
enum Placeholder: Phrases {
    case value, file, directory, name, variable, time, number, type, port, host, noun, verb, shell, language
    case role, serial, topic, key, domain, target, duration, uri

    var text: Text {
        switch self {
        case .value: Text(uk: "ЗНАЧЕННЯ", en: "VALUE", ru: "ЗНАЧЕНИЕ")
        case .file: Text(uk: "ФАЙЛ", en: "FILE", ru: "ФАЙЛ")
        case .directory: Text(uk: "КАТАЛОГ", en: "DIR", ru: "КАТАЛОГ")
        case .name: Text(uk: "НАЗВА", en: "NAME", ru: "ИМЯ")
        case .variable: Text(uk: "ЗМІННА", en: "VARIABLE", ru: "ПЕРЕМЕННАЯ")
        case .time: Text(uk: "ЧАС", en: "TIME", ru: "ВРЕМЯ")
        case .number: Text(uk: "ЧИСЛО", en: "NUMBER", ru: "ЧИСЛО")
        case .type: Text(uk: "ТИП", en: "TYPE", ru: "ТИП")
        case .port: Text(uk: "ПОРТ", en: "PORT", ru: "ПОРТ")
        case .host: Text(uk: "ВУЗОЛ", en: "HOST", ru: "УЗЕЛ")
        case .noun: Text(uk: "ІМЕННИК", en: "NOUN", ru: "СУЩЕСТВИТЕЛЬНОЕ")
        case .verb: Text(uk: "ДІЯ", en: "VERB", ru: "ДЕЙСТВИЕ")
        case .shell: Text(uk: "ОБОЛОНКА", en: "SHELL", ru: "ОБОЛОЧКА")
        case .language: Text(uk: "МОВА", en: "LANGUAGE", ru: "ЯЗЫК")
        case .role: Text(uk: "РОЛЬ", en: "ROLE", ru: "РОЛЬ")
        case .serial: Text(uk: "СЕРІЙНИЙ-НОМЕР", en: "SERIAL", ru: "СЕРИЙНЫЙ-НОМЕР")
        case .topic: Text(uk: "СТОРІНКА", en: "PAGE", ru: "СТРАНИЦА")
        case .domain: Text(uk: "ГАЛУЗЬ", en: "DOMAIN", ru: "ОБЛАСТЬ")
        case .target: Text(uk: "КАРТКА|ЗАПИС", en: "CARD|RECORD", ru: "КАРТА|ЗАПИСЬ")
        case .duration: Text(uk: "СТРОК", en: "DURATION", ru: "СРОК")
        case .uri: Text(uk: "URI", en: "URI", ru: "URI")
        case .key: Text(uk: "КЛЮЧ", en: "KEY", ru: "КЛЮЧ")
        }
    }
}
