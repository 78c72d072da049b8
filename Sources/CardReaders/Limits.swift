/// The bounds of everything this module waits for or asks again.
enum Limits {
    /// 65 548 bytes: what pcsc-lite takes at most as the room for an answer; more than any response APDU has.
    static let responseRoomBytes = 65_548

    /// Reader lists are asked for again this often while readers come and go.
    static let listTriesMax = 4
    /// 64 readers with names of 128 bytes.
    static let readerNamesBytesMax = 64 * 129

    /// A card that another program holds is asked for this often, ``sharingPauseMilliseconds`` apart (1 s).
    static let sharingTriesMax = 11
    static let sharingPauseMilliseconds: UInt32 = 100

    /// A card that is there and yet "isn't" is asked for this often, ``cardPauseMilliseconds`` apart (1.4 s):
    /// pcscd 1.9.9 looks at a reader about every 0.4 s.
    static let cardTriesMax = 8
    static let cardPauseMilliseconds: UInt32 = 200

    /// After the service went away: tries with pauses of 100, 200, 400 … at most 2 000 ms, 12.7 s in all.
    static let serviceTriesMax = 10
    static let servicePauseFirstMilliseconds: UInt32 = 100
    static let servicePauseMilliseconds: UInt32 = 2_000

    /// The watch over all readers is more patient with a service that is away: 10 minutes.
    static let watchTriesMax = 304

    /// Events that wait for a slow reader of the stream.
    static let eventsKeptMax = 1_024

    /// No wait lasts longer in one piece, so a cancellation that came just before it is noticed in this time.
    static let waitSliceMilliseconds: UInt32 = 1_000
}
