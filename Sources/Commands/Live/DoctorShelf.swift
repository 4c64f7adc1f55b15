import Catalog
import Platform
import Charts
import CommandTree
import Crypto
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Values

/// What lies on this machine and helps the doctor: charts and certificates.
enum DoctorShelf {
    /// The charts that are there, rendered for the server's version. Nothing is downloaded: looking must not take minutes.
    static func charts(_ session: LiveSession, _ invocation: Invocation) -> DoctorCharts {
        let engine = session.platform.engine
        let folder = invocation.option("charts").map { ChartShelf(folder: Path($0), engine: engine, downloads: false) }
        guard
            let shelf = folder
                ?? ChartShelf.cache(environment: invocation.environment, engine: engine, downloads: false)
        else { return DoctorCharts() }
        // What is not there is said by the checks that would have counted it.
        let releases = PlannedRelease.all(session.platform.resolution, session.platform.rendering, shelf: shelf)
            .releases
        let capabilities = Capabilities(
            kubernetes: session.platform.resolution.specification.kubernetes,
            apiVersions: session.platform.resolution.members.flatMap(\.component.definitions.kinds))
        let requests = releases.map { release in
            RenderRequest(
                chart: release.shelved.source, values: release.values, release: release.name,
                namespace: release.namespace, capabilities: capabilities)
        }
        return DoctorCharts(
            rendered: zip(releases, renderAll(requests, engine: engine)).compactMap { release, result in
                guard let files = try? result.get() else { return nil }
                let description = release.shelved.description
                let objects = (description.crds + files).flatMap { file in
                    YAML.splitHelmDocuments(file.text).compactMap { document in
                        (try? YAML.parse(
                            Array(document.text.utf8), file: file.path, firstLine: document.firstLine,
                            limits: YAML.Limits(bytes: 128 << 20)))?.first
                    }
                }
                return DoctorCharts.Rendered(
                    member: release.component, namespace: release.namespace, objects: objects,
                    kubeVersion: description.kubeVersion)
            })
    }

    /// The certificates with which the cluster is spoken to.
    static func certificates(_ tls: TLSSettings) -> [AccessCertificate] {
        [("the client certificate", tls.certificate), ("the cluster's authority", tls.authorities)].compactMap {
            title, pem in
            guard let pem, let certificate = try? Certificate(pem: pem) else { return nil }
            return AccessCertificate(title: title, certificate: certificate)
        }
    }
}
