/// What a status list says of one record. draft-ietf-oauth-status-list §7.1; two bits each.
public enum CardStatus: UInt8, CaseIterable, Sendable {
    case valid = 0
    /// Revoked for good ("INVALID").
    case revoked = 1
    /// May be lifted again.
    case suspended = 2
    /// A newer record has taken this one's place (*ours*: the draft leaves 3 to applications).
    case superseded = 3
}
