import Glibc

@main
enum Program {
    static func main() async {
        // A closed pipe is an error of write(2), not the end of a process that may be writing a card.
        signal(SIGPIPE, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
        exit(await run(words).rawValue)
    }

    private static func run(_ words: [String]) async -> ExitStatus {
        let language = Language.preferred(in: ProcessEnvironment.variable)
        var console = Console(GlobalValues(scanning: words, default: language))
        do throws(Failure) {
            let request = try CommandLineParser(table: .all).parse(words, default: language)
            console = Console(request.globals)
            let status = try await answer(request, on: console)
            try console.finish()
            return status
        } catch {
            console.report(error)
            return error.status
        }
    }

    private static func answer(_ request: Request, on console: Console) async throws(Failure) -> ExitStatus {
        switch request {
        case .run(let command, let values, _):
            return try await command.body(Invocation(command: command, values: values, console: console))
        case .help(let subject, _):
            HelpCommand.show(subject, on: console)
            return .accepted
        case .version:
            console.print(
                json: .document([("program", .text("kartka")), ("version", .text(Version.number))])
            ) {
                console.print("kartka \(Version.number)")
            }
            return .accepted
        }
    }
}

extension Request {
    fileprivate var globals: GlobalValues {
        switch self {
        case .run(_, _, let globals), .help(_, let globals), .version(let globals): globals
        }
    }
}
