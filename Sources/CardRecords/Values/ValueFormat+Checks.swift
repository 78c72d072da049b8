extension ValueFormat {
    /// A number on the wire that people write as a text.
    var isText: Bool {
        switch self {
        case .cardNumber, .epochDay, .epochSeconds, .calendarDate, .partialDate, .minuteOfDay: true
        default: false
        }
    }

    /// Whether a number is one of this form: what CDDL can't say.
    @inline(__always)
    func accepts(_ number: Int) -> Bool {
        switch self {
        case .calendarDate: PartialDate(number: number)?.day != nil
        case .partialDate: PartialDate(number: number) != nil
        default: true
        }
    }

    /// Whether a text that matches its pattern is one of this form.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .birthDate: EpochDay(compact: text) != nil
        case .iban: IBAN.isValid(text)
        case .organisationCode: OrganisationCode.isValid(text)
        default: true
        }
    }
}

extension EpochDay {
    /// "19570314".
    init?(compact text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 8, let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[4..<6]),
            let day = Self.number(bytes[6..<8])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// "19570314".
    var compact: String { description.filter { $0 != "-" } }
}

/// A date known to the year, the month or the day: the number YYYY, YYYYMM or YYYYMMDD; FHIR `date`.
struct PartialDate: Equatable {
    let year: Int
    let month: Int?
    let day: Int?

    /// nil if there is no such year (1000…9999), month or day.
    init?(number: Int) {
        switch number {
        case 1000...9999: (year, month, day) = (number, nil, nil)
        case 100_000...999_999: (year, month, day) = (number / 100, number % 100, nil)
        case 10_000_000...99_999_999: (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
        default: return nil
        }
        guard year >= 1000, month.map({ (1...12).contains($0) }) ?? true else { return nil }
        if let month, let day, EpochDay(year: year, month: month, day: day) == nil { return nil }
    }

    /// "1998", "1998-05" or "1998-05-17".
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let separators = bytes.indices.filter { bytes[$0] == 0x2D }
        guard [4, 7, 10].contains(bytes.count), separators == [4, 7].filter({ $0 < bytes.count }),
            let number = Int(text.filter { $0 != "-" })
        else { return nil }
        self.init(number: number)
    }

    var number: Int {
        guard let month else { return year }
        guard let day else { return year * 100 + month }
        return (year * 100 + month) * 100 + day
    }

    var description: String {
        let parts =
            [EpochDay.padded(year, 4)] + [month, day].compactMap { $0.map { EpochDay.padded($0, 2) } }
        return parts.joined(separator: "-")
    }

    /// "17.05.1998", "05.1998", "1998"; in English "17 May 1998", "May 1998", "1998".
    func text(in language: DisplayLanguage) -> String {
        guard let month else { return String(year) }
        if let day, let date = EpochDay(year: year, month: month, day: day) { return date.text(in: language) }
        guard language == .english else { return "\(EpochDay.padded(month, 2)).\(year)" }
        return "\(EpochDay.englishMonths[month - 1]) \(year)"
    }
}
