import Diagnostics
import Kubernetes
@testable import Operations
import Testing
import Values

struct WhyTextTests {
    private static func why(depth: Int) -> ComponentWhy {
        var tree = WhyTree(
            .object, "Pod shop/shop-1-0", state: .failed, "container main ends \u{1B}[31magain and again")
        tree.events = ["BackOff: back-off restarting failed container"]
        tree.logLines = [
            "cannot connect to postgresql://«masked»@database/shop?with=a&very=long&address=that&never=ends"
        ]
        (tree.usually, tree.action) = ("the database is not there", "look at it")
        for number in 0..<depth {
            var above = WhyTree(.component, "member-\(number)", state: .progressing, "it is on its way")
            above.because = ["it keeps orders there"]
            above.children = [
                tree, WhyTree(.gate, "gate Deployment shop/shop", state: .progressing, "it is not there yet"),
            ]
            tree = above
        }
        var status = ComponentStatus(
            name: "shop", title: "Shop", namespace: "shop", wave: 1, state: .failed, why: "it fails")
        status.waitsFor = ["member-0"]
        return ComponentWhy(
            status: status, reasons: [tree], providers: [],
            consumers: [.init(name: "till", state: .missing, reasons: [])])
    }

    @Test(arguments: [40, 60, 80, 200], [0, 1, 4, 20]) func fits(width: Int, depth: Int) {
        let text = WhyText(Self.why(depth: depth), width: width).text
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= width }, "\(text)")
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("└─ "))
        #expect(text.contains("waiting for it: till"))
    }

    @Test func theTreeReadsDownwards() {
        let lines = WhyText(Self.why(depth: 1), width: 100).text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "shop failed",
                "  it waits for member-0",
                "└─ waits for member-0: it is on its way",
                "   │  because it keeps orders there",
                "   ├─ Pod shop/shop-1-0: container main ends ␛[31magain and again",
                "   │     event: BackOff: back-off restarting failed container",
                "   │     log: cannot connect to",
                "   │       postgresql://«masked»@database/shop?with=a&very=long&address=that&never=ends",
                "   │     usually: the database is not there",
                "   │     do: look at it",
                "   └─ gate Deployment shop/shop: it is not there yet",
                "waiting for it: till",
            ], "\(lines.joined(separator: "\n"))")
    }

    @Test func coloursChangeNoWord() {
        let plain = WhyText(Self.why(depth: 2), width: 60).text
        let coloured = WhyText(Self.why(depth: 2), style: .coloured, width: 60).text
        #expect(coloured != plain)
        for code in ["\u{1B}[1;31m", "\u{1B}[1;33m", "\u{1B}[1m"] { #expect(coloured.contains(code)) }
    }

    @Test func dataHasTheSameTree() {
        let node = Self.why(depth: 1).node(now: 0)
        let top = node["reasons"]?.list?.first
        #expect(top?["about"]?.string == "component")
        #expect(top?["because"]?.list?.first?.string == "it keeps orders there")
        #expect(top?["reasons"]?.list?.first?["do"]?.string == "look at it")
        #expect(node["consumers"]?.list?.first?["name"]?.string == "till")
    }
}
