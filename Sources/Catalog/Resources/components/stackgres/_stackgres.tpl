{{- /* Database and role have one name: the wished one, or the consumer's, in letters that need no quotes. */}}
{{- define "stackgres.database" -}}
{{- .Values.consumer.with.database | default .Values.consumer.name | replace "-" "_" -}}
{{- end }}
