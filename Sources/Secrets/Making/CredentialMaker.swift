import Catalog
public import Crypto
import Diagnostics
public import Host
public import Platform

/// Makes the values that a platform needs and its store lacks. A value is made once and then stays.
public struct CredentialMaker: Sendable {
    private let answers: Answers
    private let entropy: any EntropySource
    private let clock: Clock

    /// Makes a maker.
    ///
    /// - Parameters:
    ///   - answers: what people give.
    ///   - entropy: where random values come from; key pairs come from OpenSSL's own generator.
    ///   - clock: the time that certificates start from.
    public init(answers: Answers, entropy: any EntropySource, clock: Clock) {
        self.answers = answers
        self.entropy = entropy
        self.clock = clock
    }

    /// Makes or asks for everything that is missing.
    ///
    /// - Parameters:
    ///   - needs: the platform's credentials.
    ///   - store: what there is; none of its values is changed.
    /// - Returns: the completed store, with findings for what could not be had.
    /// - Throws: `Interrupted` when somebody stopped the work.
    public func complete(needs: [CredentialNeed], store: CredentialStore) throws -> Completion {
        let needs = needs.sorted { $0.id < $1.id }
        var result = Completion(store: store)
        let missing = needs.filter { isMissing($0, &result) }
        for need in missing { try makeSimple(need, &result) }
        try makeKeys(missing, &result)
        for need in missing { makeHash(need, among: needs, &result) }
        for need in needs where need.isAskedFor {
            guard let value = result.store.get(need.id) else { continue }
            if let finding = WeakSecretRule.finding(for: value, of: need) { result.findings.append(finding) }
        }
        result.made.sort()
        result.leftOut.sort { $0.id < $1.id }
        return result
    }

    /// Whether a value has to be made. One that is there in another form than the recipe's is said and left alone.
    private func isMissing(_ need: CredentialNeed, _ result: inout Completion) -> Bool {
        guard let fields = CredentialRecipe.fields(of: need.recipe) else { return false }
        guard let present = result.store.value(need.id) else { return true }
        let isSingle = if case .single = present { true } else { false }
        if isSingle != fields.isEmpty || !fields.allSatisfy({ present.field($0) != nil }) {
            result.findings.append(
                Finding(
                    code: Code.storedFormDiffers,
                    message: "the value of `\(need.id)` in the store does not suit its recipe",
                    place: need.place, component: need.owner,
                    cause: "the recipe (\(need.how)) gives "
                        + (fields.isEmpty ? "one text" : "the fields " + fields.joined(separator: " and "))
                        + ", the store has "
                        + (isSingle ? "one text" : "the fields " + present.fieldNames.joined(separator: " and ")),
                    hint: "rotate it if the recipe was changed on purpose"))
        }
        return false
    }

    private func makeSimple(_ need: CredentialNeed, _ result: inout Completion) throws {
        switch need.recipe {
        case .random(let alphabet, let length, let prefix):
            keep(need, &result) { recipe throws(CredentialRecipe.Failure) in
                try recipe.random(alphabet: alphabet, length: length, prefix: prefix)
            }
        case .ask(let prompt, let variable, _): try ask(need, prompt: prompt, variable: variable, &result)
        default: return
        }
    }

    private func ask(
        _ need: CredentialNeed, prompt: String, variable: String, _ result: inout Completion
    ) throws {
        do {
            if let value = try answers.value(of: need, prompt: prompt, variable: variable) {
                result.store.set(need.id, .single(value))
                result.made.append(need.id)
                return
            }
        } catch let refusal as Answers.Refusal {
            result.findings.append(
                Finding(
                    code: Code.askedForMissing, message: "what was given for `\(need.id)` cannot be used",
                    place: need.place, component: need.owner, cause: refusal.reason, hint: refusal.hint))
            return
        }
        let ways =
            (variable.isEmpty ? "" : "set \(variable), or \(variable)_FILE to the path of a file that holds it, or ")
            + "answer the question on a terminal, or run `fairlead secrets set \(need.id)`"
        let name = "`\(need.id)`" + (prompt.isEmpty ? "" : " (\(prompt))")
        if need.isOptional { result.leftOut.append(need) }
        result.findings.append(
            Finding(
                code: need.isOptional ? Code.optionalLeftOut : Code.askedForMissing,
                severity: need.isOptional ? .note : .error,
                message: need.isOptional ? "\(name) was not given; what needs it is left out" : "\(name) is missing",
                place: need.place, component: need.owner, hint: "to give it, \(ways)"))
    }

    /// A large RSA key takes a second, so keys are made side by side.
    private func makeKeys(_ missing: [CredentialNeed], _ result: inout Completion) throws {
        var jobs: [(need: CredentialNeed, key: KeyAlgorithm)] = []
        for need in missing {
            do throws(CredentialRecipe.Failure) {
                if let key = try CredentialRecipe.key(of: need.recipe) { jobs.append((need, key)) }
            } catch {
                result.findings.append(cannotMake(need, error))
            }
        }
        let keys = Parallel.map(jobs.map(\.key)) { try KeyPair.generate($0) }
        for (job, key) in zip(jobs, keys) {
            switch key {
            case .success(let key):
                keep(job.need, &result) { recipe throws(CredentialRecipe.Failure) in
                    try recipe.value(job.need.recipe, key: key)
                }
            case .failure(let error as CryptoError):
                result.findings.append(cannotMake(job.need, CredentialRecipe.Failure(reason: error.message)))
            case .failure(let error): throw error
            }
        }
    }

    private func makeHash(_ need: CredentialNeed, among needs: [CredentialNeed], _ result: inout Completion) {
        guard case .bcrypt(of: let name) = need.recipe else { return }
        guard let source = CredentialMaker.source(of: need, name: name, among: needs) else {
            result.findings.append(
                Finding(
                    code: Code.unknownCredential,
                    message: "`\(need.id)` is the hash of `\(name)`, which `\(need.owner)` does not have",
                    place: need.place, component: need.owner))
            return
        }
        guard let value = result.store.get(source.id) else {
            // Why the source has no value is said already.
            if source.isOptional { result.leftOut.append(need) }
            return
        }
        keep(need, &result) { recipe throws(CredentialRecipe.Failure) in try recipe.bcrypt(of: value) }
    }

    /// What a hash is made of: the credential of that name beside it, or its owner's own.
    static func source(of need: CredentialNeed, name: String, among needs: [CredentialNeed]) -> CredentialNeed? {
        let parents = need.id.description.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let sibling = CredentialID(text: (parents + [Substring(name)]).joined(separator: "/"))
        let own = CredentialID(component: need.owner, name: name)
        return needs.first { $0.id == sibling } ?? needs.first { $0.id == own }
    }

    private func keep(
        _ need: CredentialNeed, _ result: inout Completion,
        _ make: (CredentialRecipe) throws(CredentialRecipe.Failure) -> CredentialValue
    ) {
        do throws(CredentialRecipe.Failure) {
            result.store.set(need.id, try make(CredentialRecipe(entropy: entropy, clock: clock)))
            result.made.append(need.id)
        } catch {
            result.findings.append(cannotMake(need, error))
        }
    }

    private func cannotMake(_ need: CredentialNeed, _ error: CredentialRecipe.Failure) -> Finding {
        Finding(
            code: Code.componentInvalid, message: "`\(need.id)` cannot be made by its recipe", place: need.place,
            component: need.owner, cause: error.reason)
    }
}
