public import CardRecords

/// A contradiction in a rule set that keeps its schema: where and what.
public struct RuleProblem: Error, Equatable, Sendable {
    public let path: RecordPath
    public let kind: Kind

    public enum Kind: Equatable, Sendable {
        /// The set's end must lie after its beginning and after its issue.
        case neverInForce
        /// Records can't be asked to be newer than the rules.
        case oldestRecordNewer
        /// The day begins at noon at the latest.
        case dayBeginsLate
        /// UTC offsets lie in −720…840 minutes.
        case offsetOutOfRange
        /// Moments, days and ranges of days ascend, and none comes twice.
        case notAscending
        /// A range of days that ends before it begins.
        case endsBeforeItBegins
        /// The same name, number or code a second time.
        case twice
        /// No calendar or time band has this name.
        case unknownName
        /// Hours begin before 24:00 and are not empty.
        case emptyHours
        /// This kind of fare needs a value.
        case valueMissing
        /// This kind of fare has no value.
        case valueUnneeded
        /// Percent off is 1…99; all of it is "free".
        case percentOutOfRange
        /// Nobody's companion pays nothing.
        case fareOfNobody

        /// Stable, for programs: "unknown-name".
        public var code: String {
            switch self {
            case .neverInForce: "never-in-force"
            case .oldestRecordNewer: "oldest-record-newer"
            case .dayBeginsLate: "day-begins-late"
            case .offsetOutOfRange: "offset-out-of-range"
            case .notAscending: "not-ascending"
            case .endsBeforeItBegins: "ends-before-it-begins"
            case .twice: "twice"
            case .unknownName: "unknown-name"
            case .emptyHours: "empty-hours"
            case .valueMissing: "value-missing"
            case .valueUnneeded: "value-unneeded"
            case .percentOutOfRange: "percent-out-of-range"
            case .fareOfNobody: "fare-of-nobody"
            }
        }
    }
}

extension RecordPath {
    func field(_ name: String) -> RecordPath { appending(.field(name)) }

    func index(_ index: Int) -> RecordPath { appending(.index(index)) }
}
