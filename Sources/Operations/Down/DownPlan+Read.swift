import Catalog
import Helm
import Kubernetes
import Platform
import Rendering
import Values

extension DownPlan {
    /// Reads off the cluster what there is of a platform, in the order in which it goes.
    ///
    /// - Parameter context: the platform and its cluster; the platform file may have changed since.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public static func read(_ context: DownContext) throws -> DownPlan {
        let census = try DownCensus.of(context.cluster, platform: context.platform)
        let belongings = try DownBelongings.read(context, census)
        return try DownPlanner(context, census, belongings).plan()
    }
}

/// Puts what was found into its order.
struct DownPlanner {
    private let context: DownContext
    private let census: DownCensus
    private let belongings: DownBelongings
    private let engines: Set<String>
    private let definitionReleases: Set<String>

    init(_ context: DownContext, _ census: DownCensus, _ belongings: DownBelongings) {
        (self.context, self.census, self.belongings) = (context, census, belongings)
        let desired = context.desired
        // The file may name another engine by now; the one that runs is where the applications are.
        let places = Set(
            (belongings.applications + belongings.flux.kustomizations).compactMap {
                $0.at("metadata", "namespace")?.string
            })
        var engines = Set(desired.members.filter { $0.member.component.provides("gitops") }.map(\.name))
        engines.formUnion(
            belongings.releases.values.filter { places.contains($0.namespace) }.compactMap {
                $0.labels[ReleaseLabel.component]
            })
        self.engines = engines
        definitionReleases = Set(desired.members.compactMap(\.definitions).map { "\($0.namespace)/\($0.name)" })
    }

    func plan() throws -> DownPlan {
        let parts = DownParts(
            census: census, belongings: belongings, desired: context.desired, deletesData: context.deletesData)
        var phases: [DownPhase] = []
        func add(_ title: String, _ lanes: [[DownStep]]) {
            let lanes = lanes.filter { !$0.isEmpty }
            if !lanes.isEmpty { phases.append(DownPhase(title: title, lanes: lanes)) }
        }
        let roots = (belongings.applications + belongings.flux.kustomizations).filter(isRoot)
        add("nothing is brought back any more", roots.map { [application($0, .alone)] })
        // A Kustomization that goes would take along what it brought, all at once and not in this order.
        let followed = belongings.flux.kustomizations.filter { !isRoot($0) }
        add("Kustomizations let go of what they brought", followed.map { [application($0, .alone)] })
        let known = Dictionary(
            context.desired.members.map { ($0.name, $0.wave) }, uniquingKeysWith: { first, _ in first })
        let components = parts.components.filter { !engines.contains($0) && $0 != Mark.ground }
        add("members that left the platform", components.filter { known[$0] == nil }.map { lane($0, parts) })
        for wave in Set(known.values).sorted(by: >) {
            add("wave \(wave)", components.filter { known[$0] == wave }.map { lane($0, parts) })
        }
        add("definitions", [definitions(components, parts)])
        add("ground", [ground(parts)])
        add("engine", [engine(parts)])
        let namespaces = DownNamespaces(context, census, belongings, parts)
        add(
            "namespaces",
            namespaces.going.map {
                [
                    DownStep(
                        id: "namespace/\($0.reference.name)", title: "the namespace \($0.reference.name)",
                        work: .namespace($0))
                ]
            })
        return DownPlan(
            platform: context.platform, phases: phases,
            kept: try parts.kept + namespaces.kept + volumesLeft(parts) + keptDefinitions(parts),
            foreign: namespaces.foreign, unseen: census.unseen)
    }

    /// The root application makes all others; it has the platform's name for it in the layout, and no member bears it.
    private func isRoot(_ application: Node) -> Bool {
        application.at("metadata", "name")?.string == UpCourse.rootUnit
            && application.at("metadata", "labels")?[Mark.component]?.string == Mark.ground
    }

    private func applications(of component: String) -> (main: [Node], others: [Node]) {
        let all = belongings.applications.filter {
            $0.at("metadata", "labels")?[Mark.component]?.string == component && !isRoot($0)
        }
        return (
            all.filter { $0.at("metadata", "name")?.string == component },
            all.filter { $0.at("metadata", "name")?.string != component }
        )
    }

    private func lane(_ component: String, _ parts: DownParts) -> [DownStep] {
        let title = context.desired.member(component)?.title ?? component
        var steps = applications(of: component).main.map { application($0, .cascade) }
        steps += parts.step(component, \.early, "objects of \(title)", id: "objects")
        steps += kept(of: component).map { application($0, .cascade) }
        steps += releases(of: component, areDefinitions: false).filter { step in
            // Flux takes away what Flux keeps.
            guard case .release(let namespace, let name) = step.work else { return true }
            return !kept(of: component).contains { FluxReleases.place(of: $0) == "\(namespace)/\(name)" }
        }
        steps += parts.step(component, \.late, "what \(title) stood on", id: "before")
        if context.deletesData { steps += parts.step(component, \.data, "data of \(title)", id: "data") }
        return steps
    }

    /// HelmReleases of a member.
    private func kept(of component: String) -> [Node] {
        belongings.flux.releases.filter { $0.at("metadata", "labels")?[Mark.component]?.string == component }
    }

