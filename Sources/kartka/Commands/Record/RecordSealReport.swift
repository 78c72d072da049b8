import COSE
import CardRecords
import Issuance

/// What was sealed, by whom and for how long; for people and as JSON. Without what the record says.
struct RecordSealReport {
    let path: String
    let sealed: SealedRecord
    let type: RecordType
    let statusIndex: Int
    let validity: Validity
    let signer: TrustedKey
    let cardKey: KeyThumbprint?

    func print(on console: Console) {
        // Standard output is the record itself then.
        guard path != "-" else { return }
        console.print(json: json) {
            let language = console.language
            let count = CountedText.bytes.text(for: sealed.bytes.count)
            let title = SealPhrase.sealed.text.with("path", path.printable).with("count", count)
            console.print(console.styled(title[language], .heading))
            var table = TextTable()
            func add(_ title: Text, _ value: String) {
                table.add(.init(title[language], .key), .init(value))
            }
            add(SealPhrase.type.text, type.schema.title[language.display])
            add(SealPhrase.statusIndex.text, "\(type.domain.rawValue):\(statusIndex)")
            add(RecordPhrase.authority.text, signer.authority.printable)
            add(RecordPhrase.keyID.text, signer.keyID.description)
            add(RecordPhrase.validFrom.text, validity.start.text(in: language))
            let end = validity.expiration?.text(in: language)
            add(RecordPhrase.validUntil.text, end ?? RecordPhrase.noEnd.text[language])
            if let cardKey { add(SealPhrase.cardKey.text, cardKey.description) }
            table.print(on: console, indent: "  ")
        }
    }

    private var json: JSONValue {
        .document([
            ("path", .text(path)),
            ("bytes", .number(Int64(sealed.bytes.count))),
            ("type", .text(type.name)),
            ("statusIndex", .number(Int64(statusIndex))),
            ("authority", .text(signer.authority)),
            ("keyId", .text(signer.keyID.description)),
            ("issued", .text(validity.issuedAt.stamp)),
            ("validFrom", .text(validity.start.stamp)),
            ("validUntil", .text(orNull: validity.expiration?.stamp)),
            ("cardKey", .text(orNull: cardKey?.description)),
        ])
    }
}
