/// What a schema folder says, resolved: every name is known and every constraint is a number or a pattern.
struct SchemaModel {
    /// The folder's name, which is also the name of the record's map: "transport-concession".
    var name: String
    var version: Int
    /// Where the rules were read, as the header of the generated file names it.
    var source: String
    /// nil for the shared types of CardSchemas/common.
    var root: Declaration?
    /// The named types that the record needs, in the order of the file.
    var nested: [Declaration]
}

/// A rule that becomes a Swift type of its own.
struct Declaration {
    enum Kind {
        /// A map with integer labels, or (`isArray`) a fixed array whose members go by position.
        case structure([FieldModel], isArray: Bool)
        case enumeration([CaseModel])
        /// `names` is the rule of the bits, under which the labels stand.
        case bitSet([CaseModel], names: String)
        /// A shared rule that is no type of its own, but whose name says more than its CDDL.
        case alias
    }

    var name: String
    var comment: String
    var kind: Kind
    /// Declared in CardSchemas/common: a type at the top level of the module.
    var isCommon: Bool

    var swiftName: String { Names.type(name) }
}

struct CaseModel {
    var name: String
    var value: Int64
    var comment: String
}

struct FieldModel {
    var name: String
    var label: Int64
    var isOptional: Bool
    var type: ModelType
    var comment: String
    var position: SourcePosition
}

indirect enum ModelType: Equatable, Sendable {
    case unsigned(ClosedRange<UInt64>, format: String?)
    case integer(ClosedRange<Int64>, format: String?)
    case boolean
    case text(ClosedRange<Int>, pattern: String?, format: String?)
    case bytes(ClosedRange<Int>)
    /// A named type: its rule.
    case named(String, Shape)
    case array(ModelType, ClosedRange<Int>)

    enum Shape { case structure, enumeration, bitSet }
}

/// Lengths that a schema leaves open still have a bound: no record is longer than a card's file.
enum Limits {
    static let textBytesMax = 4096
    static let byteStringBytesMax = 16384
    static let arrayCountMax = 1024
    static let aliasDepthMax = 32
}
