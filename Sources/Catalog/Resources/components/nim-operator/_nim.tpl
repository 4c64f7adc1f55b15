{{- define "nim.image" -}}
{{ .root.Values.component.options.registry }}/{{ .model.weights }}:{{ .model.revision | required (printf "models.%s.revision is not set: it is the tag of the engine's image" .model.name) }}
{{- end }}

{{- define "nim.nth" -}}
{{- if lt (int .index) (len .root.Values.component.models) -}}
{{- include "nim.image" (dict "root" .root "model" (index .root.Values.component.models (int .index))) -}}
{{- end -}}
{{- end }}

{{- /* The name that an engine knows its model by; the router turns the platform's into it. */}}
{{- define "nim.upstream" -}}
{{- $type := get (.arguments | default dict) "input-type" | default (ternary "passage" "" (contains "embedqa" .weights)) -}}
{{ .weights }}{{ with $type }}-{{ . }}{{ end }}
{{- end }}

{{- define "nim.models" -}}
{{- $models := list }}
{{- range .root.Values.component.models }}
{{- if eq .serves $.serves }}
{{- $model := dict "name" .name "upstream" .name "weights" .weights }}
{{- $entry := . }}
{{- range $fact := ternary (list "context") (list "dimensions" "input" "prefixes") (eq .serves "chat") }}
{{- with index $entry $fact }}{{ $_ := set $model $fact . }}{{ end }}
{{- end }}
{{- $models = append $models $model }}
{{- end }}
{{- end }}
{{- toJson $models }}
{{- end }}

{{- define "nim.routerLabels" -}}
app.kubernetes.io/name: nim-router
app.kubernetes.io/component: router
{{- end }}
