{{- define "crawl4ai.labels" -}}
app.kubernetes.io/name: crawl4ai
{{- end }}

{{- define "crawl4ai.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
