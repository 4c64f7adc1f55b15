{{- /* What is asked at a consumer's host: the guard of the same name below the platform's domain, or nothing. */}}
{{- define "kong.guard" -}}
{{- $host := include "kong.host" .Values.consumer -}}
{{- $name := trimSuffix (printf ".%s" .Values.platform.domain) $host -}}
{{- index .Values.component.options.guards $name | default dict | toJson -}}
{{- end }}

{{- /* The objects that an Ingress or a route names, in their short names; kong.plugins makes exactly these. */}}
{{- define "kong.guardNames" -}}
{{- $guard := include "kong.guard" . | fromJson -}}
{{- $names := list -}}
{{- if $guard.cors }}{{ $names = append $names "cors" }}{{ end -}}
{{- if $guard.key }}{{ $names = append $names "key" }}{{ end -}}
{{- if $guard.token }}{{ $names = append $names "token" }}{{ end -}}
{{- if $guard.requestsPerMinute }}{{ $names = append $names "limit" }}{{ end -}}
{{- $names | toJson -}}
{{- end }}

{{- /* What the proxy does at a consumer's host, be it an Ingress or a route. */}}
{{- define "kong.door" -}}
{{- $plugins := list -}}
{{- range include "kong.guardNames" . | fromJsonArray }}
{{- $plugins = append $plugins (printf "%s-%s" $.Values.consumer.id .) }}
{{- end -}}
konghq.com/protocols: https
konghq.com/https-redirect-status-code: "308"
# Files on their way in and words on their way out are passed on as they come.
konghq.com/request-buffering: "false"
konghq.com/response-buffering: "false"
{{- with $plugins }}
konghq.com/plugins: {{ join "," . }}
{{- end }}
{{- end }}

{{- define "kong.cors" -}}
origins: {{ toYaml . | nindent 2 }}
headers: [Accept, Accept-Language, Authorization, Content-Type, apikey]
credentials: {{ not (has "*" .) }}
max_age: 3600
{{- end }}
