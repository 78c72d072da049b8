/// What the program says about files and streams.
enum FilePhrase: Phrases {
    case outputLost, cannotRead, cannotCreate, tooLarge, alreadyThere, notFound, checkPath, internalFault,
        written
    case reportFault

    var text: Text {
        switch self {
        case .outputLost:
            Text(
                uk: "вивід не записано до кінця: {cause}", en: "the output could not be written: {cause}",
                ru: "вывод не записан до конца: {cause}")
        case .cannotRead:
            Text(
                uk: "{path}: прочитати не вдалося: {cause}", en: "{path}: can't be read: {cause}",
                ru: "{path}: прочитать не удалось: {cause}")
        case .cannotCreate:
            Text(
                uk: "{path}: створити не вдалося: {cause}", en: "{path}: can't be created: {cause}",
                ru: "{path}: создать не удалось: {cause}")
        case .tooLarge:
            Text(
                uk: "{path}: більше за {limit}", en: "{path}: larger than {limit}",
                ru: "{path}: больше {limit}")
        case .alreadyThere:
            Text(
                uk: "{path}: уже існує, нічого не змінено", en: "{path}: exists already, nothing was changed",
                ru: "{path}: уже существует, ничего не изменено")
        case .notFound:
            Text(uk: "{path}: немає такого файлу", en: "{path}: no such file", ru: "{path}: нет такого файла")
        case .checkPath:
            Text(
                uk: "перевірте шлях і права доступу", en: "check the path and the permissions",
                ru: "проверьте путь и права доступа")
        case .internalFault:
            Text(
                uk: "внутрішня помилка: {cause}", en: "internal fault: {cause}",
                ru: "внутренняя ошибка: {cause}")
        case .written: Text(uk: "{path}: записано", en: "{path}: written", ru: "{path}: записано")
        case .reportFault:
            Text(
                uk: "повідомте про неї з виводом kartka --version",
                en: "please report it with the output of kartka --version",
                ru: "сообщите о ней с выводом kartka --version")
        }
    }
}
