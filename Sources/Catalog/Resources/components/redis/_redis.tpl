{{- define "redis.labels" -}}
app.kubernetes.io/name: redis
app.kubernetes.io/instance: {{ .Values.consumer.id }}
{{- end }}

{{- /* Kubernetes counts memory in Mi and Gi, the server in mb and gb of 1024. */}}
{{- define "redis.configuration" -}}
{{- $options := .Values.component.options -}}
port 6379
bind * -::*
databases {{ .Values.consumer.with.databases | default 16 }}
maxmemory {{ $options.memory | replace "Mi" "mb" | replace "Gi" "gb" }}
# Keys without an expiry are somebody's state: they are never thrown out silently.
maxmemory-policy volatile-lru
dir /data
save ""
{{- if $options.persistence }}
appendonly yes
appendfsync {{ $options.fsync }}
{{- else }}
appendonly no
{{- end }}
{{- end }}
