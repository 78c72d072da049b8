import COSE
import CardRecords
import Receipts

/// Receipts, manifests, batch files and the segments of a journal.
let receiptTargets = [
    FuzzTarget(name: "receipt") { input in
        guard let receipt = try? Receipt(payload: input) else { return }
        expect(receipt.payload == input.array, "an accepted receipt encodes to the same bytes")
        expect((try? receipt.draft.challenge()) != nil, "an accepted receipt has a challenge")
    },
    FuzzTarget(name: "receipt-sealed") { input in
        guard let receipt = try? Receipt(unverified: input) else { return }
        var checker = ReceiptChecker(validatorKeys: [])
        let result = checker.check(input)
        expect(result.receipt == receipt, "a checker reads what everybody reads")
        expect(result.findings.outcome != .accepted, "nothing is accepted without the validator's key")
    },
    FuzzTarget(name: "batch-manifest") { input in
        guard let manifest = try? BatchManifest(payload: input) else { return }
        expect(manifest.payload == input.array, "an accepted manifest encodes to the same bytes")
        expect((try? Receipt(payload: input)) == nil, "a manifest is no receipt")
    },
    FuzzTarget(name: "batch") { input in
        guard let batch = try? ReceiptBatch(parsing: input.array) else { return }
        var count = 0
        let check = batch.check(validatorKeys: []) { _ in count += 1 }
        expect(count == batch.receiptCount, "every receipt is checked")
        expect(check.outcome != .accepted, "nothing is accepted without the validator's key")
    },
    FuzzTarget(name: "journal-segment") { input in
        guard let segment = try? Journal.endOfSegment(madeOf: input) else { return }
        expect((0...segment.byteCount).contains(segment.end), "a segment ends inside its file")
    },
]
