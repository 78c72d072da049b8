import Testing

@testable import GenerateRecords

@Suite("What a field gets that the form doesn't place")
struct FormDefaultsTests {
    private func completed(_ form: Form) throws -> (form: Form, notes: [String]) {
        let text = """
            demo = { &(a: 0) => uint, &(b: 1) => part, ? &(c: 2) => tstr, ? &(d: 3) => bool, }
            part = { &(x: 0) => uint, ? &(y: 1) => uint, }
            """
        let model = try Resolver.model(
            name: "demo", version: 1, source: "demo.cddl",
            rules: try CDDLParser.rules(of: text, file: "demo.cddl"), common: [])
        try FormCheck(model: model, file: "form.json").check(form)
        return try FormDefaults(model: model, file: "form.json").completed(form)
    }

    private func form(_ groups: [Form.Group]) -> Form {
        let part = ["x", "y"].map { Form.Field(field: $0) }
        return Form(record: "demo", version: 1, groups: groups, rules: ["part": part])
    }

    private func entry(
        _ name: String, _ privacy: String, read: [String], edit: [String] = ["issuer"]
    ) -> Form.Field {
        Form.Field(field: name, privacy: privacy, read: read, edit: edit)
    }

    @Test("it comes last in the last group, in the order of the CDDL")
    func last() throws {
        let (a, b) = (entry("a", "public", read: ["anyone"]), entry("b", "public", read: ["pin"]))
        let (form, notes) = try completed(
            form([Form.Group(group: "one", fields: [b]), Form.Group(group: "two", fields: [a])]))
        #expect(form.groups?.map { $0.fields.map(\.field) } == [["b"], ["a", "c", "d"]])
        #expect(form.groups?.last?.fields.last?.read == ["pin"])
        #expect(
            notes
                == ["c", "d"].map {
                    "note: demo/v1/form.json doesn't place \($0): it comes last, guarded like b"
                })
    }

    @Test(
        "fewest readers guard most, then the strictest privacy class, then fewest editors, then the first",
        arguments: [
            (["public", "pin issuer", "issuer"], ["medical", "pin issuer transport", "issuer"], "a"),
            (["medical", "anyone", "issuer"], ["public", "pin issuer transport", "issuer"], "b"),
            (["financial", "pin", "issuer"], ["medical", "pin", "issuer"], "b"),
            (["personal", "pin", "issuer"], ["financial", "pin", "issuer"], "b"),
            (["public", "pin", "issuer"], ["personal", "issuer", "issuer"], "b"),
            (["public", "pin", "issuer transport"], ["public", "pin", "issuer"], "b"),
            (["public", "pin", "issuer"], ["public", "can", "transport"], "a"),
        ])
    func mostGuarded(a: [String], b: [String], expected: String) throws {
        func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
        let fields = [("a", a), ("b", b)].map { name, guards in
            entry(name, guards[0], read: words(guards[1]), edit: words(guards[2]))
        }
        let (form, _) = try completed(form([Form.Group(group: "one", fields: fields)]))
        let model = try #require(fields.first { $0.field == expected })
        let added = try #require(form.groups?.last?.fields.last)
        #expect(added.field == "d" && added.widget == nil)
        #expect(added.privacy == model.privacy && added.read == model.read && added.edit == model.edit)
    }

    @Test("a nested field has no guard of its own: it takes its parent's")
    func nested() throws {
        let fields = ["a", "b", "c", "d"].map { entry($0, "medical", read: ["health-worker"]) }
        var form = form([Form.Group(group: "one", fields: fields)])
        form.rules = ["part": [Form.Field(field: "y")]]
        let (result, notes) = try completed(form)
        let part = try #require(result.rules?["part"])
        #expect(part.map(\.field) == ["y", "x"])
        #expect(part.allSatisfy { $0.privacy == nil && $0.read == nil && $0.edit == nil })
        #expect(
            notes == ["note: demo/v1/form.json doesn't place part.x: it comes last, guarded like its parent"])
    }

    @Test("a form that places everything stays as it is")
    func complete() throws {
        let fields = ["a", "b", "c", "d"].map { entry($0, "public", read: ["anyone"]) }
        let (result, notes) = try completed(form([Form.Group(group: "one", fields: fields)]))
        #expect(notes == [])
        #expect(result.groups?.map { $0.fields.map(\.field) } == [["a", "b", "c", "d"]])
        #expect(result.rules?["part"]?.map(\.field) == ["x", "y"])
    }

    @Test("a form that places nothing leaves no guard to take: an error")
    func empty() throws {
        let error = try #require(throws: SchemaError.self) { try completed(form([])) }
        #expect(error.file == "form.json")
        #expect(error.message == "the form must place at least one field of demo")
    }
}
