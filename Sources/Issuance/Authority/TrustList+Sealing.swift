public import CardRecords
public import COSE

extension TrustList {
    /// The key that the domain seals with at `time`: active, valid, the one that will be valid longest.
    public func sealingKey(of domain: Domain, at time: NumericDate) -> TrustedKey? {
        keys.filter {
            $0.state == .active && $0.validity.contains(time)
                && $0.recordTypes.isSuperset(of: domain.recordTypes)
        }.max { $0.validity.upperBound < $1.validity.upperBound }
    }

    /// The last second in which this list decides.
    var lastMoment: NumericDate { nextUpdate.advanced(bySeconds: -1) ?? nextUpdate }
}
