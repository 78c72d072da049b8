import Foundation

// Measures this build of Kartka against raw libcrypto in the same process. See Tools/bench --help.

/// What can be measured, in the order of the table.
let benchmarks =
    signatureBenchmarks + tableBenchmarks + statusBenchmarks + ruleBenchmarks + gateBenchmarks
    + cardBenchmarks

struct Benchmark: Sendable {
    let name: String
    let summary: String
    let run: @Sendable () async throws -> Figure
}

@main
struct Program {
    static func main() async {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let isJSON = arguments.contains("--json")
        arguments.removeAll { $0 == "--json" }
        if arguments == ["--list"] {
            for benchmark in benchmarks { print("\(benchmark.name): \(benchmark.summary)") }
            return
        }
        for name in arguments where !benchmarks.contains(where: { $0.name == name }) {
            complain("no benchmark \(name) (see --list)")
            exit(64)
        }
        var failures = 0
        for benchmark in benchmarks where arguments.isEmpty || arguments.contains(benchmark.name) {
            do {
                let result = try await benchmark.run()
                print(isJSON ? result.json : result.row)
                fflush(nil)
            } catch {
                complain("\(benchmark.name): \(error)")
                failures += 1
            }
        }
        exit(failures == 0 ? 0 : 1)
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
    }
}
