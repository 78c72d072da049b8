/// What the program says about a region's keys and trust list.
enum AuthorityReportPhrase: Phrases {
    case made, rotated, region, root, trustList, version, issued, nextUpdate
    case key, authority, state, validFrom, validUntil, seals, active, ended, retired, revoked
    case giveOnce, giveAlways, takeOffline, backUp
    case listDue, listOverdue, noKey, keyDue, rootOffline, bringRoot
    case makesRoot, opensRoot, makesKey, makesMasterKeys
    case notADomain, domainTwice, badName

    var text: Text {
        switch self {
        case .made:
            Text(
                uk: "Створено ключі регіону «{region}»: {path}",
                en: "The keys of the region “{region}” are made: {path}",
                ru: "Созданы ключи региона «{region}»: {path}")
        case .rotated:
            Text(
                uk: "Випущено новий список довіри регіону «{region}»: {path}",
                en: "A new trust list of the region “{region}” is issued: {path}",
                ru: "Выпущен новый список доверия региона «{region}»: {path}")
        case .region:
            Text(
                uk: "Регіон «{region}»: {path}", en: "Region “{region}”: {path}",
                ru: "Регион «{region}»: {path}")
        case .root: Text(uk: "Кореневий ключ", en: "Root key", ru: "Корневой ключ")
        case .trustList: Text(uk: "Список довіри", en: "Trust list", ru: "Список доверия")
        case .version: Text(uk: "версія {version}", en: "version {version}", ru: "версия {version}")
        case .issued: Text(uk: "Випущено", en: "Issued", ru: "Выпущен")
        case .nextUpdate: Text(uk: "Оновити до", en: "Next update by", ru: "Обновить до")
        case .key: Text(uk: "Ключ", en: "Key", ru: "Ключ")
        case .authority: Text(uk: "Орган", en: "Authority", ru: "Орган")
        case .state: Text(uk: "Стан", en: "State", ru: "Состояние")
        case .validFrom: Text(uk: "Діє з", en: "Valid from", ru: "Действует с")
        case .validUntil: Text(uk: "Діє до", en: "Valid until", ru: "Действует до")
        case .seals: Text(uk: "Запечатує", en: "Seals", ru: "Запечатывает")
        case .active: Text(uk: "чинний", en: "active", ru: "действует")
        case .ended: Text(uk: "строк минув", en: "ended", ru: "срок истёк")
        case .retired: Text(uk: "замінений", en: "retired", ru: "заменён")
        case .revoked: Text(uk: "відкликаний", en: "revoked", ru: "отозван")
        case .giveOnce:
            Text(
                uk: "Дайте кожному перевіряльнику один раз, з рук у руки, і звірте з ним кореневий ключ:",
                en: "Give to every validator once, by a way you trust, and compare the root key with them:",
                ru: "Дайте каждому проверяющему один раз, из рук в руки, и сверьте с ним корневой ключ:")
        case .giveAlways:
            Text(
                uk: "Дайте кожному перевіряльнику тепер і після кожної заміни (можна публікувати):",
                en: "Give to every validator now and after every rotation (it may be published):",
                ru: "Дайте каждому проверяющему сейчас и после каждой замены (можно публиковать):")
        case .takeOffline:
            Text(
                uk: "Зробіть копію та тримайте поза мережею; потрібен лише для kartka authority rotate:",
                en: "Back up and keep offline; needed by kartka authority rotate alone:",
                ru: "Сделайте копию и держите вне сети; нужен только для kartka authority rotate:")
        case .backUp:
            Text(
                uk: "Зробіть копії; без них не випустити й не оновити жодної картки:",
                en: "Back up; without these no card can be issued or updated:",
                ru: "Сделайте копии; без них не выпустить и не обновить ни одной карты:")
        case .listDue:
            Text(
                uk: "списку довіри час на заміну, він діє до {time}: kartka authority rotate {path}",
                en: "the trust list is due, it decides until {time}: kartka authority rotate {path}",
                ru: "списку доверия пора на замену, он действует до {time}: kartka authority rotate {path}")
        case .listOverdue:
            Text(
                uk:
                    "список довіри застарів {time}, за ним нічого не приймуть: kartka authority rotate "
                    + "{path}",
                en: "the trust list is too old since {time}, nothing is accepted by it: "
                    + "kartka authority rotate {path}",
                ru: "список доверия устарел {time}, по нему ничего не примут: kartka authority rotate {path}")
        case .noKey:
            Text(
                uk: "галузі {domain} нема чим запечатувати: kartka authority rotate {path} {domain}",
                en: "the domain {domain} has no key to seal with: kartka authority rotate {path} {domain}",
                ru: "области {domain} нечем запечатывать: kartka authority rotate {path} {domain}")
        case .keyDue:
            Text(
                uk: "ключеві галузі {domain} лишилося {days}: kartka authority rotate {path} {domain}",
                en: "the key of {domain} has {days} left: kartka authority rotate {path} {domain}",
                ru: "ключу области {domain} осталось {days}: kartka authority rotate {path} {domain}")
        case .rootOffline:
            Text(
                uk: "{path}: немає root.key.pem, а список довіри підписує лише він",
                en: "{path}: root.key.pem is not there, and only it signs trust lists",
                ru: "{path}: нет root.key.pem, а список доверия подписывает только он")
        case .bringRoot:
            Text(
                uk: "поверніть його зі сховища поза мережею, а після роботи заберіть знову",
                en: "bring it back from offline storage, and take it away again afterwards",
                ru: "верните его из хранилища вне сети, а после работы заберите снова")
        case .makesRoot:
            Text(uk: "створюю кореневий ключ", en: "making the root key", ru: "создаю корневой ключ")
        case .opensRoot:
            Text(uk: "відкриваю кореневий ключ", en: "opening the root key", ru: "открываю корневой ключ")
        case .makesKey:
            Text(
                uk: "створюю ключ органу: {domain}", en: "making an authority's key: {domain}",
                ru: "создаю ключ органа: {domain}")
        case .makesMasterKeys:
            Text(uk: "створюю ключі карток", en: "making the cards' keys", ru: "создаю ключи карт")
        case .notADomain:
            Text(
                uk: "--name: «{value}» не має вигляду ГАЛУЗЬ=НАЗВА; галузі: {domains}",
                en: "--name: “{value}” is not of the form DOMAIN=NAME; the domains: {domains}",
                ru: "--name: «{value}» не имеет вида ОБЛАСТЬ=НАЗВАНИЕ; области: {domains}")
        case .domainTwice:
            Text(
                uk: "--name: галузь {domain} названо двічі", en: "--name: the domain {domain} comes twice",
                ru: "--name: область {domain} названа дважды")
        case .badName:
            Text(
                uk: "{option}: потрібно від 1 до 100 байтів UTF-8 без керівних знаків",
                en: "{option}: 1 to 100 bytes of UTF-8 without control characters are needed",
                ru: "{option}: нужно от 1 до 100 байтов UTF-8 без управляющих знаков")
        }
    }
}
