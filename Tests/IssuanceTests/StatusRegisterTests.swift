import COSE
import CardCrypto
import CardRecords
import Foundation
import Issuance
import StatusLists
import Synchronization
import Testing

@Suite("Status register")
struct StatusRegisterTests {
    @Test("a card that is begun and finished has valid records, which the register knows by its number")
    func issued() throws {
        let region = try Region()
        let job = try region.begin()
        let waiting = try region.folder.statusRegister().records(of: job.cardNumber)
        #expect(waiting.map(\.type) == [.socialBenefit, .transportConcession])
        #expect(waiting.allSatisfy { $0.status == .valid && !$0.isOnCard && $0.since == nil })
        #expect(waiting.allSatisfy { $0.issued == Office.now })
        try region.folder.jobIsFinished(job, at: Office.later(1))
        let records = try region.folder.statusRegister().records(of: job.cardNumber)
        #expect(records.allSatisfy { $0.status == .valid && $0.isOnCard })
        #expect(try region.folder.statusRegister().recordsInDoubt().isEmpty)
        // Noted twice is noted once.
        let size = try Data(contentsOf: URL(filePath: region.registerPath)).count
        try region.folder.jobIsFinished(job, at: Office.later(2))
        #expect(try Data(contentsOf: URL(filePath: region.registerPath)).count == size)
    }

