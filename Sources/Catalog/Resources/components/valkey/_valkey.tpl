{{- define "valkey.labels" -}}
app.kubernetes.io/name: valkey
app.kubernetes.io/instance: {{ .Values.consumer.id }}
{{- end }}

{{- /* Kubernetes counts memory in Mi and Gi, the server in mb and gb of 1024. */}}
{{- define "valkey.configuration" -}}
port 6379
bind * -::*
databases {{ .Values.consumer.with.databases | default 16 }}
maxmemory {{ .Values.component.options.memory | replace "Mi" "mb" | replace "Gi" "gb" }}
# Keys without an expiry are somebody's state: they are never thrown out silently.
maxmemory-policy volatile-lru
dir /data
{{- if .Values.component.options.persistence }}
appendonly yes
{{- else }}
save ""
appendonly no
{{- end }}
{{- end }}
