extension CommandTable {
    /// The program's commands, in the order of the help.
    static let all = CommandTable(nouns: [
        authorityNoun, recordNoun, rulesNoun, cardNoun, readersNoun, softcardNoun, validatorNoun, helpNoun,
        manNoun, completionNoun,
    ])
}
