import CommandTree
import Host
import Schema

/// A new component's folder: the smallest one that is complete.
enum ComponentScaffold {
    /// Makes the folder.
    ///
    /// - Parameters:
    ///   - name: the component's name.
    ///   - folder: the catalog folder.
    /// - Returns: the files that were made.
    /// - Throws: `CommandFailure` if the name is no DNS label or the folder is there already; `FileFailure`.
    static func make(_ name: String, in folder: Path) throws -> [Path] {
        guard isLabel(name) else {
            throw CommandFailure(
                "`\(name)` is no DNS label", status: .usage, hint: "small letters, digits and `-`, such as my-service")
        }
        let root = folder / name
        guard !Files.exists(root) else {
            throw CommandFailure(
                "\(root) is there already", status: .failure, hint: "choose another name, or edit its component.yaml")
        }
        let files = [("component.yaml", definition(name)), ("manifests/service.yaml", manifests(name))]
        return try files.map { path, text in
            let file = root / path
            try Files.makeDirectories(file.parent)
            try Files.writeAtomically(file, Array(text.utf8))
            return file
        }
    }

    private static func isLabel(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let isInner: (UInt8) -> Bool = { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
        return !bytes.isEmpty && bytes.count <= 63 && bytes.allSatisfy(isInner) && bytes.first != 0x2D
            && bytes.last != 0x2D
    }

    private static func definition(_ name: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata:
          name: \(name)
          title: \(name)
          summary: Say here in one sentence what it is for.
        spec:
          namespace: \(name)
          options:
            host: {type: string, format: dns-label, description: "Host name below the platform's domain; not seen from outside without it."}
            image: {type: string, format: oci-image, default: "docker.io/nginxinc/nginx-unprivileged:1.29.1", description: The image that runs.}
            replicas: {type: integer, minimum: 1, default: 1, x-profiles: {ha: 3}, description: Pods.}
          requires:
            entry: {capability: ingress, if: host, with: {service: \(name), port: 80, podPort: 8080}}
            # A database of its own: take the comment away, and DATABASE_URL is there.
            # database: {capability: postgres, with: {database: \(name)}}
          credentials:
            session-key: {random: {alphabet: hex, length: 64}}
          secrets:
            \(name):
              data:
                SESSION_KEY: session-key
                # DATABASE_URL: {text: "postgresql://${database.username}:${database.password:url}@${database.host}:${database.port}/${database.database}"}
          gates:
            - {object: Deployment/\(name), condition: Available}
          images:
            - {image: "{{ .Values.component.options.image }}", for: the service}

        """
    }

    private static func manifests(_ name: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
          labels: {app.kubernetes.io/name: \(name)}
        spec:
          replicas: {{ .Values.component.options.replicas }}
          selector:
            matchLabels: {app.kubernetes.io/name: \(name)}
          template:
            metadata:
              labels: {app.kubernetes.io/name: \(name)}
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 101, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: \(name)
                  image: {{ .Values.component.options.image }}
                  envFrom:
                    - secretRef: {name: {{ (index .Values.secrets "\(name)").name }}}
                  ports: [{name: http, containerPort: 8080}]
                  readinessProbe: {tcpSocket: {port: http}}
                  resources:
                    requests: {cpu: 50m, memory: 128Mi}
                    limits: {memory: 256Mi}
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name)
        spec:
          selector: {app.kubernetes.io/name: \(name)}
          ports: [{name: http, port: 80, targetPort: http}]

        """
    }
}
