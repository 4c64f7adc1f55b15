/// The style sheet of the topology. Every rule begins with the picture's class, because the picture also stands
/// inside of pages.
enum TopologyStyle {
    static let css: String = {
        let root = "svg.fairlead-topology"
        func kinds(_ tone: (Topology.Kind) -> String) -> String {
            Topology.Kind.allCases.map { "\(root) .\($0.rawValue){--tone:\(tone($0))}" }.joined(separator: "\n")
        }
        return """
            \(root){--ground:#ffffff;--box:#ffffff;--ink:#1c2024;--soft:#5f6772;--line:#c9ced6;background:var(--ground);\
            font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
            \(kinds(\.tone))
            @media (prefers-color-scheme:dark){
            \(root){--ground:#14171b;--box:#1d2126;--ink:#e8eaed;--soft:#a2abb6;--line:#454c56}
            \(kinds(\.darkTone))
            }
            @media print{
            \(root){--ground:#ffffff;--box:#ffffff;--ink:#1c2024;--soft:#5f6772;--line:#c9ced6}
            \(kinds(\.tone))
            }
            \(root) text{fill:var(--ink);font-size:11px}
            \(root) .title{font-size:12px;font-weight:600}
            \(root) .small{font-size:10px;fill:var(--soft)}
            \(root) a .small{fill:var(--tone);text-decoration:underline}
            \(root) .wave{font-size:11px;fill:var(--soft);letter-spacing:.06em}
            \(root) .need{text-anchor:start}
            \(root) .need.right{text-anchor:end}
            \(root) .need.late{font-style:italic}
            \(root) .box{fill:var(--box);stroke:var(--line)}
            \(root) .bar{fill:var(--tone)}
            \(root) .rule{stroke:var(--line);stroke-dasharray:2 4}
            \(root) .line{fill:none;stroke:var(--tone);stroke-width:1.6}
            \(root) .late .line{stroke-dasharray:5 3}
            \(root) .quiet .line{stroke-width:.7;opacity:.6}
            \(root) .end{fill:var(--tone)}
            \(root) .link:hover .line,\(root) .link:focus .line{stroke-width:3.5;opacity:1}
            """
    }()
}
