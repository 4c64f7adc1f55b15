@testable import Delivery
import Testing
import Values

/// What Flux is told to wait for.
@Suite struct FluxHealthTests {
    private func expressions(_ kinds: (String, String)...) -> [String: String] {
        let files = kinds.map { apiVersion, kind in
            FluxFile(
                name: kind,
                object: [
                    "apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind)), "metadata": ["name": "a"],
                ])
        }
        let stage = FluxStage(name: "a", component: "a", folder: "a", files: files)
        let listed = FluxHealth.fields(stage).first { $0.key == "healthCheckExprs" }?.value.list ?? []
        return Dictionary(
            listed.map { ($0["kind"]?.string ?? "", $0["current"]?.string ?? "") }, uniquingKeysWith: { $1 })
    }

    /// A Gateway serves when its controller says so. A route must not be waited for: what it leads to comes after it.
    @Test func gateways() {
        let found = expressions(
            ("gateway.networking.k8s.io/v1", "Gateway"), ("gateway.networking.k8s.io/v1", "HTTPRoute"))
        #expect(Array(found.keys) == ["Gateway"])
        #expect(found["Gateway"]?.contains("c.type == 'Programmed' && c.status == 'True'") == true)
    }
}
