public import CKartka
internal import COSE
internal import CardRecords
internal import ConcessionRules
internal import Receipts
internal import Validation

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_tap(
    _ validator: OpaquePointer?, _ gate: UnsafePointer<kartka_gate>?, _ transmit: kartka_transmit?,
    _ context: UnsafeMutableRawPointer?, _ time: Int64, _ verdict: UnsafeMutablePointer<kartka_verdict>?
) -> Int32 {
    guard let target = unsafe VerdictTarget(verdict) else { return Int32(KARTKA_ERROR_ARGUMENT) }
    guard let handle = unsafe Handle.at(validator), let transmit = unsafe transmit,
        let gate = unsafe gate.flatMap({ unsafe kartka_gate(callers: $0) }), let place = Gate(gate),
        case .time(let time) = CallTime(time, handle.callbacks)
    else { return target.fail() }
    var transport = unsafe CallbackTransport(transmit, context: context)
    let decision = handle.validator.tap(&transport, at: place, time: time)
    var filled = kartka_verdict(decision, time: time, fullFare: gate.full_fare)
    filled.transmit_error = transport.failure
    return target.store(filled)
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_withdraw(_ validator: OpaquePointer?, _ verdict: UnsafePointer<kartka_verdict>?) -> Int32 {
    guard let handle = unsafe Handle.at(validator),
        let verdict = unsafe verdict.flatMap({ unsafe kartka_verdict(callers: $0) })
    else { return Int32(KARTKA_ERROR_ARGUMENT) }
    guard verdict.outcome == Int32(KARTKA_ACCEPTED), verdict.receipt != 0,
        let card = CardNumber(rawValue: verdict.card_number)
    else { return Int32(KARTKA_ERROR_NOT_FOUND) }
    handle.validator.withdraw(ReceiptSequence(rawValue: verdict.receipt), of: card)
    return Int32(KARTKA_OK)
}

extension Gate {
    /// Nil for numbers that no gate has.
    fileprivate init?(_ gate: kartka_gate) {
        guard gate.network <= 4095, gate.zone <= 16, gate.reserved == 0,
            let mode = VehicleMode(rawValue: gate.mode)
        else { return nil }
        self.init(
            network: gate.network, carrier: gate.carrier, route: gate.route, stop: gate.stop, mode: mode,
            zone: gate.zone)
    }
}
