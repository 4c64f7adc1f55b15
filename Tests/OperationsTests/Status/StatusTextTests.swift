import Diagnostics
@testable import Operations
import Kubernetes
import Testing
import Values

struct StatusTextTests {
    private static func part(_ name: String, _ state: ComponentStatus.State, _ why: String? = nil) -> ComponentStatus {
        var status = ComponentStatus(name: name, title: name, namespace: name, wave: 1, state: state, why: why)
        status.pods = .init(ready: 1, desired: 3)
        status.wantedVersion = "12.0.1"
        status.deployedVersion = "11.9.0"
        status.created = 0
        return status
    }

    private static let status = PlatformStatus(
        platform: "corner", engine: "helm",
        ground: ComponentStatus(name: "ground", title: "Ground", namespace: "", wave: nil, state: .ready),
        components: [
            part(
                "litellm", .failed,
                "Pod litellm-0: container main cannot get its image: manifest unknown, says the registry"),
            part("kube-prometheus-stack", .ready), part("s3", .none, "nothing is installed for it"),
            part("böse-\u{1B}[31m", .progressing, "evil \u{1B}]0;x\u{07} text"),
        ], unseen: [.init(kind: "Job", reason: "you may not")], checkedAt: 7300)

    @Test(arguments: [30, 40, 60, 80, 120, 200]) func fits(width: Int) {
        for hasWaves in [false, true] {
            let text = StatusText(Self.status, width: width, hasWaves: hasWaves).text
            let lines = text.split(separator: "\n").dropFirst()
            // A component's name is never cut: whoever reads it wants to type it.
            let limit = max(width, "kube-prometheus-stack".count + "… progressing".count + 2)
            #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= limit }, "\(text)")
            #expect(text.contains("✗ failed"))
            #expect(text.contains("litellm"))
            #expect(!text.contains("\u{1B}"))
            #expect(!text.contains("\u{07}"))
            #expect(text.contains("wave 1") == hasWaves)
        }
    }

    @Test func wideOnesHaveAllColumns() {
        let text = StatusText(Self.status, width: 120).text
        #expect(text.contains("COMPONENT"))
        #expect(text.contains("11.9.0 → 12.0.1"))
        #expect(text.contains("1/3"))
        #expect(text.contains("2 h"))
        #expect(text.hasPrefix("corner is not ready: 1 ready, 1 progressing, 1 failed"))
        #expect(text.contains("not looked at: Job: you may not"))
    }

    @Test func coloursOnlyWhereTheyAreWanted() {
        #expect(StatusText(Self.status, style: .coloured, width: 100).text.contains("\u{1B}[1;31m✗ failed"))
    }

    @Test func aPartIsJudgedByItself() {
        #expect(!Self.status.isReady)
        let part = Self.status.only(["kube-prometheus-stack"])
        #expect(part.isReady)
        #expect(part.node["ground"] == nil)
        #expect(part.node["summary"]?["total"]?.integer == 1)
        #expect(Self.status.node["components"]?.list?.first?["state"]?.string == "failed")
        #expect(Self.status.node["checkedAt"]?.string == "1970-01-01T02:01:40Z")
    }

    @Test func changesAreLines() {
        var next = Self.status
        next.components[0].state = .ready
        next.components[0].why = nil
        #expect(StatusChanges.between(Self.status, next) == ["litellm  ready  1/3"])
        #expect(StatusChanges.between(Self.status, Self.status).isEmpty)
        #expect(StatusChanges.between(nil, Self.status).count == 6)
    }

    @Test func wrapping() {
        #expect(TextFlow.wrap("a bb ccc", width: 10) == ["a bb ccc"])
        #expect(TextFlow.wrap("aaaa bbbbbb ccc", width: 10, later: 2) == ["aaaa", "  bbbbbb", "  ccc"])
        #expect(TextFlow.wrap("  aaaaaaaaaaaaaaaaaaaa", width: 10) == ["  aaaaaaaa", "aaaaaaaaaa", "aa"])
        #expect(TextFlow.wrap("漢字漢字漢字", width: 8) == ["漢字漢字", "漢字"])
        #expect(TextFlow.wrap("", width: 8) == [""])
    }
}
