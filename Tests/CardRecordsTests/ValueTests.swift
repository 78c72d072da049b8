import Testing

@testable import CardRecords

@Suite("Values")
struct ValueTests {
    @Test(
        "a card number ends with its Luhn digit",
        arguments: [
            (9_804_044_200_000_000_125, true), (9_804_044_200_000_000_126, false),
            (9_804_044_200_000_000_215, false),
            (79_927_398_713, true), (79_927_398_710, false), (4_539_578_763_621_486, true), (0, false),
            (18_446_744_073_709_551_615, false), (10_000_000_000_000_000_009, false),
        ] as [(UInt64, Bool)])
    func luhn(_ number: UInt64, _ isValid: Bool) {
        #expect((CardNumber(rawValue: number) != nil) == isValid)
    }

    @Test("a check digit that is appended is the right one, all others are wrong")
    func checkDigit() throws {
        for number in [1, 7_992_739_871, 980_404_420_000_000_012, 999_999_999_999_999_999] as [UInt64] {
            let card = try #require(CardNumber(withoutCheckDigit: number))
            let valid = (0...9).filter { CardNumber(rawValue: number * 10 + $0) != nil }
            #expect(valid == [card.rawValue % 10])
        }
        #expect(CardNumber(withoutCheckDigit: 1_000_000_000_000_000_000) == nil)
    }

    @Test(
        "digits have no leading zero, sign or space",
        arguments: ["0", "079927398713", "+79927398713", " 79927398713", "", "7992739871３"])
    func digits(_ text: String) {
        #expect(CardNumber(digits: text) == nil)
    }

    @Test("a card number's description hides its middle")
    func masked() throws {
        let card = try #require(CardNumber(rawValue: 9_804_044_200_000_000_125))
        #expect("\(card)" == "980404…0125")
        #expect("\(card)" != card.digits)
    }

