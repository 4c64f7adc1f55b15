import Catalog
import Diagnostics

/// Finds circles of components that wait for each other.
enum Cycles {
    /// One finding for each circle of bindings that are not late.
    static func findings(_ resolution: Resolution) -> [Finding] {
        var next: [String: [Binding]] = [:]
        for binding in resolution.bindings where !binding.isLate { next[binding.consumer, default: []].append(binding) }
        var state: [String: Bool] = [:]  // false: on the path, true: done
        var found: [Finding] = []
        for start in resolution.members.map(\.name) where state[start] == nil {
            // An explicit stack: a chain of components may be as long as the catalog.
            var stack: [(name: String, edge: Int)] = [(start, 0)]
            var path: [Binding] = []
            state[start] = false
            while let top = stack.last {
                let edges = next[top.name] ?? []
                guard top.edge < edges.count else {
                    state[top.name] = true
                    stack.removeLast()
                    if !path.isEmpty { path.removeLast() }
                    continue
                }
                stack[stack.count - 1].edge += 1
                let edge = edges[top.edge]
                switch state[edge.provider] {
                case nil:
                    state[edge.provider] = false
                    path.append(edge)
                    stack.append((edge.provider, 0))
                case false?:
                    let first = path.firstIndex { $0.consumer == edge.provider } ?? path.count
                    found.append(finding(Array(path[first...]) + [edge], resolution: resolution))
                case true?: break
                }
            }
        }
        return found
    }

    private static func finding(_ loop: [Binding], resolution: Resolution) -> Finding {
        let steps = loop.map { "\($0.consumer) needs \($0.requirement.capability) from \($0.provider)" }.joined(
            separator: ", ")
        let weakest = loop.last { $0.requirement.optional } ?? loop.last
        return Finding(
            code: Code.cycle, message: "components need each other in a circle: \(steps)",
            place: weakest?.requirement.place, component: weakest?.consumer,
            hint: weakest.map {
                "if `\($0.consumer)` can start without it, write `late: true` in its requirement `\($0.requirement.name)`"
            })
    }
}
