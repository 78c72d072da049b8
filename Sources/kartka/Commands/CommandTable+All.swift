extension CommandTable {
    /// The program's commands, in the order of the help.
    static let all = CommandTable(nouns: [readersNoun, helpNoun, manNoun, completionNoun])
}
