{{- /* Database and user have one name: the wished one, or the consumer's. */}}
{{- define "mongodb.database" -}}
{{- .Values.consumer.with.database | default .Values.consumer.name -}}
{{- end }}

{{- define "mongodb.labels" -}}
app.kubernetes.io/name: mongodb
app.kubernetes.io/instance: {{ .Values.consumer.id }}
{{- end }}

{{- define "mongodb.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "mongodb.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "mongodb.account" -}}
- {name: DATABASE, value: {{ include "mongodb.database" . | quote }}}
- {name: USERNAME, value: {{ include "mongodb.database" . | quote }}}
- name: PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.consumer.secret.name }}
      key: {{ .Values.consumer.secret.keys.password }}
{{- end }}
