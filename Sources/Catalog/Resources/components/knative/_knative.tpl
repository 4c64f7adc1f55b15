{{- define "knative.domain" -}}
{{- .Values.component.options.domain | default (printf "apps.%s" .Values.platform.domain) -}}
{{- end }}

{{- /*
The version of Serving that is made for the cluster's Kubernetes: a step of one minor version there is a step of one here, and
the operator refuses larger ones.
*/}}
{{- define "knative.version" -}}
{{- $kubernetes := .Values.platform.cluster.kubernetes | default "1.35" -}}
{{- if semverCompare ">=1.35-0" $kubernetes -}}1.23.0
{{- else if semverCompare ">=1.34-0" $kubernetes -}}1.22.1
{{- else if semverCompare ">=1.33-0" $kubernetes -}}1.21.3
{{- else if semverCompare ">=1.32-0" $kubernetes -}}1.20.3
{{- else -}}
{{- fail (printf "knative needs Kubernetes 1.32 or newer, and cluster.kubernetes is %s: choose another way to run services, such as `inference-gateway: emissary-ingress`" $kubernetes) -}}
{{- end -}}
{{- end }}

{{- define "knative.kubernetes" -}}
{{- get (dict "1.23.0" "v1.34.0" "1.22.1" "v1.34.0" "1.21.3" "v1.33.0" "1.20.3" "v1.32.0") (include "knative.version" .) -}}
{{- end }}

{{- define "knative.images" -}}
{{- $known := get (.Values.files.images_yaml | fromYaml) (include "knative.version" .) -}}
{{- merge (dict) .Values.component.options.images $known | toYaml -}}
{{- end }}
