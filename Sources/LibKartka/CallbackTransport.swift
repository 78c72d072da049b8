internal import CKartka
internal import ISO7816

/// The caller's transmit callback as the port to a card.
@safe struct CallbackTransport: TapTransport, ~Copyable {
    private let function:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?,
            UnsafeMutablePointer<Int>?
        ) -> Int32
    private let context: UnsafeMutableRawPointer?
    /// What the callback answered where it failed; 0 while it hasn't.
    private(set) var failure: Int32 = 0

    init(_ function: @escaping kartka_transmit, context: UnsafeMutableRawPointer?) {
        unsafe self.function = function
        unsafe self.context = context
    }

    mutating func transmit(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int {
        var count = response.count
        let room = count
        let answer = unsafe command.withUnsafeBufferPointer { sent in
            unsafe response.withUnsafeMutableBufferPointer { received in
                unsafe function(context, sent.baseAddress, sent.count, received.baseAddress, &count)
            }
        }
        guard answer == Int32(KARTKA_TRANSMITTED) else {
            failure = answer
            throw Self.error(answer)
        }
        guard (0...room).contains(count) else { throw .responseTooLong(bytes: count) }
        return count
    }

    private static func error(_ answer: Int32) -> CardTransportError {
        switch Int(answer) {
        case Int(KARTKA_TRANSMIT_REMOVED): .removed
        case Int(KARTKA_TRANSMIT_RESET): .reset
        case Int(KARTKA_TRANSMIT_TIMEOUT): .timeout
        default: .reader(code: Int(answer))
        }
    }
}
