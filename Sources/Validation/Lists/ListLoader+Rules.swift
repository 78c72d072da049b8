internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules

extension ListLoader {
    enum RulesPlace {
        case rules
        case nextRules

        var kind: ListKind { self == .rules ? .rules : .nextRules }
    }

    /// A rule set of the folder, or the one in force; and why there is none.
    mutating func loadRules(
        _ trust: Lists.Trust, _ place: RulesPlace, after current: Lists.Rules?
    ) -> (Lists.Rules?, Reason) {
        let isNext = place == .nextRules
        let path = isNext ? directory.nextRules : directory.rules
        let keptPath = isNext ? directory.nextRulesKept : directory.rulesKept
        var reason = Reason.rulesMissing
        if let bytes = read(path, place.kind, isOptional: isNext) {
            do throws(ListFault) {
                let rules = try makeRules(bytes, trust, isNext: isNext)
                if rules.bytes != current?.bytes { keep(bytes, keptPath, place.kind) }
                seen.rulesIssued = max(seen.rulesIssued, rules.set.issued)
                return (rules, reason)
            } catch {
                report(place.kind, error)
                reason = .rulesNotTrusted
            }
        } else if isNext {
            // There needn't be any: what was announced and is announced no more doesn't take effect.
            return (nil, reason)
        }
        guard let bytes = current?.bytes ?? (try? FileBytes.read(keptPath)) else { return (nil, reason) }
        // What was good once may have been signed by a key that is revoked now.
        guard let rules = try? makeRules(bytes, trust, isNext: isNext) else {
            return (nil, .rulesNotTrusted)
        }
        return (rules, reason)
    }

    private func makeRules(
        _ bytes: [UInt8], _ trust: Lists.Trust, isNext: Bool
    ) throws(ListFault) -> Lists.Rules {
        var signer: KeyID?
        let set: RuleSet
        do throws(RuleSetError) {
            set = try RuleSet(verifying: bytes.span) {
                keyID -> (trusted: TrustedKey, key: VerificationKey)? in
                guard let trusted = trust.list.key(keyID), let key = trust.keys[keyID] else { return nil }
                signer = keyID
                return (trusted, key)
            }
        } catch {
            throw .rules(error)
        }
        guard isNext || set.version >= seen.rulesVersions[set.network] ?? 0 else { throw .older }
        return Lists.Rules(bytes: bytes, signer: signer, set: set)
    }
}
