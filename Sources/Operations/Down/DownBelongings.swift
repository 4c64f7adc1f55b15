import Helm
import Kubernetes
import Rendering
import Values

/// What a platform's releases and applications are, and so whose an object in its namespaces is.
struct DownBelongings: Sendable {
    /// Whose an object is.
    enum Holder: Equatable {
        /// The platform's own label is on it.
        case platform(String)
        /// One of the platform's releases or applications brought it.
        case brought(String)
        /// The disk of one of the platform's StatefulSets.
        case volume(String)
        /// A key that opens sealed values.
        case sealingKey
        /// Kubernetes made it, or it goes with its owner.
        case derived
        /// Somebody else's.
        case foreign(String)
    }

    let platform: String
    /// The last record of each of the platform's releases, by namespace and name.
    let releases: [String: ReleaseStatus]
    /// The platform's applications.
    let applications: [Node]
    /// The platform's Kustomizations and HelmReleases, where Flux brings it.
    let flux: (kustomizations: [Node], releases: [Node])
    /// The application that says it brought an object, by the object's identity.
    private let listed: [String: String]
    /// The platform's StatefulSets, with the beginnings of their disks' names.
    private var volumes: [(namespace: String, prefix: String, component: String)] = []

    static func read(_ context: DownContext, _ census: DownCensus) throws -> DownBelongings {
        let records = census.objects.compactMap { $0["kind"]?.string == "Secret" ? ReleaseStatus(record: $0) : nil }
        var releases: [String: ReleaseStatus] = [:]
        for record in records where record.platform == context.platform {
            let key = "\(record.namespace)/\(record.name)"
            if releases[key].map({ $0.revision < record.revision }) ?? true { releases[key] = record }
        }
        var found = DownBelongings(
            platform: context.platform, releases: releases,
            applications: try list("argoproj.io/v1alpha1", "Application", context),
            flux: (
                try list("kustomize.toolkit.fluxcd.io/v1", "Kustomization", context),
                try list("helm.toolkit.fluxcd.io/v2", "HelmRelease", context)
            ))
        let sets = try context.cluster.resource("apps/v1", "StatefulSet")
        for namespace in census.namespaces.compactMap({ $0.at("metadata", "name")?.string }) {
            for set in try context.cluster.list(sets, namespace: namespace).items {
                guard let component = found.component(of: set) else { continue }
                found.volumes += StatefulDisks.prefixes(set).map { (namespace, $0, component) }
            }
        }
        return found
    }

    private init(
        platform: String, releases: [String: ReleaseStatus], applications: [Node],
        flux: (kustomizations: [Node], releases: [Node])
    ) {
        (self.platform, self.releases, self.applications, self.flux) = (platform, releases, applications, flux)
        var listed: [String: String] = [:]
        for application in applications {
            guard let name = application.at("metadata", "name")?.string else { continue }
            for reference in AppliedResources.of(application) { listed[reference.identity] = name }
        }
        self.listed = listed
    }

    private static func list(_ apiVersion: String, _ kind: String, _ context: DownContext) throws -> [Node] {
        do {
            let type = try context.cluster.resource(apiVersion, kind)
            return try context.cluster.list(type, labels: "\(Mark.platform)=\(context.platform)").items
        } catch let failure as KubernetesFailure where failure.kind == .notServed || failure.kind == .notFound {
            return []
        }
    }

    /// The member that an object of the platform belongs to; nil for others' objects.
    func component(of object: Node) -> String? {
        switch holder(object) {
        case .platform(let component), .brought(let component), .volume(let component): component
        case .sealingKey, .derived, .foreign: nil
        }
    }

    func holder(_ object: Node) -> Holder {
        let labels = object.at("metadata", "labels")
        let annotations = object.at("metadata", "annotations")
        let kind = object["kind"]?.string ?? ""
        let name = object.at("metadata", "name")?.string ?? ""
        let namespace = object.at("metadata", "namespace")?.string ?? ""
        if kind == "PersistentVolumeClaim", let component = volume(namespace, name) { return .volume(component) }
        if !(object.at("metadata", "ownerReferences")?.list?.isEmpty ?? true) { return .derived }
        if labels?["sealedsecrets.bitnami.com/sealed-secrets-key"] != nil { return .sealingKey }
        if Self.isKubernetesOwn(kind, name, annotations) { return .derived }
        if kind == "Secret", labels?["owner"]?.string == "helm", let release = labels?["name"]?.string {
            return component(release: "\(namespace)/\(release)").map { .brought($0) }
                ?? .foreign("it is the record of the Helm release \(namespace)/\(release)")
        }
        return marked(object)
    }

