{{- define "application.labels" -}}
app.kubernetes.io/name: {{ .Values.component.name }}
{{- end }}

{{- /* A volume's or file's name from its path: letters and digits stay. */}}
{{- define "application.slug" -}}
{{ regexReplaceAll "[^a-z0-9]+" (lower .) "-" | trunc 40 | trimAll "-" }}-{{ sha256sum . | trunc 6 }}
{{- end }}
