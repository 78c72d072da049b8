/// Amounts of money as people write them: "1234.50 UAH", with the decimals that ISO 4217 gives the currency.
enum MoneyText {
    /// Currencies whose minor unit is not a hundredth. ISO 4217.
    private static let decimals: [String: Int] = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
        "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
        "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    ]

    static func decimalCount(of currency: String) -> Int { decimals[currency] ?? 2 }

    static func text(minorUnits: Int64, currency: String) -> String {
        "\(number(minorUnits, decimalCount(of: currency), mark: ".", group: "")) \(currency)"
    }

    /// "1 234,50 UAH", in English "1,234.50 UAH".
    static func text(minorUnits: Int64, currency: String, in language: DisplayLanguage) -> String {
        let isEnglish = language == .english
        let number = number(
            minorUnits, decimalCount(of: currency), mark: isEnglish ? "." : ",",
            group: isEnglish ? "," : "\u{A0}")
        return "\(number)\u{A0}\(currency)"
    }

    /// nil unless it is just what ``text(minorUnits:currency:)`` writes.
    static func parse(_ text: String) -> (minorUnits: Int64, currency: String)? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 3,
            parts[1].utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { return nil }
        let currency = String(parts[1])
        guard let amount = Int64(parts[0].filter { $0 != "." }) else { return nil }
        return Self.text(minorUnits: amount, currency: currency) == text ? (amount, currency) : nil
    }

    private static func number(_ minorUnits: Int64, _ decimals: Int, mark: String, group: String) -> String {
        let digits = EpochDay.padded(String(minorUnits.magnitude), decimals + 1)
        let whole = digits.dropLast(decimals)
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped += group }
            grouped.append(digit)
        }
        let sign = minorUnits < 0 ? "-" : ""
        return decimals == 0 ? sign + grouped : sign + grouped + mark + digits.suffix(decimals)
    }
}

extension Money: CustomStringConvertible {
    /// "1234.50 UAH"; nil for anything else.
    public init?(_ text: String) {
        guard let (amount, currency) = MoneyText.parse(text), let amount = Int(exactly: amount) else {
            return nil
        }
        self.init(amount: amount, currency: currency)
    }

    /// "1234.50 UAH"
    public var description: String { MoneyText.text(minorUnits: Int64(amount), currency: currency) }
}

extension Money {
    /// As people of the language write it: "4,00 грн", "UAH 4.00".
    public func text(in language: DisplayLanguage) -> String {
        MoneyText.text(minorUnits: Int64(amount), currency: currency, in: language)
    }
}
