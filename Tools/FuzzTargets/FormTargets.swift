import CardRecords

/// What people write: the JSON form of each record, one target for each type.
let formTargets = RecordType.allCases.map { type in
    FuzzTarget(name: "form-\(type.name)") { input in
        guard let record = try? Record(type, json: input.array) else { return }
        expect((try? record.validate()) != nil, "an accepted form keeps every constraint")
        let encoded = record.encoded()
        let again = try? Record(type, decoding: encoded.span)
        expect(again == record, "what a form says survives CBOR")
        let text = try? record.json()
        expect(text != nil, "an accepted record can be written as JSON")
        if let text {
            expect((try? Record(type, json: text)) == record, "JSON → record → JSON → the same record")
        }
    }
}
