{{- /* How a challenge by DNS is answered. Without the provider's secret there is no sense in going on: every certificate would wait. */}}
{{- define "cert-manager.dns" -}}
{{- $dns := .Values.component.options.dns -}}
{{- $secret := index .Values.secrets "acme-dns" | default dict -}}
{{- $keys := $secret.keys | default dict -}}
{{- $needed := list "secret" -}}
{{- if eq $dns.provider "webhook" }}{{- $needed = list }}{{- end -}}
{{- if eq $dns.provider "ovh" -}}
{{- $needed = list "secret" "key" -}}
{{- if ne $dns.method "oauth2" }}{{- $needed = append $needed "consumer-key" }}{{- end -}}
{{- end -}}
{{- range $needed -}}
{{- if not (hasKey $keys .) -}}
{{- fail (printf "components.cert-manager.dns: %s needs dns-%s; set FAIRLEAD_DNS_%s" $dns.provider . (. | replace "-" "_" | upper)) -}}
{{- end -}}
{{- end -}}
{{- if eq $dns.provider "cloudflare" }}
cloudflare:
  apiTokenSecretRef: {name: {{ $secret.name }}, key: secret}
{{- else if eq $dns.provider "digitalocean" }}
digitalocean:
  tokenSecretRef: {name: {{ $secret.name }}, key: secret}
{{- else if eq $dns.provider "rfc2136" }}
rfc2136:
  nameserver: {{ $dns.nameserver | required "components.cert-manager.dns.nameserver is not set" | quote }}
  tsigKeyName: {{ $dns.keyName | required "components.cert-manager.dns.keyName is not set" }}
  tsigAlgorithm: {{ $dns.keyAlgorithm | default "HMACSHA512" }}
  tsigSecretSecretRef: {name: {{ $secret.name }}, key: secret}
{{- else if eq $dns.provider "route53" }}
route53:
  region: {{ $dns.region | required "components.cert-manager.dns.region is not set" }}
  accessKeyID: {{ $dns.accessKey | required "components.cert-manager.dns.accessKey is not set" }}
  secretAccessKeySecretRef: {name: {{ $secret.name }}, key: secret}
  {{- with $dns.hostedZone }}
  hostedZoneID: {{ . }}
  {{- end }}
{{- else if eq $dns.provider "ovh" }}
webhook:
  groupName: {{ include "cert-manager.ovhGroup" . }}
  solverName: ovh
  config:
    endpoint: {{ $dns.endpoint | default "ovh-eu" }}
    authenticationMethod: {{ $dns.method | default "application" }}
    {{- if eq $dns.method "oauth2" }}
    oauth2ClientIDRef: {name: {{ $secret.name }}, key: key}
    oauth2ClientSecretRef: {name: {{ $secret.name }}, key: secret}
    {{- else }}
    applicationKeyRef: {name: {{ $secret.name }}, key: key}
    applicationSecretRef: {name: {{ $secret.name }}, key: secret}
    applicationConsumerKeyRef: {name: {{ $secret.name }}, key: consumer-key}
    {{- end }}
{{- else }}
webhook:
  groupName: {{ $dns.groupName | required "components.cert-manager.dns.groupName is not set" }}
  solverName: {{ $dns.solverName | required "components.cert-manager.dns.solverName is not set" }}
  {{- with $dns.config }}
  config: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* An API group of the platform's own: two platforms in one cluster may both have a solver. */}}
{{- define "cert-manager.ovhGroup" -}}
acme-dns.{{ .Values.platform.domain }}
{{- end }}

{{- define "cert-manager.ovhLabels" -}}
app.kubernetes.io/name: cert-manager-webhook-ovh
{{- end }}
