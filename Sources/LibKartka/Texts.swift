internal import CKartka
internal import CardRecords
internal import ConcessionRules

/// Texts as C has them: each made once, and there for as long as the process.
@safe private struct ConstantText: @unchecked Sendable {
    let characters: UnsafePointer<CChar>

    init(_ text: String) {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for index in bytes.indices { unsafe (copy + index).initialize(to: bytes[index]) }
        unsafe characters = UnsafePointer(copy)
    }
}

private struct Texts: Sendable {
    let code: ConstantText
    /// In the order of `KARTKA_UKRAINIAN`, `KARTKA_ENGLISH`, `KARTKA_RUSSIAN`.
    let sentences: [ConstantText]

    init(code: String, text: (DisplayLanguage) -> String) {
        self.code = ConstantText(code)
        sentences = [.ukrainian, .english, .russian].map { ConstantText(text($0)) }
    }
}

private let texts: [Int32: Texts] = {
    var texts: [Int32: Texts] = [:]
    for reason in Reason.allCases {
        texts[reason.rawValue] = Texts(code: reason.code) { reason.text(in: $0) }
    }
    for notice in Notice.allCases {
        texts[notice.rawValue] = Texts(code: notice.code) { notice.text(in: $0) }
    }
    return texts
}()

private let fullFareCodes: [Int32: ConstantText] = Dictionary(
    uniqueKeysWithValues: NoConcession.allCases.map { (Int32($0.rawValue), ConstantText($0.code)) })

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_reason_code(_ number: Int32) -> UnsafePointer<CChar>? {
    unsafe texts[number]?.code.characters
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_reason_text(_ number: Int32, _ language: Int32) -> UnsafePointer<CChar>? {
    guard let sentences = texts[number]?.sentences, sentences.indices.contains(Int(language)) else {
        return nil
    }
    return unsafe sentences[Int(language)].characters
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_full_fare_code(_ number: Int32) -> UnsafePointer<CChar>? {
    unsafe fullFareCodes[number]?.characters
}
