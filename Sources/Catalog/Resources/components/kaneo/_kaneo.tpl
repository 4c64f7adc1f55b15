{{- define "kaneo.labels" -}}
app.kubernetes.io/name: kaneo
app.kubernetes.io/component: server
{{- end }}
