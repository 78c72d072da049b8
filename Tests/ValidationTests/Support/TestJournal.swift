import COSE
import CardCrypto
import Receipts
import Synchronization

@testable import Validation

/// A journal in memory, which can be told to fail.
final class TestJournal: EvidenceKeeping {
    private struct State {
        var receipts: [Receipt] = []
        var sealed: [SealedReceipt] = []
        var last = ReceiptHash.none
        var error: JournalError?
    }

    private let key: SigningKey
    private let state = Mutex(State())

    init() throws { key = try Region.validatorKey() }

    var publicKey: COSEKey { key.publicKey }
    var recovery: JournalRecovery { preconditionFailure("not asked for") }

    var error: JournalError? {
        get { state.withLock { $0.error } }
        set { state.withLock { $0.error = newValue } }
    }

    var receipts: [Receipt] { state.withLock { $0.receipts } }

    var position: JournalPosition {
        state.withLock { state in
            JournalPosition(
                sequence: ReceiptSequence(rawValue: UInt64(state.receipts.count)), hash: state.last)
        }
    }

    func append(
        _ draft: ReceiptDraft, card: CardAnswer?, verdict: ReceiptVerdict
    ) throws(JournalError) -> SealedReceipt {
        try state.withLock { state throws(JournalError) in
            if let error = state.error { throw error }
            let receipt = Receipt(
                draft: draft, card: card, verdict: verdict,
                sequence: ReceiptSequence(rawValue: UInt64(state.receipts.count + 1)), previous: state.last)
            let sealed: SealedReceipt
            do throws(SealingError) { sealed = try receipt.sealed(with: key) } catch { throw .sealing(error) }
            state.receipts.append(receipt)
            state.sealed.append(sealed)
            state.last = sealed.hash
            return sealed
        }
    }

    func receipt(_ sequence: ReceiptSequence) throws(JournalError) -> SealedReceipt? {
        state.withLock { state in state.sealed.first { $0.sequence == sequence } }
    }

    func forEachReceipt(ofLast seconds: Int64, _ body: (Receipt) -> Void) throws(JournalError) {
        for receipt in receipts { body(receipt) }
    }
}
