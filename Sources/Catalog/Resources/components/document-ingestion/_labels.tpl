{{- define "document-ingestion.labels" -}}
app.kubernetes.io/name: document-ingestion
{{- end }}
