{{- define "kong.host" -}}
{{- .with.host | default .host | default "" -}}
{{- end }}

{{- /* A host's listener and its Secret are found under one name on both sides, so that no list of them is kept anywhere. */}}
{{- define "kong.listener" -}}
{{- include "kong.host" . | lower | replace "*" "any" -}}
{{- end }}

{{- define "kong.parents" -}}
- name: {{ .Values.component.options.class }}
  namespace: {{ .Values.component.namespace }}
  sectionName: {{ include "kong.listener" .Values.consumer }}
{{- end }}
