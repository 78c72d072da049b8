internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules

extension ListLoader {
    /// The rule sets of the folder, or those in force; and why there are none.
    mutating func loadRules(
        _ trust: Lists.Trust, after current: Lists
    ) -> (rules: Lists.Rules?, next: Lists.Rules?, reason: Reason) {
        var (rules, reason) = loadPresentRules(trust, after: current.rules)
        if let set = rules?.set { seen.raiseRules(set.version, of: set.network) }
        var next = loadNextRules(trust, after: current.nextRules)
        // What took effect before something that was signed since is in force for good: taking the file away
        // doesn't bring its predecessor back.
        if let begun = next, begun.set.takesEffect <= seen.earliestTime,
            rules.map({ $0.set.network == begun.set.network }) ?? true
        {
            keep(begun.bytes, directory.rulesKept, .rules)
            seen.raiseRules(begun.set.version, of: begun.set.network)
            rules = begun
            next = nil
        }
        if let set = next?.set { seen.raiseNextRules(set.version, of: set.network) }
        return (rules, next, reason)
    }

    private mutating func loadPresentRules(
        _ trust: Lists.Trust, after current: Lists.Rules?
    ) -> (Lists.Rules?, Reason) {
        var reason = Reason.rulesMissing
        if let bytes = read(directory.rules, .rules) {
            do throws(ListFault) {
                let rules = try makeRules(bytes, trust)
                if needsKeeping(bytes, current?.bytes, directory.rulesKept) {
                    keep(bytes, directory.rulesKept, .rules)
                }
                return (rules, reason)
            } catch {
                report(.rules, error)
                reason = .rulesNotTrusted
            }
        }
        guard let bytes = current?.bytes ?? (try? FileBytes.read(directory.rulesKept)) else {
            return (nil, reason)
        }
        // What was good once may have been signed by a key that is revoked now.
        guard let rules = try? makeRules(bytes, trust) else { return (nil, .rulesNotTrusted) }
        return (rules, reason)
    }

    /// What is announced. There needn't be anything: what is announced no more doesn't take effect.
    private mutating func loadNextRules(
        _ trust: Lists.Trust, after current: Lists.Rules?
    ) -> Lists.Rules? {
        let keptPath = directory.nextRulesKept
        let kept = current?.bytes ?? (try? FileBytes.read(keptPath))
        let problemsBefore = problems.count
        if let bytes = read(directory.nextRules, .nextRules, isOptional: true) {
            do throws(ListFault) {
                let next = try makeRules(bytes, trust, isNext: true)
                if needsKeeping(bytes, current?.bytes, keptPath) { keep(bytes, keptPath, .nextRules) }
                return next
            } catch { report(.nextRules, error) }
        } else if problems.count == problemsBefore {
            // Withdrawn; unless it has begun, which only what was signed since can tell.
            let begun = kept.flatMap { try? makeRules($0, trust, isNext: true) }
            if let begun, begun.set.takesEffect <= seen.earliestTime { return begun }
            if kept != nil {
                do { try FileBytes.remove(keptPath) } catch { report(.nextRules, .notRemembered(error)) }
            }
            return nil
        }
        return kept.flatMap { try? makeRules($0, trust, isNext: true) }
    }

    private func needsKeeping(_ bytes: [UInt8], _ current: [UInt8]?, _ path: String) -> Bool {
        bytes != current || unkept.contains(path)
    }

    private mutating func makeRules(
        _ bytes: [UInt8], _ trust: Lists.Trust, isNext: Bool = false
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
        var oldest = seen.rulesVersions[set.network] ?? 0
        if isNext { oldest = max(oldest, seen.nextRulesVersions[set.network] ?? 0) }
        guard set.version >= oldest else { throw .older }
        seen.rulesIssued = max(seen.rulesIssued, set.issued)
        return Lists.Rules(bytes: bytes, signer: signer, set: set)
    }
}
