/// Code of an organisation in its state's register: ЄДРПОУ (8 digits) or ИНН (10 digits), with check digits.
public enum OrganisationCode {
    /// Other lengths have no check digit that is known here.
    public static func isValid(_ text: String) -> Bool {
        let digits = text.utf8.map { Int($0) - 0x30 }
        guard (8...13).contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else {
            return false
        }
        switch digits.count {
        case 8: return digits[7] == edrpouCheckDigit(digits)
        case 10: return digits[9] == sum(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10
        default: return true
        }
    }

    /// ЄДРПОУ: weights 1…7, or 7, 1…6 between 30 000 000 and 60 000 000; remainder 10 means once more with
    /// each weight two greater.
    private static func edrpouCheckDigit(_ digits: [Int]) -> Int {
        let code = digits.reduce(0) { $0 * 10 + $1 }
        let weights =
            (30_000_000...60_000_000).contains(code) ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
        let first = sum(digits, weights) % 11
        if first < 10 { return first }
        let second = sum(digits, weights.map { $0 + 2 }) % 11
        return second < 10 ? second : 0
    }

    private static func sum(_ digits: [Int], _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
