import Catalog
import Diagnostics
public import Platform

extension CredentialMaker {
    /// Makes a new value in place of an old one, and the hashes of it anew. Who holds it is the caller's question.
    ///
    /// - Parameters:
    ///   - id: the credential.
    ///   - needs: the platform's credentials.
    ///   - store: what there is.
    /// - Returns: the changed store; the unchanged one with findings if there is no such credential, if it must never
    ///   change, if it is a hash, or if no new value could be had.
    /// - Throws: `Interrupted` when somebody stopped the work.
    public func rotate(
        _ id: CredentialID, needs: [CredentialNeed], store: CredentialStore
    ) throws -> Completion {
        var refused = Completion(store: store)
        guard let need = needs.first(where: { $0.id == id }) else {
            let names = needs.map(\.id.description)
            refused.findings = [
                Finding(
                    code: Code.unknownCredential, message: "there is no credential `\(id)`",
                    hint: Suggestion.closest(to: id.description, among: names).map { "did you mean `\($0)`?" })
            ]
            return refused
        }
        if let finding = refusal(need, among: needs) {
            refused.findings = [finding]
            return refused
        }
        let hashes = needs.filter {
            guard case .bcrypt(of: let name) = $0.recipe else { return false }
            return CredentialMaker.source(of: $0, name: name, among: needs)?.id == id
        }
        var emptied = store
        for affected in [need] + hashes { emptied.remove(affected.id) }
        let result = try complete(needs: [need] + hashes, store: emptied)
        guard ([need] + hashes).allSatisfy({ result.store.value($0.id) != nil }) else {
            refused.findings = result.findings
            return refused
        }
        return result
    }

    private func refusal(_ need: CredentialNeed, among needs: [CredentialNeed]) -> Finding? {
        if let reason = need.immutable {
            return Finding(
                code: Code.neverChanges, message: "`\(need.id)` must never change", place: need.place,
                component: need.owner,
                cause: reason)
        }
        if case .bcrypt(of: let name) = need.recipe {
            let source = CredentialMaker.source(of: need, name: name, among: needs)?.id.description ?? name
            return Finding(
                code: Code.neverChanges, message: "`\(need.id)` is the hash of `\(source)` and changes only with it",
                place: need.place, component: need.owner, hint: "rotate `\(source)`")
        }
        guard CredentialRecipe.fields(of: need.recipe) == nil else { return nil }
        return Finding(
            code: Code.notAllowed, message: "`\(need.id)` is not kept in the store (\(need.how))", place: need.place,
            component: need.owner)
    }
}
