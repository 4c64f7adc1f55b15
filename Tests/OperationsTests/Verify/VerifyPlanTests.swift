import Catalog
import Delivery
import Diagnostics
import Platform
import Rendering
import Testing
import Values

@testable import Operations

@Suite struct VerifyPlanTests {
    static let desired = Result { try VerifyExample.desired() }

    func plan() throws -> [Check] { VerificationPlan.of(try Self.desired.get(), nonce: "abc123") }

    @Test func everyCapabilityIsAskedOrSaidNotToBe() throws {
        var sources = Sources()
        let (catalog, _) = try Catalog.load(sources: &sources)
        for capability in catalog.capabilities.map(\.name) {
            let isAsked = VerificationPlan.table[capability] != nil
            #expect(isAsked != (VerificationPlan.unasked[capability] != nil), "\(capability)")
        }
    }

    /// Every binding of a capability that is asked has a check, unless there is nothing of it to ask.
    @Test func everyBindingIsCovered() throws {
        let covered = Set(try plan().map(\.binding))
        for facts in try Self.desired.get().input.rendering.facts
        where VerificationPlan.table[facts.binding.offer.capability] != nil {
            let capability = facts.binding.offer.capability
            // Some ask only for an address; one store of logs is asked once.
            let isMeant =
                switch capability {
                case "metrics": facts.arguments["port"] != nil
                case "ingress": facts.arguments["service"] != nil
                case "logs": covered.contains { $0.hasSuffix("/\(facts.binding.provider)") }
                default: true
                }
            if isMeant && capability != "logs" {
                #expect(covered.contains(facts.binding.key), "\(facts.binding.key) is not asked")
            }
        }
    }

    @Test func idsAreUniqueAndPlainlyNamed() throws {
        let ids = try plan().map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in [
            "open-webui/llm/chat.assistant", "open-webui/llm/window.assistant", "open-webui/llm/other-key",
            "open-webui/embeddings/vector.embeddings", "open-webui/database/query", "open-webui/cache/ping",
            "open-webui/files/object",
            "open-webui/loader/document", "open-webui/search/results", "open-webui/vectors/point",
            "open-webui/sign-on/client-secret",
            "open-webui/entry/certificate", "open-webui/database-backup/object",
            "open-webui/database-backup/copy.open-webui-database",
            "document-ingestion/text/document", "litellm/engines.vllm/chat.assistant", "alloy/logs/lines",
            "vllm/router-metrics/target",
        ] { #expect(ids.contains(id), "\(id) is missing") }
    }

    @Test func anEngineIsNotAskedForTooMuch() throws {
        #expect(try !plan().contains { $0.consumer == "litellm" && $0.id.contains("window") })
        // Every key of an engine opens all that it serves.
        #expect(try !plan().contains { $0.consumer == "litellm" && $0.id.hasSuffix("other-key") })
    }

    @Test func embeddingsHaveTheDeclaredLength() throws {
        let check = try #require(try plan().first { $0.id == "open-webui/embeddings/vector.embeddings" })
        #expect((check.probe as? EmbeddingProbe)?.dimensions == 1024)
    }

    @Test func twoMonitorsOfOnePortAreToldApart() throws {
        let pools = try plan().filter { $0.consumer == "vllm" }.compactMap { ($0.probe as? MetricProbe)?.pool }
        #expect(Set(pools).count == 2, "\(pools)")
    }

    @Test func everyCredentialHasAPlaceThatAJobCanReadFrom() throws {
        let desired = try Self.desired.get()
        for check in try plan() {
            guard case .namespace(let namespace) = check.vantage else { continue }
            for need in check.needs {
                #expect(
                    need.place?.namespace == namespace,
                    "\(check.id) needs \(need.name) at \(String(describing: need.place))")
            }
        }
        #expect(RunnerImage.standard(desired)?.contains("postgresql") == true)
    }

    @Test func consumersAskFromTheirOwnNamespaces() throws {
        for check in try plan() {
            switch check.capability {
            case "oidc", "ingress", "backup-target": #expect(check.vantage == .outside, "\(check.id)")
            case "metrics":
                #expect(check.vantage == .namespace("monitoring") || check.vantage != .outside, "\(check.id)")
            case "llm", "postgres", "redis": #expect(check.vantage != .outside, "\(check.id)")
            default: break
            }
        }
    }

    @Test func noSecretValueAndTheSameEveryTime() throws {
        let first = try plan()
        #expect(first.map { "\($0.id) \($0.probe.exchanges)" } == (try plan()).map { "\($0.id) \($0.probe.exchanges)" })
    }

    /// Another provider of a capability is asked the same: nothing here knows a component by its name.
    @Test func anotherProviderIsAskedTheSame() throws {
        let other = try VerifyExample.desired {
            $0.replacing("bucket: rook-ceph", with: "bucket: s3")
        }
        let checks = VerificationPlan.of(other, nonce: "x")
        #expect(checks.contains { $0.id == "open-webui/files/object" && $0.provider == "s3" })
    }
}
