import Host
import Synchronization
import Testing
import Values

@testable import Kubernetes

/// A store of one Lease with the API server's rules for resource versions, and faults on demand.
final class LeaseFake: LeaseStore {
    struct State {
        var object: Node?
        var version = 0
        var fault: (@Sendable (String) -> (any Error)?)?
        var arrivesAnyway = false
        var writes = 0
    }
    let state = Mutex(State())

    func read(_ reference: ObjectReference) throws -> Node? {
        try state.withLock { state in
            if let error = state.fault?("read") { throw error }
            return state.object
        }
    }

    func make(_ object: Node) throws -> Node {
        try write("make", object) { $0.object == nil ? nil : KubernetesFailure(.alreadyExists, "it is there") }
    }

    func change(_ object: Node) throws -> Node {
        try write("change", object) { state in
            guard let present = state.object else { return KubernetesFailure(.notFound, "it is gone") }
            let isSame = present.at("metadata", "resourceVersion") == object.at("metadata", "resourceVersion")
            return isSame ? nil : KubernetesFailure(.conflict, "it was changed")
        }
    }

    func changeLast(_ object: Node) throws -> Node { try change(object) }

    private func write(_ verb: String, _ object: Node, _ check: (State) -> KubernetesFailure?) throws -> Node {
        try state.withLock { state in
            let fault = state.fault?(verb)
            if let fault, !state.arrivesAnyway { throw fault }
            if let failure = check(state) { throw failure }
            state.version += 1
            state.writes += 1
            var object = object
            object.set(Node(.string(String(state.version))), at: ["metadata", "resourceVersion"])
            state.object = object
            if let fault { throw fault }
            return object
        }
    }

    var holder: String? { state.withLock { $0.object.flatMap { LeaseRecord($0).holder } } }

    /// What a person or another holder does to the object.
    func edit(_ body: (inout Node) -> Void) {
        state.withLock { state in
            guard var object = state.object else { return }
            body(&object)
            state.version += 1
            object.set(Node(.string(String(state.version))), at: ["metadata", "resourceVersion"])
            state.object = object
        }
    }
}
