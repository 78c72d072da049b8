internal import CardRecords

/// The values that the rules tell apart, of each dimension one for all that are alike.
struct TripDimensions {
    private let rules: CompiledRules
    private let codes: [Value<UInt8?>]
    private let modes: [Value<VehicleMode>]
    private let zones: [Value<UInt8>]
    private let carriers: [Value<UInt16?>]
    private let segments: [Value<Int>]
    private let dayRanges: [Value<Int>]

    private struct Value<Content> {
        var content: Content
        var row: Int
    }

    init(form: ConcessionRuleSet, rules: CompiledRules) {
        self.rules = rules
        let index = rules.index
        let table = rules.table
        let namedCodes = index.codes.map { UInt8?.some($0) }
        codes = Self.unlike([(UInt8?.none, index.otherCodeRow)] + Array(zip(namedCodes, index.codeRows)))
        modes = Self.unlike(Array(zip(VehicleMode.allCases, index.modeRows)))
        // Trips in zones come first: an example outside all zones would puzzle.
        let zoneNumbers = (0..<index.zoneRows.count).map { UInt8(clamping: $0) }
        let zoneValues = Array(zip(zoneNumbers, index.zoneRows))
        zones = Self.unlike(zoneValues.dropFirst() + zoneValues.prefix(1))
        let namedCarriers = index.carriers.map { UInt16?.some($0) }
        carriers = Self.unlike(
            [(UInt16?.none, index.otherCarrierRow)] + Array(zip(namedCarriers, index.carrierRows)))
        let hasHolidays = (form.specialDays ?? []).contains { $0.countsAs == .holiday }
        let possible = (0..<table.segmentCount).filter {
            hasHolidays || table.kind(ofSegment: $0) != .holiday
        }
        segments = Self.unlike(possible.map { ($0, index.segmentRows[$0]) })
        // Calendars that were over before the rules began don't count.
        let first = table.dayRange(EpochDay(clamping: form.takesEffect / 86_400))
        dayRanges = Self.unlike((first..<table.dayRangeCount).map { ($0, index.dayRangeRows[$0]) })
    }

    private static func unlike<Content>(_ values: some Sequence<(Content, Int)>) -> [Value<Content>] {
        var seen: Set<Int> = []
        return values.filter { seen.insert($0.1).inserted }.map { Value(content: $0.0, row: $0.1) }
    }

    /// How many combinations there are, all classes together.
    var combinations: Int {
        let counts = [codes.count, modes.count, zones.count, carriers.count, segments.count, dayRanges.count]
        return counts.reduce(TransportConcession.ConcessionClass.allCases.count) { product, count in
            product.multipliedReportingOverflow(by: count).overflow ? Int.max : product * count
        }
    }

    /// Calls `body` with every combination and the rules that match it.
    func visit(
        _ concessionClass: TransportConcession.ConcessionClass, _ body: (TripSketch, RuleBits) -> Void
    ) {
        let index = rules.index
        var ofClass = index.everyRule
        index.narrow(&ofClass, to: index.classRows[Int(concessionClass.rawValue)])
        for code in codes {
            var ofCode = ofClass
            index.narrow(&ofCode, to: code.row)
            for mode in modes {
                var ofMode = ofCode
                index.narrow(&ofMode, to: mode.row)
                for zone in zones {
                    var ofZone = ofMode
                    index.narrow(&ofZone, to: zone.row)
                    for carrier in carriers {
                        var ofCarrier = ofZone
                        index.narrow(&ofCarrier, to: carrier.row)
                        visitTimes(ofCarrier) { segment, dayRange, bits in
                            body(
                                sketch(
                                    mode.content, zone.content, carrier.content, code.content, segment,
                                    dayRange), bits)
                        }
                    }
                }
            }
        }
    }

    private func visitTimes(_ bits: RuleBits, _ body: (Int, Int, RuleBits) -> Void) {
        let index = rules.index
        for segment in segments {
            var ofSegment = bits
            index.narrow(&ofSegment, to: segment.row)
            for dayRange in dayRanges {
                var all = ofSegment
                index.narrow(&all, to: dayRange.row)
                body(segment.content, dayRange.content, all)
            }
        }
    }

    private func sketch(
        _ mode: VehicleMode, _ zone: UInt8, _ carrier: UInt16?, _ code: UInt8?, _ segment: Int,
        _ dayRange: Int
    ) -> TripSketch {
        let table = rules.table
        let first = table.firstDay(ofDayRange: dayRange)
        return TripSketch(
            mode: mode, zone: zone, carrier: carrier, classCode: code,
            day: table.kind(ofSegment: segment).rawValue, minute: table.minute(ofSegment: segment),
            from: dayRanges.count > 1 ? EpochDay(rawValue: first) : nil)
    }
}
