{{- /* What the option maps the consumer to, by its name; else the wish; else its name, in letters that need no quotes. */}}
{{- define "external.database" -}}
{{- $consumer := .root.Values.consumer -}}
{{- get .of.databases $consumer.name | default ($consumer.with.database | default $consumer.name | replace "-" "_") -}}
{{- end }}

{{- define "external.user" -}}
{{- get .of.users .root.Values.consumer.name | default (include "external.database" .) -}}
{{- end }}

{{- define "external.vhost" -}}
{{- $consumer := .Values.consumer -}}
{{- get .Values.component.options.amqp.vhosts $consumer.name | default $consumer.with.vhost | default $consumer.name -}}
{{- end }}

{{- define "external.broker-user" -}}
{{- get .Values.component.options.amqp.users .Values.consumer.name | default (include "external.vhost" .) -}}
{{- end }}

{{- /* The service has names of its own for its models: `weights` says them. */}}
{{- define "external.models" -}}
{{- $models := list }}
{{- range .root.Values.component.models }}
{{- if eq .serves $.serves }}
{{- $model := dict "name" .name "upstream" .weights "weights" .weights }}
{{- $entry := . }}
{{- range $fact := ternary (list "context") (list "dimensions" "input" "prefixes") (eq .serves "chat") }}
{{- with index $entry $fact }}{{ $_ := set $model $fact . }}{{ end }}
{{- end }}
{{- $models = append $models $model }}
{{- end }}
{{- end }}
{{- toJson $models }}
{{- end }}

{{- /* Port of a URL or of host:port. */}}
{{- define "external.port" -}}
{{- $host := ternary (urlParse . | dig "host" "") . (contains "://" .) -}}
{{- regexFind ":[0-9]+$" $host | trimPrefix ":" | default (ternary "80" "443" (hasPrefix "http://" .)) -}}
{{- end }}

{{- /* The service has a name, not an address, so the way out is opened by port. */}}
{{- define "external.egress" -}}
{{- $ports := list }}
{{- range .ports }}{{ $ports = append $ports (toString . | int) }}{{ end -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .root.Values.consumer.id }}-outside
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - ports:
        {{- range $ports | uniq }}
        - {protocol: TCP, port: {{ . }}}
        {{- end }}
{{- end }}
