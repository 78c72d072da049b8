/// Where the card loses its power. Commands and writes are counted from 0, from the moment the tear is set.
public enum Tear: Equatable, Hashable, Sendable {
    /// The n-th command never reaches the card.
    case beforeCommand(Int)
    /// The n-th command is done, and its answer lost.
    case afterCommand(Int)
    /// The n-th write to the non-volatile memory stops after `writtenPercent` (0…100) of its bytes. With 100
    /// all of
    /// it is there, but the command that wrote it doesn't go on.
    case duringWrite(Int, writtenPercent: Int)
}

/// How many tears of each kind a run has room for: what ``SoftCardSlot/progress`` counted in a run without a
/// tear.
public struct TearProgress: Equatable, Sendable {
    public var commands = 0
    public var writes = 0

    public init(commands: Int = 0, writes: Int = 0) {
        self.commands = commands
        self.writes = writes
    }

    /// Every tear that can happen in a run of this length; writes are cut at each of `percents`.
    public func tears(writtenPercents percents: [Int] = [0, 50, 99, 100]) -> [Tear] {
        (0..<commands).flatMap { [Tear.beforeCommand($0), .afterCommand($0)] }
            + (0..<writes).flatMap { write in percents.map { Tear.duringWrite(write, writtenPercent: $0) } }
    }
}
