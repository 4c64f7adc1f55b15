{{- /* What a Service says to get its address: the wished ones, and with whom it is shared. */}}
{{- define "cilium.annotations" -}}
{{- $with := .Values.consumer.with | default dict -}}
{{- $annotations := dict -}}
{{- with $with.address }}{{ $_ := set $annotations "lbipam.cilium.io/ips" . }}{{ end -}}
{{- with $with.share -}}
{{- $_ := set $annotations "lbipam.cilium.io/sharing-key" . -}}
{{- /* Who shares is in other namespaces as a rule; the platform's own are named, and no others. */ -}}
{{- $_ := set $annotations "lbipam.cilium.io/sharing-cross-namespace" (join "," $.Values.namespaces) -}}
{{- end -}}
{{- $annotations | toJson -}}
{{- end }}

{{- /* Everything: a selector that names nothing would select nothing here. */}}
{{- define "cilium.all" -}}
matchExpressions:
  - {key: fairlead.dev/none, operator: NotIn, values: ["true"]}
{{- end }}
