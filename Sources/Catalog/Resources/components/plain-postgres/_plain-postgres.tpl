{{- define "plain-postgres.labels" -}}
app.kubernetes.io/name: plain-postgres
{{- end }}

{{- /*
Database and role have one name. The wished one, if it is the consumer's own but for dashes; else with the consumer's name before it,
because two consumers of one server may wish for the same. Cut to what PostgreSQL takes.
*/}}
{{- define "plain-postgres.database" -}}
{{- $name := .name | replace "-" "_" -}}
{{- $wish := .with.database | default (ternary .name .requirement (eq .requirement "database")) | replace "-" "_" -}}
{{- if ne ($wish | replace "_" "") ($name | replace "_" "") }}{{ $wish = printf "%s_%s" $name $wish }}{{ end -}}
{{- if gt (len $wish) 63 }}{{ $wish = printf "%s_%s" ($wish | trunc 54) (sha256sum $wish | trunc 8) }}{{ end -}}
{{- $wish -}}
{{- end }}

{{- /* The user that the image makes for the server. */}}
{{- define "plain-postgres.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "plain-postgres.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
