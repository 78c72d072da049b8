/// One rule of a CDDL file: `name = type`.
struct Rule {
    var name: String
    var type: TypeNode
    /// The comments above the rule and after it on its line.
    var comment: String
}

/// A type expression and where it stands.
struct TypeNode {
    indirect enum Kind {
        case name(String)
        case integer(Int128)
        case text(String)
        case range(TypeNode, TypeNode, isClosed: Bool)
        case control(TypeNode, operator: String, TypeNode)
        case map([Member])
        case array([Member])
        /// `&( name: number, … )` or `&group`.
        case enumeration([Member])
    }

    var kind: Kind
    var position: SourcePosition
}

/// A member of a map, an array or an enumeration.
struct Member {
    var minimum: Int
    /// nil: no upper bound.
    var maximum: Int?
    var name: String?
    /// The map key of `&(name: label) =>`.
    var label: Int64?
    var type: TypeNode
    var comment: String
    var position: SourcePosition
}
