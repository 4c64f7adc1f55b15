import Rendering
import Values

/// What is asked of those who read documents and search the web.
enum ContentChecks {
    static func loader(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let form = (facts.properties["protocol"]?.string).flatMap(DocumentProbe.Form.init) else { return [] }
        return document(facts, context, form)
    }

    static func extraction(_ facts: BindingFacts, _ context: PlanContext) -> [Check] { document(facts, context, .tika) }

    private static func document(_ facts: BindingFacts, _ context: PlanContext, _ form: DocumentProbe.Form) -> [Check] {
        guard let url = facts.properties["url"]?.string else { return [] }
        let key = context.pieces(facts, "key")
        return [
            context.check(
                facts, "document", title: "\(context.title(facts)) gets the words of a document",
                proves: "files become text",
                probe: DocumentProbe(url: url, form: form, key: key, word: "skagen\(context.nonce)"))
        ]
    }

    static func search(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let url = facts.properties["url"]?.string else { return [] }
        return [
            context.check(
                facts, "results", title: "\(context.title(facts)) finds something on the web",
                proves: "the search answers JSON with results",
                probe: SearchProbe(url: url))
        ]
    }
}
