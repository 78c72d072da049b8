import COSE
import CardRecords

/// The bodies of the records, one target for each type.
let recordTargets = RecordType.allCases.map { type in
    FuzzTarget(name: "record-\(type.name)") { input in
        guard let record = try? Record(type, decoding: input) else { return }
        expect(record.type == type, "a record is of the type that it was read as")
        expect(record.encoded() == input.array, "an accepted record encodes to the same bytes")
        expect((try? record.validate()) != nil, "an accepted record keeps every constraint")
    }
}
