{{- /*
Nine tenths of the disk, in the megabytes of 1024 kilobytes that Prometheus counts in: it drops its oldest blocks before the disk
is full. Nothing for a size in an unusual unit.
*/}}
{{- define "kube-prometheus-stack.retentionSize" -}}
{{- $megabytes := dict "Mi" 1 "Gi" 1024 "Ti" 1048576 "M" 0.9536 "G" 953.6 "T" 953674 -}}
{{- with index $megabytes (regexFind "[A-Za-z]+$" .) -}}
{{- mulf (regexFind "^[0-9.]+" $ | float64) . 0.9 | floor | int64 }}MB
{{- end -}}
{{- end }}

{{- define "kube-prometheus-stack.volumeClaim" -}}
volumeClaimTemplate:
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .class }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests: {storage: {{ .size }}}
{{- end }}

{{- /* Where alerts go. Without a receiver they are seen in Grafana only. */}}
{{- define "kube-prometheus-stack.alerting" -}}
{{- $options := .Values.component.options -}}
{{- $smtp := $options.smtp -}}
{{- /* What was said here goes before what the platform sends its mail with. */ -}}
{{- $mail := ternary dict (.Values.bindings.mail | default dict) (not (empty $smtp)) -}}
{{- $secret := index .Values.secrets "alert-receivers" | default dict -}}
{{- $keys := $secret.keys | default dict -}}
{{- $mounted := printf "/etc/alertmanager/secrets/%s" ($secret.name | default "") -}}
{{- $somewhere := or $smtp $mail $keys.webhook -}}
global:
  resolve_timeout: 5m
  {{- with $smtp }}
  smtp_smarthost: {{ printf "%s:%d" .host (.port | default 587 | int) | quote }}
  smtp_from: {{ .from | quote }}
  smtp_require_tls: {{ if hasKey . "tls" }}{{ .tls }}{{ else }}true{{ end }}
  {{- if .username }}
  smtp_auth_username: {{ .username | quote }}
  {{- if index $keys "smtp-password" }}
  smtp_auth_password_file: {{ $mounted }}/smtp-password
  {{- end }}
  {{- end }}
  {{- end }}
  {{- with $mail }}
  smtp_smarthost: {{ printf "%s:%d" .host (.port | int) | quote }}
  smtp_from: {{ .from | quote }}
  smtp_require_tls: {{ ne .tls "none" }}
  {{- if .user }}
  smtp_auth_username: {{ .user | quote }}
  {{- with .secret }}
  {{- with .keys.password }}
  smtp_auth_password_file: /etc/alertmanager/secrets/{{ $mail.secret.name }}/{{ . }}
  {{- end }}
  {{- end }}
  {{- end }}
  {{- end }}
route:
  group_by: [namespace, alertname]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 12h
  receiver: {{ if $somewhere }}platform{{ else }}nobody{{ end }}
  routes:
    # The first only says that alerting works, the second only mutes others.
    - receiver: nobody
      matchers: ['alertname =~ "Watchdog|InfoInhibitor"']
receivers:
  - name: nobody
  {{- if $somewhere }}
  - name: platform
    {{- if or $smtp $mail }}
    email_configs:
      - to: {{ .Values.platform.contact | quote }}
        send_resolved: true
    {{- end }}
    {{- if $keys.webhook }}
    {{- if eq $options.webhookFormat "slack" }}
    slack_configs:
      - api_url_file: {{ $mounted }}/webhook
        {{- with $options.webhookChannel }}
        channel: {{ . | quote }}
        {{- end }}
        send_resolved: true
    {{- else if eq $options.webhookFormat "teams" }}
    msteamsv2_configs:
      - webhook_url_file: {{ $mounted }}/webhook
        send_resolved: true
    {{- else }}
    webhook_configs:
      - url_file: {{ $mounted }}/webhook
        send_resolved: true
    {{- end }}
    {{- end }}
  {{- end }}
{{- end }}
