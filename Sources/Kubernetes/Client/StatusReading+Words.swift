extension StatusReading {
    /// Says in our words what the server means, with what to do, where the message is a known one.
    static func explain(_ failure: inout KubernetesFailure) {
        if explainWebhook(&failure) || explainStore(&failure) || explainSchema(&failure) { return }
        switch failure.kind {
        case .malformed:
            failure.hint =
                "the server sends requests elsewhere, which an API server never does; check the server's URL in the kubeconfig"
        case .unauthenticated:
            failure.message = "the server does not accept the credentials"
            failure.hint = "sign in to the cluster anew, or check the user of the context in the kubeconfig"
        case .forbidden: explainForbidden(&failure)
        case .conflict: explainConflict(&failure)
        case .tooManyRequests:
            failure.hint = "the server is overloaded, or limits how much this user may ask; try again later"
        case .timeout: failure.hint = "the server took too long; look at the load of the API server and of etcd"
        case .server where failure.status == 503:
            failure.hint = "the API server, or an aggregated API behind it, is not ready; try again later"
        default: break
        }
    }

    // `pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "n"` (k8s.io/apiserver, `forbiddenMessage`).
    private static func explainForbidden(_ failure: inout KubernetesFailure) {
        let message = failure.message
        if failure.causes.contains(where: { $0.reason == "NamespaceTerminating" }) {
            failure.hint = "wait until the namespace is gone, or find out which finalizer holds it"
        }
        guard let start = message.firstRange(of: "User \""), let middle = message.firstRange(of: "\" cannot "),
            start.upperBound <= middle.lowerBound
        else { return }
        let user = message[start.upperBound..<middle.lowerBound]
        let rest = message[middle.upperBound...]
        let verb = rest.prefix { $0 != " " }
        failure.hint = "give this user a role that allows it, or use a context whose user may do it"
        guard let resource = quoted(after: "resource \"", in: rest) else {
            failure.message = "user \"\(user)\" may not \(rest)"
            return
        }
        let group = quoted(after: "API group \"", in: rest) ?? ""
        let place =
            quoted(after: "namespace \"", in: rest).map { " in the namespace \"\($0)\"" } ?? " in the whole cluster"
        failure.message = "user \"\(user)\" may not \(verb) \(resource)\(group.isEmpty ? "" : "." + group)\(place)"
    }

    private static func explainConflict(_ failure: inout KubernetesFailure) {
        let owned = failure.causes.filter { $0.reason == "FieldManagerConflict" }
        if owned.isEmpty {
            failure.hint = "somebody changed the object meanwhile; look at it and try again"
            return
        }
        let fields = owned.map { cause in
            "\(cause.field) (\(quoted(after: "conflict with \"", in: cause.message[...]) ?? "another manager"))"
        }
        let shown = fields.prefix(8).joined(separator: ", ")
        let more = fields.count > 8 ? " and \(fields.count - 8) more" : ""
        failure.message = "fields belong to other managers: \(shown)\(more)"
        failure.hint =
            "take these fields out of what is applied, or take them over by force if the other manager is not needed"
    }

    // k8s.io/apiserver: `ToStatusErr`, `ErrCallingWebhook`; apiextensions: conversion.
    private static func explainWebhook(_ failure: inout KubernetesFailure) -> Bool {
        let message = failure.message
        if message.contains("denied the request"), let name = quoted(after: "admission webhook \"", in: message[...]) {
            failure.kind = .webhook
            failure.hint =
                "the webhook \"\(name)\" does not want this object: change what it names, or ask whoever runs it"
        } else if let name = quoted(after: "failed calling webhook \"", in: message[...])
            ?? quoted(after: "failed calling admission webhook \"", in: message[...])
        {
            failure.kind = .webhook
            failure.hint =
                "the webhook \"\(name)\" cannot be asked: look whether its pod runs, or remove its configuration if its program is gone"
        } else if message.contains("conversion webhook for"), message.contains("failed") {
            failure.kind = .webhook
            failure.hint = "the program that converts objects of this kind cannot be asked: look whether its pod runs"
        } else {
            return false
        }
        return true
    }

    // structured-merge-diff, `failed to create typed patch object (...): .x: field not declared in schema`: sent with status 500.
    private static func explainSchema(_ failure: inout KubernetesFailure) -> Bool {
        guard failure.message.contains("failed to create typed patch object") else { return false }
        failure.kind = .invalid
        failure.hint = "the kind has no such field in this version of the cluster, or the field has another type"
        return true
    }

    // Words of etcd (api/v3rpc/rpctypes/error.go), which the API server hands on.
    private static func explainStore(_ failure: inout KubernetesFailure) -> Bool {
        let message = failure.message
        if message.contains("database space exceeded") {
            failure.kind = .server
            failure.hint =
                "etcd, where the cluster keeps its objects, is full: compact and defragment it or raise its quota, then disarm its alarm"
        } else if message.contains("etcdserver: request is too large")
            || message.contains("trying to send message larger than max")
        {
            failure.kind = .invalid
            failure.hint = "an object may have 1.5 MiB at most; make it smaller or split it"
        } else {
            return false
        }
        return true
    }

    private static func quoted(after start: String, in text: Substring) -> Substring? {
        guard let range = text.firstRange(of: start) else { return nil }
        let rest = text[range.upperBound...]
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        return rest[..<end]
    }
}
