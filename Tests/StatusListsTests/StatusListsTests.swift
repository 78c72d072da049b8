import Testing

@testable import StatusLists
