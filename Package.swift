// swift-tools-version: 6.2
import PackageDescription

/// Every module is built in Swift 6 mode with strict memory safety, and no warning passes.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableExperimentalFeature("Lifetimes"),
]

func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

func tool(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Tools/\(name)", swiftSettings: strict)
}

// The arrows between modules point strictly down this list.
let package = Package(
    name: "Kartka",
    products: [
        .executable(name: "kartka", targets: ["kartka"]),
        // All objects of the C library in one archive, from which Tools/library links libkartka.
        .library(name: "LibKartka", type: .static, targets: ["LibKartka"]),
    ],
    targets: [
        // C libraries of Debian, each behind one target that one module imports.
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CGetopt"),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(
            name: "CPCSC", cSettings: [.headerSearchPath("forward")],
            linkerSettings: [.linkedLibrary("pcsclite")]),

        module("COSE"),
        module("ISO7816"),
        module("CardRecords", uses: ["COSE"]),
        module("CardCrypto", uses: ["COSE", "ISO7816", "CCrypto"]),
        module("CardReaders", uses: ["ISO7816", "CPCSC"]),
        module("SoftCard", uses: ["ISO7816", "CardCrypto", "COSE"]),
        module("StatusLists", uses: ["COSE", "CardCrypto", "CZlib"]),
        module("ConcessionRules", uses: ["COSE", "CardRecords"]),
        module("Receipts", uses: ["COSE", "ISO7816", "CardRecords", "CardCrypto"]),
        module(
            "Validation",
            uses: [
                "COSE", "ISO7816", "CardRecords", "CardCrypto", "StatusLists", "ConcessionRules", "Receipts",
            ]),
        module(
            "Issuance", uses: ["COSE", "ISO7816", "CardRecords", "CardCrypto", "StatusLists"]),
        .target(name: "CKartka"),
        module(
            "LibKartka",
            uses: [
                "CKartka", "COSE", "ISO7816", "CardRecords", "CardCrypto", "StatusLists", "ConcessionRules",
                "Receipts", "Validation",
            ]),
        .executableTarget(
            name: "kartka",
            dependencies: [
                "COSE", "ISO7816", "CardRecords", "CardCrypto", "CardReaders", "SoftCard", "Issuance",
                "StatusLists", "ConcessionRules", "Receipts", "Validation", "CGetopt",
            ],
            swiftSettings: strict),

        tool("GenerateRecords"),
        tool(
            "Benchmarks",
            uses: [
                "COSE", "ISO7816", "CardRecords", "CardCrypto", "CardReaders", "SoftCard", "Issuance",
                "StatusLists", "ConcessionRules", "Receipts", "Validation", "CCrypto", "CAllocations",
            ]),
        .target(name: "CAllocations", path: "Tools/CAllocations"),

        tests(of: "COSE"),
        tests(of: "ISO7816"),
        tests(of: "CardRecords", uses: ["COSE"]),
        tests(of: "CardCrypto", uses: ["COSE", "ISO7816"]),
        tests(of: "CardReaders", uses: ["ISO7816", "SoftCard"]),
        tests(of: "SoftCard", uses: ["ISO7816", "CardCrypto", "COSE"]),
        tests(
            of: "Issuance",
            uses: ["COSE", "ISO7816", "CardRecords", "CardCrypto", "SoftCard", "StatusLists"]),
        tests(of: "StatusLists", uses: ["COSE", "ISO7816", "CardCrypto"]),
        tests(of: "ConcessionRules", uses: ["COSE", "CardRecords", "CardCrypto"]),
        tests(
            of: "Receipts", uses: ["COSE", "ISO7816", "CardRecords", "CardCrypto", "SoftCard"]),
        tests(
            of: "Validation",
            uses: [
                "COSE", "ISO7816", "CardRecords", "CardCrypto", "StatusLists", "ConcessionRules", "Receipts",
                "SoftCard", "Issuance",
            ]),
        tests(of: "GenerateRecords"),
        .testTarget(
            name: "KartkaTests",
            dependencies: [
                "kartka", "COSE", "ISO7816", "CardCrypto", "CardRecords", "Issuance", "SoftCard",
                "StatusLists", "ConcessionRules", "Receipts", "Validation",
            ],
            exclude: ["Help"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings its own `main`, so the fuzz targets are part of the package only for Tools/fuzz.
if Context.environment["KARTKA_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "FuzzTargets",
            dependencies: [
                "COSE", "ISO7816", "CardRecords", "CardCrypto", "CardReaders", "SoftCard", "StatusLists",
                "ConcessionRules", "Receipts",
            ],
            path: "Tools/FuzzTargets",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
