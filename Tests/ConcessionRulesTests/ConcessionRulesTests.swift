import Testing

@testable import ConcessionRules
