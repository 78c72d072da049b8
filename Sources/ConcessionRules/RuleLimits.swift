internal import CardRecords

/// Bounds of the language. The schema holds most of them; evaluating never does more work than they allow.
public enum RuleLimits {
    public static let rulesMax = 512
    /// Profiles of a record, by its schema; a record made in code may have more, which are not looked at.
    public static let profilesMax = 3
    /// A decision looks at no more rules than this, whatever it is given.
    public static let rulesTriedMax = rulesMax * profilesMax
    /// A sealed rule set is no longer than this, in bytes.
    public static let sealedBytesMax = 512 * 1024
    /// The day of the network begins at noon at the latest, in minutes.
    public static let dayBeginsMax = 720
    /// What a UTC offset may be, in minutes.
    public static let utcOffsetMinutes = -720...840
    static let zonesMax = 16
    static let classMax = 23
}