    private func marked(_ object: Node) -> Holder {
        let owner = Ownership.of(object, platform: platform)
        let listedIn = ObjectReference(object).flatMap { listed[$0.identity] }
        switch owner {
        case .ours(let component): return .platform(component)
        case .release(let namespace, let name):
            if let component = component(release: "\(namespace)/\(name)") { return .brought(component) }
        case .application(let name):
            if let listedIn, listedIn.utf8.elementsEqual(name.utf8) { return .brought(component(application: name)) }
        case .unclaimed:
            let instance = object.at("metadata", "labels")?["app.kubernetes.io/instance"]?.string
            if let listedIn, instance.map({ $0.utf8.elementsEqual(listedIn.utf8) }) ?? false {
                return .brought(component(application: listedIn))
            }
        case .otherPlatform, .kustomization: break
        }
        return .foreign("it is \(owner.description)")
    }

    /// The member of a release: by its own record, or by the HelmRelease that keeps it.
    private func component(release: String) -> String? {
        if let record = releases[release] { return record.labels[ReleaseLabel.component] ?? "" }
        let kept = flux.releases.first { FluxReleases.place(of: $0) == release }
        return kept.map { $0.at("metadata", "labels")?[Mark.component]?.string ?? "" }
    }

    private func component(application: String) -> String {
        applications.first { $0.at("metadata", "name")?.string == application }?
            .at("metadata", "labels")?[Mark.component]?.string ?? ""
    }

    private func volume(_ namespace: String, _ name: String) -> String? {
        volumes.first { $0.namespace == namespace && StatefulDisks.isDisk(name, prefix: $0.prefix) }?.component
    }

    /// What Kubernetes and cert-manager put into a namespace by themselves (API reference; annotation of cert-manager's documentation).
    static func isKubernetesOwn(_ kind: String, _ name: String, _ annotations: Node?) -> Bool {
        switch kind {
        case "ConfigMap": ["kube-root-ca.crt", "openshift-service-ca.crt"].contains(name)
        case "ServiceAccount": name == "default"
        case "Secret":
            annotations?["kubernetes.io/service-account.name"] != nil
                || annotations?["cert-manager.io/certificate-name"] != nil
        default: false
        }
    }
}

/// Releases that Flux keeps.
enum FluxReleases {
    /// Namespace and name of the release (fluxcd.io, `helmreleases`: `targetNamespace`, `releaseName`).
    static func place(of object: Node) -> String {
        let namespace = object.at("spec", "targetNamespace") ?? object.at("metadata", "namespace")
        let name = object.at("spec", "releaseName") ?? object.at("metadata", "name")
        return "\(namespace?.string ?? "")/\(name?.string ?? "")"
    }
}

/// What an application of Argo CD says it brought (its `status.resources`).
enum AppliedResources {
    static func of(_ application: Node) -> [ObjectReference] {
        (application.at("status", "resources")?.list ?? []).prefix(20_000).compactMap { resource in
            guard let kind = resource["kind"]?.string, let name = resource["name"]?.string, !kind.isEmpty, !name.isEmpty
            else { return nil }
            let group = resource["group"]?.string ?? ""
            let version = resource["version"]?.string ?? "v1"
            let namespace = resource["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            return ObjectReference(
                group.isEmpty ? version : "\(group)/\(version)", kind, namespace: namespace, name: name)
        }
    }
}

/// Disks that Kubernetes makes for a StatefulSet: `<template>-<set>-<ordinal>` (API reference, `volumeClaimTemplates`).
enum StatefulDisks {
    static func prefixes(_ set: Node) -> [String] {
        guard let name = set.at("metadata", "name")?.string else { return [] }
        return (set.at("spec", "volumeClaimTemplates")?.list ?? []).compactMap { template in
            template.at("metadata", "name")?.string.map { "\($0)-\(name)-" }
        }
    }

    static func isDisk(_ name: String, prefix: String) -> Bool {
        let rest = name.utf8.dropFirst(prefix.utf8.count)
        return name.hasPrefix(prefix) && !rest.isEmpty && rest.allSatisfy { (0x30...0x39).contains($0) }
    }
}
