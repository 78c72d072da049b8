/// Which program this is.
enum Version {
    /// Semantic Versioning 2.0.0.
    static let number = "0.1.0"
    /// The day of that version, for the manual.
    static let date = "2026-11-21"
}
