import COSE
import CardRecords

extension NumericDate {
    /// As people of the language write it, in UTC, to the minute.
    func text(in language: Language) -> String {
        EpochSeconds.text(epochSeconds, in: language.display) ?? stamp
    }

    /// `2026-11-21T08:30:00Z`
    var stamp: String { Timestamp(epochSeconds: epochSeconds).text }
}
