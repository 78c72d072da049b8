/// Why a card's memory can't be made, opened, read or written.
public enum CardMemoryError: Error, Equatable, Sendable {
    case system(SystemCallError)
    /// Another process, or another card object of this one, drives the card.
    case locked
    /// There is already a file of this name: a card is never overwritten.
    case exists
    /// Not a file of two slots: this many bytes long.
    case notACard(bytes: Int)
    /// Neither slot holds a complete image: the file was damaged, not torn.
    case damaged
    /// The image doesn't fit into a slot.
    case imageTooLarge(bytes: Int, maximum: Int)
    /// An earlier write failed, so what the disk holds is not known until the card is opened again.
    case failedEarlier
    /// The write counter is used up (2⁶⁴ − 1 writes).
    case wornOut
    /// The library could not compute the digest.
    case digest(code: UInt64)
}
