{{- define "emissary.labels" -}}
app.kubernetes.io/name: emissary-ingress
{{- end }}