    @Test(
        "dates and day numbers agree",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
            ("2026-09-01", 20_697),
            ("2149-06-06", 65_535), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
            ("1900-03-01", -25_508),
        ])
    func days(_ text: String, _ number: Int) throws {
        #expect(EpochDay(text)?.rawValue == number)
        #expect(EpochDay(rawValue: number)?.description == text)
    }

    @Test(
        "days that don't exist are refused",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01",
            "26-01-01",
            "2026-1-1", "2026/01/01", "2026-01-01T", "２026-01-01", "",
        ])
    func noDays(_ text: String) {
        #expect(EpochDay(text) == nil)
    }

    @Test("every day of four centuries has its own date, one after the other")
    func allDays() throws {
        var (year, month, day) = (1800, 1, 1)
        let start = try #require(EpochDay(year: year, month: month, day: day)).rawValue
        for number in start..<start + 146_097 {
            let civil = try #require(EpochDay(rawValue: number)).civil
            guard civil == (year, month, day) else { throw ValueMismatch() }
            day += 1
            if day > EpochDay.dayCount(year: year, month: month) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (2200, 1, 1))
    }

    struct ValueMismatch: Error {}

    @Test(
        "times are RFC 3339 in UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T20:47:52Z", 1_795_294_072),
            ("2038-01-19T03:14:08Z", 2_147_483_648),
        ] as [(String, Int64)])
    func times(_ text: String, _ seconds: Int64) {
        #expect(EpochSeconds.parse(text) == seconds)
        #expect(EpochSeconds.text(seconds) == text)
    }

    @Test(
        "other times are refused",
        arguments: [
            "2026-11-21T24:00:00Z", "2026-11-21T20:60:00Z", "2026-11-21T20:47:60Z",
            "2026-11-21T20:47:52+02:00",
            "2026-11-21 20:47:52Z", "2026-11-21T20:47:52.5Z", "2026-11-31T20:47:52Z",
        ])
    func noTimes(_ text: String) {
        #expect(EpochSeconds.parse(text) == nil)
    }

    @Test(
        "IBAN check digits",
        arguments: [
            ("UA213223130000026007233566001", true), ("GB82WEST12345698765432", true),
            ("DE89370400440532013000", true),
            ("NO9386011117947", true), ("UA213223130000026007233566002", false),
            ("UA223223130000026007233566001", false),
            ("GB82WEST12345698765423", false), ("gb82WEST12345698765432", false),
            ("GB82 WEST 1234 5698 7654 32", false),
            ("UA00", false), ("", false),
        ])
    func iban(_ text: String, _ isValid: Bool) {
        #expect(IBAN.isValid(text) == isValid)
    }

    @Test("an IBAN gets its check digits")
    func ibanDigits() {
        #expect(
            IBAN.withCheckDigits(country: "GB", account: "WEST12345698765432") == "GB82WEST12345698765432")
        #expect(IBAN.withCheckDigits(country: "GB", account: "west") == nil)
    }

    @Test(
        "codes of organisations",
        arguments: [
            ("00032129", true), ("00032128", false), ("14360570", true), ("14360571", false),
            ("32855961", true),
            ("7707083893", true), ("7707083894", false), ("1027700132195", true), ("1234567", false),
            ("0003212X", false),
        ])
    func organisations(_ text: String, _ isValid: Bool) {
        #expect(OrganisationCode.isValid(text) == isValid)
    }

    @Test(
        "amounts have the decimals of their currency",
        arguments: [
            ("1234.50 UAH", 123_450, "UAH"), ("-0.05 EUR", -5, "EUR"), ("0.00 USD", 0, "USD"),
            ("1500 JPY", 1500, "JPY"),
            ("1.234 KWD", 1234, "KWD"),
        ] as [(String, Int64, String)])
    func money(_ text: String, _ minorUnits: Int64, _ currency: String) throws {
        let parsed = try #require(MoneyText.parse(text))
        #expect(parsed == (minorUnits, currency))
        #expect(MoneyText.text(minorUnits: minorUnits, currency: currency) == text)
    }

    @Test(
        "other spellings of an amount are refused",
        arguments: [
            "1234.5 UAH", "1234 UAH", "1,234.50 UAH", "1234,50 UAH", "1234.50UAH", "1234.50 uah", "01.00 UAH",
            "+1.00 UAH",
            "1.00  UAH", ".50 UAH", "1.2.3 UAH", "-0.00 UAH", "99999999999999999999.00 UAH", "UAH", "",
        ])
    func noMoney(_ text: String) {
        #expect(MoneyText.parse(text) == nil)
    }

    @Test("an amount is shown as people of the language write it")
    func moneyTexts() {
        #expect(
            MoneyText.text(minorUnits: 123_450, currency: "UAH", in: .ukrainian) == "1\u{A0}234,50\u{A0}UAH")
        #expect(MoneyText.text(minorUnits: -123_450, currency: "UAH", in: .english) == "-1,234.50\u{A0}UAH")
    }

    @Test("Base64 goes both ways and takes one spelling only")
    func base64() {
        for (text, bytes) in [
            ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar"),
        ] {
            #expect(Base64.text(of: Array(bytes.utf8)) == text)
            #expect(Base64.bytes(of: text) == Array(bytes.utf8))
        }
        for text in ["Zg", "Zg=", "Zh==", "Zm9=", "Z===", "=Zg=", "Zm 9", "Zm-_", "Zg==Zg=="] {
            #expect(Base64.bytes(of: text) == nil)
        }
    }

    @Test(
        "dates known to the year, the month or the day",
        arguments: [
            ("1998", 1998), ("1998-05", 199_805), ("1998-05-17", 19_980_517),
        ])
    func partialDates(_ text: String, _ number: Int) {
        #expect(PartialDate(text)?.number == number)
        #expect(PartialDate(number: number)?.description == text)
    }

    @Test(
        "partial dates that don't exist",
        arguments: ["1998-13", "1998-00", "1998-02-29", "98", "1998-5", "199805", "19-98"])
    func noPartialDates(_ text: String) {
        #expect(PartialDate(text) == nil)
    }

    @Test(
        "patterns match whole texts",
        arguments: [
            ("[A-Z]{2}[0-9]{2}", "UA21", true), ("[A-Z]{2}[0-9]{2}", "UA213", false),
            ("[A-Z]{2}[0-9]{2}", "xUA21", false),
            ("a(b|cd)*e?", "abcdbe", true), ("a(b|cd)*e?", "abc", false), ("[^0-9]+", "їжак", true),
            ("[^0-9]+", "їжак1", false), ("(UA[0-9]{17}|[0-9]{8})", "12345678", true),
            ("[+][1-9][0-9]{6,14}", "+380441234567", true),
            ("[+][1-9][0-9]{6,14}", "+38044", false), ("\\d{3}\\.", "123.", true),
            ("\\d{3}\\.", "1234", false), ("", "", true),
            ("(a*)*", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false), ("x{0,2}", "xxx", false),
        ])
    func patterns(_ pattern: String, _ text: String, _ matches: Bool) throws {
        #expect(try #require(TextPattern(pattern)).matches(text) == matches)
    }

    @Test(
        "patterns that aren't known are refused",
        arguments: ["(", ")", "[", "[z-a]", "a{2", "a{3,2}", "*", "\\w", "^a$", "a{9999}", "(?:a)"])
    func unknownPatterns(_ pattern: String) {
        #expect(TextPattern(pattern) == nil)
    }
}
