internal import COSE
internal import CardRecords

/// Reads one line of a table of cases.
struct RuleCaseParser {
    let line: Int
    let rules: RuleSet

    func ruleCase(of text: Substring) throws(RuleCaseError) -> RuleCase {
        let columns = text.split(separator: "|", omittingEmptySubsequences: false)
        guard columns.count == 5 else { throw error("", .columns) }
        let concession = try concession(grounds: columns[0], terms: columns[1])
        return RuleCase(
            line: line, concession: concession, trip: try trip(columns[2]), used: try used(columns[3]),
            expected: try expectation(columns[4]))
    }

    private func error(_ word: Substring, _ problem: RuleCaseError.Problem) -> RuleCaseError {
        RuleCaseError(line: line, word: String(word), problem: problem)
    }

    private func words(_ column: Substring) -> CaseWords { CaseWords(column, line: line) }

    // MARK: The record

    private func concession(
        grounds: Substring, terms: Substring
    ) throws(RuleCaseError) -> TransportConcession {
        var profiles: [TransportConcession.Profile] = []
        for ground in grounds.split(separator: ",", omittingEmptySubsequences: false) {
            profiles.append(try profile(ground))
        }
        guard (1...RuleLimits.profilesMax).contains(profiles.count) else { throw error("", .grounds) }
        guard let number = CardNumber(withoutCheckDigit: 980_400_000_000_000_000) else {
            throw error("", .unknownWord)  // a constant that has its check digit
        }
        var record = TransportConcession(
            cardNumber: number, statusIndex: 0, network: Int(rules.network),
            rulesVersion: Int(rules.version), profiles: profiles)
        var words = words(terms)
        while let word = words.next() {
            switch word {
            case "network": record.network = try words.number(0...4095)
            case "rules": record.rulesVersion = try words.number(0...65535)
            case "payer": record.payer = try words.number(0...255)
            case "modes": record.modes = try words.bits()
            case "zones": record.zones = try words.bits(prefix: "zone-")
            case "half-days": record.halfDays = try words.bits()
            case "restriction": record.timeRestriction = try words.number(0...255)
            case "companion": record.flags = .companion
            case "passback": record.passbackMinutes = try words.number(0...63)
            default: throw error(word, .unknownWord)
            }
        }
        return record
    }

    private func profile(_ text: Substring) throws(RuleCaseError) -> TransportConcession.Profile {
        var words = words(text)
        var profile = TransportConcession.Profile(class: try concessionClass(try words.word()))
        while let word = words.next() {
            switch word {
            case "free": profile.discount = nil
            case "fixed":
                profile.discount = .fixedFare
                profile.discountValue = try words.number(0...65535)
            case "until":
                let day = try words.word()
                guard let date = EpochDay(String(day)) else { throw error(day, .notANumber) }
                profile.validUntil = date
            case "code": profile.classCode = try words.number(0...255)
            case _ where word.hasSuffix("%"):
                profile.discount = .percentOff
                profile.discountValue = try words.number(0...65535, of: word.dropLast())
            case _ where word.contains("/"):
                let parts = word.split(separator: "/", omittingEmptySubsequences: false)
                profile.quota = TransportConcession.Quota(
                    trips: try words.number(0...255, of: parts[0]),
                    period: try words.choice(TransportConcession.QuotaPeriod.self, parts[1]))
            default: throw error(word, .unknownWord)
            }
        }
        return profile
    }

    private func concessionClass(
        _ word: Substring
    ) throws(RuleCaseError) -> TransportConcession.ConcessionClass {
        try words("").choice(TransportConcession.ConcessionClass.self, word)
    }

    // MARK: The trip

    private func trip(_ text: Substring) throws(RuleCaseError) -> Trip {
        var words = words(text)
        let word = try words.word()
        guard let mode = VehicleMode(name: String(word)) else { throw error(word, .unknownWord) }
        var trip = Trip(
            network: rules.network, carrier: 0, mode: mode, zone: 1, stop: 0, time: rules.takesEffect)
        var day: EpochDay?
        var minute: Int?
        var offset: Int?
        while let word = words.next() {
            if word == "network" {
                trip.network = UInt16(clamping: try words.number(0...4095))
            } else if word == "carrier" {
                trip.carrier = UInt16(clamping: try words.number(0...65535))
            } else if word == "zone" {
                trip.zone = UInt8(clamping: try words.number(0...255))
            } else if let date = EpochDay(String(word)) {
                day = date
            } else if let time = MinuteOfDay.parse(String(word)), time < MinuteOfDay.end {
                minute = time
            } else if let east = Self.offset(word) {
                offset = east
            } else {
                throw error(word, .unknownWord)
            }
        }
        guard let day, let minute else { throw error("", .missingWord) }
        guard let time = rules.time(day: day, minute: minute, offsetMinutes: offset) else {
            throw error(text, .noSuchTime)
        }
        trip.time = time
        return trip
    }

