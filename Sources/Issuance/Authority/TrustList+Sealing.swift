public import COSE
public import CardRecords

extension TrustList {
    /// The key that the domain seals with at `time`: active, valid, the one that will be valid longest.
    public func sealingKey(of domain: Domain, at time: NumericDate) -> TrustedKey? {
        keys.filter {
            $0.state == .active && $0.validity.contains(time)
                && $0.recordTypes.isSuperset(of: domain.recordTypes)
        }.max { $0.validity.upperBound < $1.validity.upperBound }
    }

    /// Retires the domain's active keys. What they sealed until `time` holds; whatever says that it was
    /// issued later is refused, for a key that is out of use may be in anybody's hands.
    mutating func retireKeys(of domain: Domain, at time: NumericDate) {
        for index in keys.indices
        where keys[index].recordTypes == domain.recordTypes && keys[index].state == .active {
            let validity = keys[index].validity
            let end = max(validity.lowerBound, min(validity.upperBound, time))
            keys[index].state = .retired
            keys[index].validity = validity.lowerBound...end
        }
    }
}
