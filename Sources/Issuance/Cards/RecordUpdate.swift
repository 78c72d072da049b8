internal import COSE
public import CardCrypto
public import CardRecords
public import ISO7816

/// Puts a newer record in the place of one on an active card, in a channel of the role whose domain the file
/// is.
///
/// The card replaces a record at once or not at all: whatever is unplugged, it has the old record or the new
/// one. The replaced record's status index is then to be revoked.
public struct RecordUpdate<Sealing: SigningKeyStore, Cards: CardKeyStore>: Sendable {
    private let sealing: Sealing
    private let cardKeys: CardKeys<Cards>
    private let trustList: TrustList

    public init(sealing: Sealing, cardKeys: CardKeys<Cards>, trustList: TrustList) {
        self.sealing = sealing
        self.cardKeys = cardKeys
        self.trustList = trustList
    }

    /// Seals `draft` for the card at hand, stores it, and compares the card's digest of it.
    ///
    /// Running it again after any error is right: it seals and stores anew.
    /// - Returns: the record as it is on the card now.
    public func write<Transport: CardTransport & ~Copyable>(
        _ draft: DraftRecord, to transport: consuming Transport
    ) throws(RecordUpdateError) -> SealedRecord {
        let type = draft.record.type
        guard let role = type.domain.role else { throw .issuerOnly(type) }
        var card: SelectedCard<Transport>
        do { card = try SelectedCard(selecting: transport) } catch { throw .card(error) }
        guard card.information.lifeCycle == .active else { throw .cardState(card.information.lifeCycle) }
        let sealed = try seal(draft, for: try Self.provenKey(of: &card))
        do {
            var channel = try cardKeys.openChannel(to: card, as: role)
            try channel.store([.file(type.file, rule: draft.accessRule, record: sealed.bytes)])
            let stored = try channel.fileTable().first { $0.file == type.file }
            let digest = try Digest.sha256(sealed.bytes.span)
            let expected = (0..<CardApplication.Limits.fileDigestBytes).map { digest[$0] }
            guard let stored, stored.recordBytes == sealed.bytes.count, stored.digest == expected else {
                throw RecordUpdateError.readBack(type)
            }
        } catch {
            throw error as? RecordUpdateError ?? (error as? CardError).map { .card($0) } ?? .library
        }
        return sealed
    }

    /// A record is only ever bound to a key that the card has just proved to have.
    private static func provenKey<Transport: CardTransport & ~Copyable>(
        of card: inout SelectedCard<Transport>
    ) throws(RecordUpdateError) -> KeyThumbprint {
        let evidence: CardEvidence
        do { evidence = try CardProof.evidence(of: &card) } catch {
            throw (error as? CardError).map { .card($0) } ?? .library
        }
        guard case .proven(let thumbprint) = evidence else { throw .cardProof }
        return thumbprint
    }

    private func seal(
        _ draft: DraftRecord, for cardKey: KeyThumbprint
    ) throws(RecordUpdateError) -> SealedRecord {
        let domain = draft.record.type.domain
        guard let trusted = trustList.sealingKey(of: domain, at: draft.validity.issuedAt),
            let key = try? StoredSigningKey(trusted.keyID, in: sealing)
        else { throw .sealingKey(domain) }
        do throws(SealError) {
            let sealed = try SealedRecord.seal(
                draft.record, validity: draft.validity, cardKey: cardKey, with: key)
            guard sealed.bytes.count <= draft.record.type.file.recordBytesMax else {
                throw SealError.tooLong(bytes: sealed.bytes.count)
            }
            return sealed
        } catch { throw .seal(error) }
    }
}

/// Why a record wasn't replaced. Where `CardError.leavesCommandInDoubt` the card may have the new one: read
/// it, or run again.
public enum RecordUpdateError: Error, Equatable, Sendable {
    case card(CardError)
    /// Only an active card is updated.
    case cardState(CardApplication.LifeCycle)
    /// The file has no domain role: only a new personalisation writes it.
    case issuerOnly(RecordType)
    case sealingKey(Domain)
    case seal(SealError)
    case cardProof
    /// The card says that it holds something else than was stored: the card is bad.
    case readBack(RecordType)
    case library
}
