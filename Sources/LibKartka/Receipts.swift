internal import CKartka
internal import Receipts
internal import Validation

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_receipt(
    _ validator: OpaquePointer?, _ number: UInt64, _ buffer: UnsafeMutablePointer<UInt8>?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
    unsafe length?.pointee = 0
    guard let handle = unsafe Handle.at(validator), let length = unsafe length, capacity >= 0,
        unsafe buffer != nil || capacity == 0
    else { return Int32(KARTKA_ERROR_ARGUMENT) }
    do throws(JournalError) {
        guard let receipt = try handle.validator.receipt(ReceiptSequence(rawValue: number)) else {
            return Int32(KARTKA_ERROR_NOT_FOUND)
        }
        unsafe length.pointee = receipt.bytes.count
        guard let buffer = unsafe buffer, receipt.bytes.count <= capacity else {
            return Int32(KARTKA_ERROR_BUFFER)
        }
        for index in receipt.bytes.indices { unsafe buffer[index] = receipt.bytes[index] }
        return Int32(KARTKA_OK)
    } catch {
        return ErrorReport(error, in: handle.validator.directory.path).result
    }
}
