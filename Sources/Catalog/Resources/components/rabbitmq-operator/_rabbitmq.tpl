{{- define "rabbitmq-operator.user" -}}
{{- .Values.consumer.with.vhost | default .Values.consumer.id -}}
{{- end }}

{{- /* A cluster. Takes the options, its name, its storage class, and the namespaces that may have virtual hosts there. */}}
{{- define "rabbitmq-operator.cluster" -}}
{{- $many := gt (int .options.replicas) 1 -}}
apiVersion: rabbitmq.com/v1beta1
kind: RabbitmqCluster
metadata:
  name: {{ .name }}
  annotations:
    # Taking the application away leaves the data; Argo CD and Helm both read this.
    helm.sh/resource-policy: keep
    {{- with .namespaces }}
    rabbitmq.com/topology-allowed-namespaces: {{ join "," . }}
    {{- end }}
spec:
  image: docker.io/rabbitmq:4.3.5-management
  replicas: {{ .options.replicas }}
  resources:
    requests: {cpu: 100m, memory: {{ .options.memory }}}
    limits: {memory: {{ .options.memory }}}
  persistence:
    storage: {{ .options.size }}
    {{- with .class }}
    storageClassName: {{ . }}
    {{- end }}
  # The operator's own is a week, for which the draining of a node would wait for queues that nobody mends.
  terminationGracePeriodSeconds: 600
  # A later minor version does not start where one of them is off.
  autoEnableAllFeatureFlags: true
  rabbitmq:
    additionalConfig: |
      disk_free_limit.absolute = {{ .options.reserve | replace "Mi" "MiB" | replace "Gi" "GiB" }}
  {{- if $many }}
  # Two servers on one node would be lost together.
  affinity:
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app.kubernetes.io/name: {{ .name }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}-servers
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .name }}
  {{- end }}
{{- end }}

{{- /* A consumer's virtual host and user. Takes the root context as "root" and the reference to the cluster as "cluster". */}}
{{- define "rabbitmq-operator.account" -}}
{{- $id := .root.Values.consumer.id -}}
{{- $user := include "rabbitmq-operator.user" .root -}}
apiVersion: rabbitmq.com/v1beta1
kind: Vhost
metadata:
  name: {{ $id }}
spec:
  name: {{ $user | quote }}
  {{- if gt (int .root.Values.component.options.replicas) 1 }}
  defaultQueueType: quorum
  {{- end }}
  # What lies there goes with nothing but a person's own command.
  deletionPolicy: retain
  rabbitmqClusterReference: {{- toYaml .cluster | nindent 4 }}
---
apiVersion: rabbitmq.com/v1beta1
kind: User
metadata:
  name: {{ $id }}
spec:
  importCredentialsSecret:
    name: {{ .root.Values.secret.name }}
  rabbitmqClusterReference: {{- toYaml .cluster | nindent 4 }}
---
apiVersion: rabbitmq.com/v1beta1
kind: Permission
metadata:
  name: {{ $id }}
spec:
  vhost: {{ $user | quote }}
  user: {{ $user | quote }}
  permissions: {configure: ".*", write: ".*", read: ".*"}
  rabbitmqClusterReference: {{- toYaml .cluster | nindent 4 }}
{{- end }}
