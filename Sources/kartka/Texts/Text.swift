/// One thing said in every language; leaving one out doesn't compile.
///
/// Places to fill are written `{name}` and are the same in all three.
struct Text: Sendable, Equatable {
    let ukrainian: String
    let english: String
    let russian: String

    init(uk: String, en: String, ru: String) {
        ukrainian = uk
        english = en
        russian = ru
    }

    /// The same words in every language: names, numbers, words of a protocol.
    init(verbatim: String) {
        self.init(uk: verbatim, en: verbatim, ru: verbatim)
    }

    subscript(_ language: Language) -> String {
        switch language {
        case .ukrainian: ukrainian
        case .english: english
        case .russian: russian
        }
    }

    /// Fills the place `{name}`.
    func with(_ name: String, _ value: String) -> Text {
        with(name, Text(verbatim: value))
    }

    func with(_ name: String, _ value: Text) -> Text {
        Text(
            uk: Self.fill(ukrainian, name, value.ukrainian),
            en: Self.fill(english, name, value.english),
            ru: Self.fill(russian, name, value.russian))
    }

    /// The names of the places to fill, in one language.
    func places(in language: Language) -> Set<String> {
        var names: Set<String> = []
        var rest = self[language][...]
        while let open = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: "}") else { break }
            names.insert(String(rest[..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names
    }

    private static func fill(_ template: String, _ name: String, _ value: String) -> String {
        let place = "{\(name)}"
        var filled = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            if rest.hasPrefix(place) {
                filled += value
                rest = rest.dropFirst(place.count)
            } else {
                filled += "{"
                rest = rest.dropFirst()
            }
        }
        return filled + rest
    }
}

/// A group of texts that can be walked through: the tests check every one of them.
protocol Phrases: CaseIterable, Sendable {
    var text: Text { get }
}
