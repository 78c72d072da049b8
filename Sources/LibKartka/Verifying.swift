public import CKartka
internal import COSE
internal import CardRecords
internal import Validation

/// No sealed record comes near it.
private let recordBytesMax = 65_535
/// Records of a batch that are in memory at once.
private let batchRecordsMax = 65_536

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_verify(
    _ validator: OpaquePointer?, _ record: UnsafePointer<UInt8>?, _ recordLength: Int, _ time: Int64,
    _ verdict: UnsafeMutablePointer<kartka_verdict>?
) -> Int32 {
    guard let target = unsafe VerdictTarget(verdict) else { return Int32(KARTKA_ERROR_ARGUMENT) }
    guard let handle = unsafe Handle.at(validator), let record = unsafe record,
        (1...recordBytesMax).contains(recordLength),
        case .time(let time) = CallTime(time, handle.callbacks)
    else { return target.fail() }
    let bytes = unsafe Span(_unsafeStart: record, count: recordLength)
    let decision = handle.validator.verify(bytes, type: .transportConcession, at: time)
    return target.store(kartka_verdict(decision, time: time))
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_verify_batch(
    _ validator: OpaquePointer?, _ records: UnsafePointer<kartka_record>?, _ count: Int, _ time: Int64,
    _ verdicts: UnsafeMutablePointer<kartka_verdict>?
) -> Int64 {
    let wrong = Int64(KARTKA_ERROR_ARGUMENT)
    guard let handle = unsafe Handle.at(validator), count >= 0,
        case .time(let time) = CallTime(time, handle.callbacks)
    else { return wrong }
    guard count > 0 else { return 0 }
    guard let records = unsafe records, let target = unsafe VerdictTarget(verdicts),
        count <= Int.max / target.bytes
    else { return wrong }
    var accepted: Int64 = 0
    var start = 0
    while start < count {
        let end = min(count, start + batchRecordsMax)
        let batch = unsafe UnsafeBufferPointer(start: records + start, count: end - start)
        accepted += unsafe verify(batch, handle.validator, time, target, first: start)
        start = end
    }
    return accepted
}

/// - Returns: how many were accepted.
private func verify(
    _ batch: UnsafeBufferPointer<kartka_record>, _ validator: Validator, _ time: NumericDate?,
    _ target: VerdictTarget, first: Int
) -> Int64 {
    var sealed: [SealedRecord] = []
    var places: [Int] = []
    sealed.reserveCapacity(batch.count)
    places.reserveCapacity(batch.count)
    for index in batch.indices {
        let record = unsafe batch[index]
        guard let bytes = unsafe record.bytes, unsafe (1...recordBytesMax).contains(record.length) else {
            let missing = kartka_verdict(undetermined: .recordMissing, time: time)
            target.store(missing, at: first + index)
            continue
        }
        let span = unsafe Span(_unsafeStart: bytes, count: record.length)
        sealed.append(SealedRecord(bytes: span.indices.map { span[$0] }))
        places.append(first + index)
    }
    var accepted: Int64 = 0
    let decisions = validator.verify(sealed, type: .transportConcession, at: time)
    for (place, decision) in zip(places, decisions) {
        target.store(kartka_verdict(decision, time: time), at: place)
        if decision.outcome == .accepted { accepted += 1 }
    }
    return accepted
}