    private func releases(of component: String, areDefinitions: Bool) -> [DownStep] {
        belongings.releases.sorted { $0.key < $1.key }.filter {
            ($0.value.labels[ReleaseLabel.component] ?? "") == component
                && definitionReleases.contains($0.key) == areDefinitions
        }.map { key, release in
            DownStep(
                id: "\(component)/release/\(release.name)", title: "the release \(release.name)",
                work: .release(namespace: release.namespace, name: release.name))
        }
    }

    private func definitions(_ components: [String], _ parts: DownParts) -> [DownStep] {
        var steps = components.flatMap { releases(of: $0, areDefinitions: true) }
        steps += components.flatMap { applications(of: $0).others.map { application($0, .byHand) } }
        let going = parts.goingDefinitions(components, census)
        // What releases and applications leave is marked when they go, and looked for then.
        if !going.isEmpty || !steps.isEmpty
            || components.contains(where: {
                !releases(of: $0, areDefinitions: false).isEmpty || !applications(of: $0).main.isEmpty
            })
        {
            steps.append(
                DownStep(id: "definitions", title: "definitions", work: .definitions(components: components, going)))
        }
        return steps
    }

    private func ground(_ parts: DownParts) -> [DownStep] {
        let all = belongings.applications.filter {
            $0.at("metadata", "labels")?[Mark.component]?.string == Mark.ground && !isRoot($0)
        }
        return all.map { application($0, .alone) } + parts.step(Mark.ground, \.early, "network policies", id: "objects")
    }

    private func engine(_ parts: DownParts) -> [DownStep] {
        var steps: [DownStep] = []
        if !parts.projects.isEmpty {
            steps.append(
                DownStep(id: "projects", title: "projects of the GitOps engine", work: .objects(parts.projects)))
        }
        for engine in engines.sorted() {
            let releases = releases(of: engine, areDefinitions: false)
            let own = applications(of: engine)
            // With its release recorded, Helm takes the engine away; else its own application knows what it is made of.
            steps += own.main.map { application($0, releases.isEmpty ? .byHand : .alone) }
            // Flux cannot take itself away to the end.
            steps += kept(of: engine).map { application($0, .alone) }
            steps += parts.step(engine, \.early, "objects of the GitOps engine", id: "objects") + releases
            steps += parts.step(engine, \.late, "what the GitOps engine stood on", id: "before")
            steps += own.others.map { application($0, .byHand) } + self.releases(of: engine, areDefinitions: true)
            if context.deletesData { steps += parts.step(engine, \.data, "data of the GitOps engine", id: "data") }
        }
        let going = parts.goingDefinitions(Array(engines), census)
        if !steps.isEmpty || !going.isEmpty {
            steps.append(
                DownStep(
                    id: "engine/definitions", title: "definitions of the GitOps engine",
                    work: .definitions(components: engines.sorted(), going)))
        }
        return engines.isEmpty && parts.projects.isEmpty ? [] : steps
    }

    private func application(_ node: Node, _ way: DownApplicationWay) -> DownStep {
        let reference = ObjectReference(node) ?? ObjectReference("argoproj.io/v1alpha1", "Application", name: "")
        let object = DownObject(
            reference: reference, uid: node.at("metadata", "uid")?.string,
            component: node.at("metadata", "labels")?[Mark.component]?.string ?? "", isLabelled: true)
        return DownStep(
            id: reference.kind == "HelmRelease"
                ? "release/\(reference.namespace ?? "")/\(reference.name)" : "application/\(reference.name)",
            title: reference.kind == "Application"
                ? "the application \(reference.name)" : "the \(reference.kind) \(reference.name)",
            work: .application(object, way))
    }

    private func keptDefinitions(_ parts: DownParts) -> [DownLeft] {
        let going = Set(parts.goingDefinitions(parts.components, census).map(\.reference))
        return parts.definitions.filter { !going.contains($0.reference) }.map {
            DownLeft(reference: $0.reference, reason: "objects of its kind stay, and would go with it")
        }
    }

    /// Disks of claims that go whose storage class says that they stay (API reference: `persistentVolumeReclaimPolicy`).
    private func volumesLeft(_ parts: DownParts) throws -> [DownLeft] {
        guard context.deletesData else { return [] }
        let claims = Set(
            parts.data.map(\.reference).filter { $0.kind == "PersistentVolumeClaim" }.map {
                "\($0.namespace ?? "")/\($0.name)"
            })
        guard !claims.isEmpty else { return [] }
        let volumes: [Node]
        do {
            volumes = try context.cluster.list(try context.cluster.resource("v1", "PersistentVolume")).items
        } catch let failure as KubernetesFailure where failure.kind == .forbidden {
            return []
        }
        return volumes.compactMap { volume in
            let claim = volume.at("spec", "claimRef")
            guard volume.at("spec", "persistentVolumeReclaimPolicy")?.string == "Retain",
                let reference = ObjectReference(volume),
                claims.contains("\(claim?["namespace"]?.string ?? "")/\(claim?["name"]?.string ?? "")")
            else { return nil }
            return DownLeft(
                reference: reference,
                reason: "its reclaim policy is Retain: it keeps its content until somebody removes it")
        }
    }
}
