{{- define "rabbitmq.labels" -}}
app.kubernetes.io/name: rabbitmq
{{- end }}

{{- define "rabbitmq.user" -}}
{{- .Values.consumer.with.vhost | default .Values.consumer.id -}}
{{- end }}

{{- define "rabbitmq.configuration" -}}
{{- $options := .Values.component.options -}}
listeners.tcp.default = 5672
management.tcp.port = 15672
prometheus.tcp.port = 15692
log.console = true
log.console.level = info
log.console.formatter = json
vm_memory_high_watermark.relative = 0.6
disk_free_limit.absolute = {{ $options.reserve | replace "Mi" "MiB" | replace "Gi" "GiB" }}
# Files are read at every start, so that a consumer that is new is known and a password that is new counts.
definitions.import_backend = local_filesystem
definitions.local.path = /run/rabbitmq/definitions
definitions.skip_if_unchanged = true
{{- if gt (int $options.replicas) 1 }}
default_queue_type = quorum
cluster_partition_handling = pause_minority
cluster_formation.peer_discovery_backend = classic_config
{{- range $index := until (int $options.replicas) }}
cluster_formation.classic_config.nodes.{{ add1 $index }} = rabbit@rabbitmq-{{ $index }}.rabbitmq-nodes.{{ $.Values.component.namespace }}.svc
{{- end }}
{{- else }}
default_queue_type = classic
{{- end }}
{{- end }}
