{{- define "cert-manager.pods" }}
replicaCount: {{ .replicas }}
podDisruptionBudget:
  enabled: {{ .many }}
{{- if .many }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app.kubernetes.io/instance: {{ .release }}
        app.kubernetes.io/component: {{ .name }}
{{- end }}
resources:
  requests: {cpu: {{ .cpu }}, memory: {{ .memory }}}
  limits: {memory: {{ .limit }}}
{{- end }}
