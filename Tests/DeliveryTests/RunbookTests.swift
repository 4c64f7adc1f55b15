import Delivery
import Diagnostics
import Host
import Testing
import Values

@Suite struct RunbookTests {
    static func text(_ change: (inout DeliveryInput) -> Void = { _ in }) throws -> String {
        var input = try SmallPlatform.input()
        change(&input)
        return String(decoding: ArgoCD().tree(input).files["README.md"] ?? [], as: UTF8.self)
    }

    @Test func commandsOfTheFirstInstallationComeInOrder() throws {
        var rest = Substring(try Self.text())
        for command in [
            "kubectl apply -f bootstrap/namespaces.yaml", "fairlead secrets bootstrap | kubectl apply -f -",
            "helm upgrade --install argo-cd argo-cd --repo https://charts.example.org/argo",
            "--version 10.1.1 -n argo-cd -f components/argo-cd/values.yaml",
            "git push origin", "kubectl apply -f bootstrap/root.yaml", "kubectl -n argo-cd get applications",
        ] {
            let range = try #require(rest.firstRange(of: command), "\(command)")
            rest = rest[range.upperBound...]
        }
    }

    @Test func commandsForFluxComeInOrder() throws {
        let tree = Flux().tree(try SmallPlatform.input(engine: "flux"))
        var rest = Substring(String(decoding: tree.files["README.md"] ?? [], as: UTF8.self))
        for command in [
            "kubectl apply -f bootstrap/namespaces.yaml", "fairlead secrets bootstrap | kubectl apply -f -",
            "helm upgrade --install flux flux2 --repo https://charts.example.org/flux",
            "--version 2.18.3 -n flux-system -f bootstrap/values.yaml", "git push origin",
            "kubectl apply -f bootstrap/sync.yaml", "kubectl -n flux-system get kustomizations",
            "kubectl -n flux-system delete kustomization platform",
            "shop.after shop shop.before shop.secrets sealed-secrets cloudnative-pg", "helm uninstall flux",
        ] {
            let range = try #require(rest.firstRange(of: command), "\(command)")
            rest = rest[range.upperBound...]
        }
    }

    @Test(arguments: ["argocd", "flux"])
    func everyFileItNamesIsThere(engine: String) throws {
        let made = DeliveryEngines.named(engine).tree(try SmallPlatform.input(engine: engine))
        let text = String(decoding: made.files["README.md"] ?? [], as: UTF8.self)
        let words = text.split { " \n`".contains($0) }.filter { $0.hasSuffix(".yaml") && $0.contains("/") }
        #expect(words.count >= 3)
        for word in words { #expect(made.files[String(word)] != nil, "\(word)") }
    }

    @Test func aDatabaseWithoutACopyIsSaid() throws {
        #expect(try Self.text().contains("of `shop` (CloudNativePG): **no copy**"))
    }

    @Test func textOfOthersStaysOnItsLine() throws {
        let text = try Self.text {
            $0.findings = [Finding(code: Code.noBackup, severity: .error, message: "a\n# b\r\nc")]
        }
        #expect(text.contains("- FL0410: a # b c\n"))
    }

    @Test func manyFindingsAreCounted() throws {
        let text = try Self.text {
            $0.findings = (0..<100).map { Finding(code: Code.noBackup, severity: .warning, message: "number \($0)") }
        }
        #expect(text.contains("- and 75 more: run `fairlead check`"))
    }
}
