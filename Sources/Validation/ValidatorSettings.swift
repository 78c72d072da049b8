public import Receipts

/// How a validator is set up; all of it is the operator's choice.
public struct ValidatorSettings: Equatable, Sendable {
    public var trustListAge = AgePolicy.trustList
    public var statusListAge = AgePolicy.statusList
    public var rulesAge = AgePolicy.rules
    /// Cards whose counter and last trip are remembered, 8…4 194 304: 72 bytes each.
    public var cardsMax = 8_192
    /// Counts of trips against quotas that are remembered, 8…4 194 304: 32 bytes each.
    public var tripCountsMax = 16_384
    /// Gates that work at the same time: so many of the last receipts may be without an answer after the
    /// validator died, 1…64.
    public var gatesMax = 1
    /// How far back the journal is read when the validator is opened, in seconds: as long as the longest
    /// quota, at least an hour.
    public var memorySeconds: Int64 = 32 * 86_400
    /// Threads of ``Validator/verify(_:type:at:)-([SealedRecord],_,_)``; nil for one per processor.
    public var batchThreads: Int?
    public var journal = JournalSettings()

    public init() {}

    static let cardsRange = 8...4_194_304
    static let gatesRange = 1...64
    static let memorySecondsMin: Int64 = 3_600
}
