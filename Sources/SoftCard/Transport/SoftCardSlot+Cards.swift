extension SoftCardSlot {
    /// A slot with a new blank card in a file of mode 0600; it has no power yet.
    /// - Throws: as ``SoftCard/init(creating:serial:factoryKeys:profile:clock:)``.
    public static func creating(
        _ path: String, serial: [UInt8], factoryKeys: FactoryKeys, profile: SoftCardProfile = .extended,
        clock: SoftCardClock = .monotonic
    ) throws(SoftCardError) -> SoftCardSlot {
        SoftCardSlot(
            try SoftCard(
                creating: path, serial: serial, factoryKeys: factoryKeys, profile: profile, clock: clock))
    }

    /// A slot with the card of a file; it has no power yet.
    /// - Throws: as ``SoftCard/init(opening:profile:clock:)``.
    public static func opening(
        _ path: String, profile: SoftCardProfile = .extended, clock: SoftCardClock = .monotonic
    ) throws(SoftCardError) -> SoftCardSlot {
        SoftCardSlot(try SoftCard(opening: path, profile: profile, clock: clock))
    }

    /// A slot with a new blank card that lasts as long as the slot; it has no power yet.
    /// - Throws: as ``SoftCard/init(serial:factoryKeys:profile:clock:)``.
    public static func volatile(
        serial: [UInt8], factoryKeys: FactoryKeys, profile: SoftCardProfile = .extended,
        clock: SoftCardClock = .monotonic
    ) throws(SoftCardError) -> SoftCardSlot {
        SoftCardSlot(
            try SoftCard(serial: serial, factoryKeys: factoryKeys, profile: profile, clock: clock))
    }
}