    /// "+02:00": which of the two hours that the clock shows when summer time ends.
    private static func offset(_ word: Substring) -> Int? {
        guard word.hasPrefix("+") || word.hasPrefix("-"),
            let minutes = MinuteOfDay.parse(String(word.dropFirst()))
        else { return nil }
        return word.hasPrefix("-") ? -minutes : minutes
    }

    func used(_ text: Substring) throws(RuleCaseError) -> [QuotaCounter.Owner: UInt32] {
        var used: [QuotaCounter.Owner: UInt32] = [:]
        var words = words(text)
        while let word = words.next() {
            let owner: QuotaCounter.Owner
            if word == "rule" {
                owner = .rule(UInt16(clamping: try words.number(1...65535)))
            } else {
                let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let code = parts.count == 2 ? try words.number(0...255, of: parts[1]) : nil
                owner = .ground(try concessionClass(parts[0]), code: code.map { UInt8(clamping: $0) })
            }
            used[owner] = UInt32(clamping: try words.number(0...Int(UInt32.max)))
        }
        return used
    }

    // MARK: The decision

    private func expectation(_ text: Substring) throws(RuleCaseError) -> RuleCase.Expectation {
        var words = words(text)
        var expected = RuleCase.Expectation(fare: try words.fare(try words.word()))
        while let word = words.next() {
            switch word {
            case "rule": expected.rule = UInt16(clamping: try words.number(1...65535))
            case "ground": expected.ground = UInt8(clamping: try words.number(1...RuleLimits.profilesMax))
            case "payer": expected.payer = UInt8(clamping: try words.number(0...255))
            case "passback": expected.passbackMinutes = UInt8(clamping: try words.number(0...63))
            case "left": expected.left = UInt32(clamping: try words.number(0...65535))
            case "companion":
                let word = try words.word()
                expected.companion = word == "nobody" ? .some(nil) : .some(try words.fare(word))
            case "because":
                let code = try words.word()
                guard let reason = NoConcession.allCases.first(where: { $0.code == code }) else {
                    throw error(code, .unknownWord)
                }
                expected.reason = reason
            default: throw error(word, .unknownWord)
            }
        }
        return expected
    }
}

/// The words of a column, one after the other.
struct CaseWords {
    private var words: [Substring]
    private let line: Int

    init(_ column: Substring, line: Int) {
        words = column.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).reversed()
        self.line = line
    }

    mutating func next() -> Substring? { words.popLast() }

    mutating func word() throws(RuleCaseError) -> Substring {
        guard let word = next() else { throw RuleCaseError(line: line, word: "", problem: .missingWord) }
        return word
    }

    mutating func number(_ allowed: ClosedRange<Int>) throws(RuleCaseError) -> Int {
        try number(allowed, of: try word())
    }

    func number(_ allowed: ClosedRange<Int>, of word: Substring) throws(RuleCaseError) -> Int {
        guard let number = Int(word), allowed.contains(number) else {
            throw RuleCaseError(line: line, word: String(word), problem: .notANumber)
        }
        return number
    }

    func choice<Choice: RecordEnumeration>(
        _ type: Choice.Type, _ word: Substring
    ) throws(RuleCaseError) -> Choice {
        guard let choice = Choice.choices.first(where: { $0.name == word }),
            let value = Choice(rawValue: choice.value)
        else { throw RuleCaseError(line: line, word: String(word), problem: .unknownWord) }
        return value
    }

    /// "metro+bus"; with a prefix "1+2" for "zone-1+zone-2".
    mutating func bits<Bits: RecordBitSet>(prefix: String = "") throws(RuleCaseError) -> Bits {
        let word = try word()
        var bits: UInt64 = 0
        for part in word.split(separator: "+", omittingEmptySubsequences: false) {
            guard let choice = Bits.choices.first(where: { $0.name == prefix + part }) else {
                throw RuleCaseError(line: line, word: String(part), problem: .unknownWord)
            }
            bits |= 1 << UInt64(choice.value)
        }
        return Bits(rawValue: bits)
    }

    mutating func fare(_ word: Substring) throws(RuleCaseError) -> Fare {
        switch word {
        case "free": return .free
        case "full": return .full
        case "fixed": return .fixed(minorUnits: UInt16(clamping: try number(1...65535)))
        case _ where word.hasSuffix("%"):
            return .discount(percent: UInt8(clamping: try number(1...99, of: word.dropLast())))
        default: throw RuleCaseError(line: line, word: String(word), problem: .unknownWord)
        }
    }
}
