{{- /* The service has a name, not an address, so the way out is opened by port. */}}
{{- define "s3.egress" -}}
{{- $url := urlParse .Values.component.options.endpoint -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "80" "443" (eq $url.scheme "http")) -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Values.consumer.id }}-store
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - ports:
        - {protocol: TCP, port: {{ $port }}}
{{- end }}
