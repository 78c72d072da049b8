/// Why a record is not accepted: one closed list for library, C, HTTP and screens.
///
/// The raw value is the C ABI's and never changes its meaning; 100…199 refuse, 200…299 leave open.
public enum Reason: Int32, CaseIterable, Sendable {
    case recordMalformed = 100
    case signatureInvalid = 101
    case algorithmNotAllowed = 102
    case authorityNotEntitled = 103
    case issuerKeyRevoked = 104
    case issuedOutsideKeyValidity = 105
    case expired = 106
    case notYetValid = 107
    case otherRecordType = 108
    case otherCardNumber = 109
    case notBoundToCard = 110
    case otherCardKey = 111
    case cardProofInvalid = 112
    case cardNotActive = 113
    case revoked = 114
    case suspended = 115
    case superseded = 116
    case passback = 117
    case counterWentBackwards = 118
    case quotaExhausted = 119
    case noConcessionHere = 120

    case issuerUnknown = 200
    case trustListTooOld = 201
    case clockNotSet = 202
    case clockBeforeTrustList = 203
    case recordMissing = 204
    case readTorn = 205
    case checkFailed = 206
    case trustListMissing = 207
    case trustListNotTrusted = 208
    case statusListMissing = 209
    case statusListNotTrusted = 210
    case statusListTooOld = 211
    case clockBeforeStatusList = 212
    case statusIndexBeyondList = 213
    case rulesMissing = 214
    case rulesNotTrusted = 215
    case rulesTooOld = 216
    case evidenceNotKept = 217
    case notThisCard = 218

    public var outcome: Outcome { rawValue < 200 ? .refused : .undetermined }

    /// Stable, for programs: "signature-invalid".
    public var code: String { facts.code }

    /// Status of an HTTP answer to an act that this reason forbids. RFC 9110 §15.
    public var httpStatus: Int { facts.httpStatus }

    /// One sentence for the person who holds the card or the reader.
    public func text(in language: DisplayLanguage) -> String { facts.text[language] }
}
