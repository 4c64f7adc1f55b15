{{- /* Known before the bucket is there, and nobody else's: two consumers may wish for one name. Cut to the 63 characters of a bucket name. */}}
{{- define "minio.bucket" -}}
{{- $wish := .Values.consumer.with.bucket | default .Values.consumer.requirement -}}
{{- printf "%s-%s" .Values.consumer.name $wish | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "minio.labels" -}}
app.kubernetes.io/name: minio
{{- end }}

{{- define "minio.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "minio.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
