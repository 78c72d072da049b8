import COSE
import Issuance
import StatusLists

/// What was published, for people and as JSON.
struct PublicationReport {
    let publication: Publication
    let path: String

    init(_ publication: Publication, path: String) {
        self.publication = publication
        self.path = path
    }

    func print(on console: Console) {
        console.print(json: json) {
            let language = console.language
            let title = StatusPhrase.published.text.with("path", path.printable)
                .with("version", "\(publication.trustListVersion)")
            console.print(console.styled(title[language], .heading))
            var table = TextTable()
            let heads: [StatusPhrase] = [
                .domain, .suspended, .revoked, .superseded, .list, .delta, .validUntil,
            ]
            let head = heads.map { TextTable.Cell($0.text[language], .heading) }
            table.add(head[0], head[1], head[2], head[3], head[4], head[5], head[6])
            for list in publication.lists {
                let count = { (status: CardStatus) in
                    TextTable.Cell("\(list.summary[status])", StatusWords.style(status))
                }
                let delta = list.delta.map { delta in
                    StatusPhrase.changes.text.with("changes", "\(delta.changeCount)")
                        .with("bytes", CountedText.bytes.text(for: delta.bytes))[language]
                }
                table.add(
                    .init(list.domain.rawValue, .key), count(.suspended), count(.revoked),
                    count(.superseded), .init(CountedText.bytes.text(for: list.listBytes)[language]),
                    .init(delta ?? "–"), .init(list.expiration.text(in: language)))
            }
            table.print(on: console, indent: "  ")
        }
        for record in publication.inDoubt { console.note(StatusWords.doubt(record)) }
    }

    private var json: JSONValue {
        .document([
            ("path", .text(path)),
            (
                "trustList",
                .object([
                    ("file", .text(PublishedFile.trustList)),
                    ("version", .number(Int64(clamping: publication.trustListVersion))),
                ])
            ),
            ("lists", .array(publication.lists.map(json))),
            ("inDoubt", .array(publication.inDoubt.map(StatusWords.json))),
            ("withoutKey", .array(publication.withoutKey.map { .text($0.rawValue) })),
        ])
    }

    private func json(_ list: PublishedList) -> JSONValue {
        let delta = list.delta.map { delta in
            JSONValue.object([
                ("file", .text(PublishedFile.delta(list.name))), ("base", .text(delta.base.stamp)),
                ("changes", .number(Int64(delta.changeCount))), ("bytes", .number(Int64(delta.bytes))),
            ])
        }
        return .object([
            ("domain", .text(list.domain.rawValue)), ("uri", .text(list.uri)),
            ("file", .text(PublishedFile.list(list.name))), ("issued", .text(list.issued.stamp)),
            ("expires", .text(list.expiration.stamp)), ("indices", .number(Int64(list.indexCount))),
            ("revoked", .number(Int64(list.summary[.revoked]))),
            ("suspended", .number(Int64(list.summary[.suspended]))),
            ("superseded", .number(Int64(list.summary[.superseded]))),
            ("bytes", .number(Int64(list.listBytes))), ("delta", delta ?? .null),
        ])
    }
}