    @Test("a card's number revokes all its records, those issued later too, and no new ones are made")
    func revokedCard() throws {
        let region = try Region()
        let (job, other) = (try region.issue(Applicant(1)), try region.issue(Applicant(2)))
        let late = try region.begin(Applicant(3))
        for number in [job.cardNumber, late.cardNumber] {
            let effects = try region.folder.decide(
                .revoke(.stolen), on: [.card(number)], at: Office.later(1))
            #expect(effects.map(\.isChanged) == [true])
            #expect(effects[0].records.count == 2)
        }
        let register = try region.folder.statusRegister()
        for record in register.records(of: job.cardNumber) {
            #expect(record.status == .revoked && record.reason == .stolen)
            #expect(record.since == Office.later(1))
            #expect(register.status(record.domain, record.index) == .revoked)
        }
        #expect(register.records(of: other.cardNumber).allSatisfy { $0.status == .valid })
        #expect(throws: AuthorityError.status(.cardDenied(job.cardNumber, .revoked))) {
            try region.folder.issueRecord(.socialBenefit, for: job.cardNumber, at: Office.later(2))
        }
        // The one that was being written when it was stolen is denied as well.
        try region.folder.jobIsFinished(late, at: Office.later(2))
        #expect(
            try region.folder.statusRegister().records(of: late.cardNumber).allSatisfy {
                $0.status == .revoked
            })
    }

    @Test("one record is decided by card and type, or by domain and index, and the others stay")
    func oneRecord() throws {
        let region = try Region()
        let job = try region.issue()
        let targets: [StatusTarget] = [
            .recordOfCard(job.cardNumber, .socialBenefit),
            .record(.transport, index: try job.index(.transportConcession)),
        ]
        for (target, other) in [(targets[0], RecordType.transportConcession), (targets[1], .socialBenefit)] {
            _ = try region.folder.decide(.suspend(.holderRequest), on: [target], at: Office.later(1))
            let records = try region.folder.statusRegister().records(of: job.cardNumber)
            #expect(records.first { $0.type == other }?.status == .valid)
            #expect(records.first { $0.type != other }?.status == .suspended)
            _ = try region.folder.decide(.resume, on: [target], at: Office.later(2))
            let after = try region.folder.statusRegister().records(of: job.cardNumber)
            #expect(after.allSatisfy { $0.status == .valid && $0.reason == nil })
        }
    }

    @Test("a suspension is lifted where it was made, and a revocation never")
    func resume() throws {
        let region = try Region()
        let job = try region.issue()
        let card = StatusTarget.card(job.cardNumber)
        let record = StatusTarget.recordOfCard(job.cardNumber, .socialBenefit)
        func statuses() throws -> [CardStatus] {
            try region.folder.statusRegister().records(of: job.cardNumber).map(\.status)
        }
        _ = try region.folder.decide(.suspend(.lost), on: [card, record], at: Office.later(1))
        #expect(throws: AuthorityError.status(.cardDenied(job.cardNumber, .suspended))) {
            try region.folder.issueRecord(.socialBenefit, for: job.cardNumber, at: Office.later(1))
        }
        #expect(try statuses() == [.suspended, .suspended])
        _ = try region.folder.decide(.resume, on: [card], at: Office.later(2))
        #expect(try statuses() == [.suspended, .valid])
        _ = try region.folder.decide(.resume, on: [record], at: Office.later(2))
        #expect(try statuses() == [.valid, .valid])
        // What is so already is no error and no change.
        let again = try region.folder.decide(.resume, on: [card, record], at: Office.later(3))
        #expect(again.map(\.isChanged) == [false, false])
        _ = try region.folder.decide(.revoke(.fraud), on: [record], at: Office.later(3))
        for decision in [StatusDecision.resume, .suspend(.lost)] {
            #expect(throws: AuthorityError.status(.revoked(record))) {
                try region.folder.decide(decision, on: [record], at: Office.later(4))
            }
        }
        #expect(try statuses() == [.revoked, .valid])
    }

    @Test("of several decisions all are taken or none")
    func allOrNone() throws {
        let region = try Region()
        let job = try region.issue()
        let stranger = try #require(CardNumber(withoutCheckDigit: 980_404_499_999_999_999))
        let before = try Data(contentsOf: URL(filePath: region.registerPath))
        let refusals: [(StatusTarget, StatusRefusal)] = [
            (.card(stranger), .unknownCard(stranger)),
            (.recordOfCard(job.cardNumber, .utilities), .unknownRecord(job.cardNumber, .utilities)),
            (.record(.health, index: 0), .unknownIndex(.health, index: 0)),
            (.record(.transport, index: -1), .unknownIndex(.transport, index: -1)),
            (.record(.transport, index: .max), .unknownIndex(.transport, index: .max)),
        ]
        for (target, refusal) in refusals {
            #expect(throws: AuthorityError.status(refusal)) {
                try region.folder.decide(
                    .revoke(.lost), on: [.card(job.cardNumber), target], at: Office.later(1))
            }
        }
        #expect(try Data(contentsOf: URL(filePath: region.registerPath)) == before)
    }

    @Test("a newer record supersedes the old one only once the card was seen with it")
    func replaced() throws {
        let region = try Region()
        let job = try region.issue()
        let (card, old) = (job.cardNumber, try job.index(.socialBenefit))
        func status(_ index: Int) throws -> CardStatus {
            try region.folder.statusRegister().status(.social, index)
        }
        let new = try region.folder.issueRecord(.socialBenefit, for: card, at: Office.later(1))
        #expect(try status(old) == .valid && status(new) == .valid)
        #expect(try region.folder.statusRegister().recordsInDoubt().map(\.index) == [new])
        let superseded = try region.folder.cardShows(
            .socialBenefit, index: new, on: card, at: Office.later(1))
        #expect(superseded.map(\.index) == [old])
        #expect(superseded[0].reason == .replaced && superseded[0].since == Office.later(1))
        #expect(try status(old) == .superseded && status(new) == .valid)
        #expect(try region.folder.statusRegister().recordsInDoubt().isEmpty)
        // Revoking outweighs, resuming doesn't bring it back, and the other record is untouched.
        let target = StatusTarget.record(.social, index: old)
        _ = try region.folder.decide(.suspend(.lost), on: [target], at: Office.later(2))
        _ = try region.folder.decide(.resume, on: [target], at: Office.later(2))
        #expect(try status(old) == .superseded)
        _ = try region.folder.decide(.revoke(.fraud), on: [target], at: Office.later(2))
        #expect(try status(old) == .revoked && status(new) == .valid)
        #expect(
            try region.folder.statusRegister().status(.transport, job.index(.transportConcession)) == .valid)
    }

    @Test("after an interruption the card tells which record it has, and the other one is superseded")
    func interrupted() throws {
        let region = try Region()
        let job = try region.issue()
        let (card, old) = (job.cardNumber, try job.index(.socialBenefit))
        func shows(_ index: Int) throws -> [RegisteredRecord] {
            try region.folder.cardShows(.socialBenefit, index: index, on: card, at: Office.later(2))
        }
        func issue() throws -> Int {
            try region.folder.issueRecord(.socialBenefit, for: card, at: Office.later(1))
        }
        // The new record never got there.
        let lost = try issue()
        let dropped = try shows(old)
        #expect(dropped.map(\.index) == [lost] && dropped[0].reason == .neverStored)
        #expect(try region.folder.statusRegister().status(.social, old) == .valid)
        // It did, and nobody noted it; two attempts at once.
        let (second, third) = (try issue(), try issue())
        let settled = try shows(second)
        #expect(Set(settled.map(\.index)) == [old, third])
        #expect(try region.folder.statusRegister().status(.social, second) == .valid)
        // Somebody puts the oldest one back: that changes nothing.
        #expect(try shows(old).isEmpty)
        #expect(try region.folder.statusRegister().status(.social, second) == .valid)
        #expect(try region.folder.statusRegister().status(.social, old) == .superseded)
    }

    @Test("an index that isn't the card's is told, one that nobody has is nobody's")
    func otherRecord() throws {
        let region = try Region()
        let (job, other) = (try region.issue(Applicant(1)), try region.issue(Applicant(2)))
        let index = try other.index(.socialBenefit)
        #expect(throws: AuthorityError.status(.otherRecord(.social, index: index))) {
            try region.folder.cardShows(
                .socialBenefit, index: index, on: job.cardNumber, at: Office.later(1))
        }
        let before = try Data(contentsOf: URL(filePath: region.registerPath))
        for index in [7, Int.max, -1] {
            let noted = try region.folder.cardShows(
                .socialBenefit, index: index, on: job.cardNumber, at: Office.later(1))
            #expect(noted.isEmpty)
        }
        #expect(try Data(contentsOf: URL(filePath: region.registerPath)) == before)
    }

    @Test("a job that was dropped for another one is denied once that one's card is active, not before")
    func droppedJob() throws {
        let region = try Region()
        let first = try region.begin(Applicant(1))
        let second = try region.begin(Applicant(1), [.utilities], replacesJob: true)
        #expect(second.cardNumber != first.cardNumber)
        var register = try region.folder.statusRegister()
        #expect(register.records(of: first.cardNumber).allSatisfy { $0.status == .valid })
        // And the same job again, as after a power cut.
        #expect(try region.begin(Applicant(1), [.utilities], replacesJob: true) == second)
        let third = try region.begin(Applicant(1), [.transportConcession], replacesJob: true)
        try region.folder.jobIsFinished(third, at: Office.later(1))
        register = try region.folder.statusRegister()
        for number in [first.cardNumber, second.cardNumber] {
            #expect(register.records(of: number).allSatisfy { $0.status == .superseded })
            #expect(register.records(of: number).allSatisfy { $0.reason == .neverStored })
        }
        #expect(register.records(of: third.cardNumber).allSatisfy { $0.status == .valid && $0.isOnCard })
    }

    @Test("many at once, and every decision and number is there")
    func concurrent() throws {
        let region = try Region()
        let jobs = try (1...8).map { try region.issue(Applicant($0)) }
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            do {
                for round in 0..<6 {
                    let card = jobs[number].cardNumber
                    let index = try region.folder.issueRecord(.socialBenefit, for: card, at: Office.now)
                    _ = try region.folder.cardShows(.socialBenefit, index: index, on: card, at: Office.now)
                    let decision = round % 2 == 0 ? StatusDecision.suspend(.lost) : .resume
                    _ = try region.folder.decide(
                        decision, on: [.recordOfCard(card, .transportConcession)], at: Office.now)
                }
            } catch { failures.withLock { $0 += 1 } }
        }
        #expect(failures.withLock { $0 } == 0)
        let register = try region.folder.statusRegister()
        let summary = register.summary(of: .social)
        #expect(summary.records == 8 * 7 && summary[.superseded] == 8 * 6 && summary[.valid] == 8)
        #expect(register.indexCount(of: .social) == 8 * 7)
        #expect(register.summary(of: .transport)[.valid] == 8)
    }
}
