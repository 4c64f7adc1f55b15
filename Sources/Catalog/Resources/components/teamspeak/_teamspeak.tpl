{{- define "teamspeak.labels" -}}
app.kubernetes.io/name: teamspeak
app.kubernetes.io/component: server
{{- end }}
