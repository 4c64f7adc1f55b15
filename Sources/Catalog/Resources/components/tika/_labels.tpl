{{- define "tika.labels" -}}
app.kubernetes.io/name: tika
{{- end }}
