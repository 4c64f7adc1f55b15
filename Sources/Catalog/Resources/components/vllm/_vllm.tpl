{{- define "vllm.url" -}}
http://{{ .Values.component.release }}-router-service.{{ .Values.component.namespace }}.svc/v1
{{- end }}

{{- /* The engine calls a model by the platform's name, so one name holds from the chat window down to the engine. */}}
{{- define "vllm.models" -}}
{{- $models := list }}
{{- range $entry := .root.Values.component.models }}
{{- if eq .serves $.serves }}
{{- $model := dict "name" .name "upstream" .name "weights" .weights }}
{{- range $fact := ternary (list "context") (list "dimensions" "input" "prefixes") (eq .serves "chat") }}
{{- with index $entry $fact }}{{ $_ := set $model $fact . }}{{ end }}
{{- end }}
{{- $models = append $models $model }}
{{- end }}
{{- end }}
{{- toJson $models }}
{{- end }}

{{- /*
Arguments of the model as words of the command line. The chart has keys of its own for tool calls, and one for the context window
that it writes as 1e+06 from a million tokens on.
*/}}
{{- define "vllm.arguments" -}}
{{- $words := list "--served-model-name" .name }}
{{- with ternary .context .input (eq .serves "chat") }}
{{- $words = concat $words (list "--max-model-len" (int64 .)) }}
{{- end }}
{{- range $key, $value := omit (.arguments | default dict) "tool-call-parser" "enable-auto-tool-choice" }}
{{- if kindIs "bool" $value }}
{{- $words = append $words (printf "--%s%s" (ternary "" "no-" $value) $key) }}
{{- else if kindIs "slice" $value }}
{{- $words = concat $words (list (printf "--%s" $key)) $value }}
{{- else if kindIs "map" $value }}
{{- $words = append (append $words (printf "--%s" $key)) (toJson $value) }}
{{- else if and (kindIs "float64" $value) (eq (floor $value) $value) }}
{{- $words = append (append $words (printf "--%s" $key)) (int64 $value | toString) }}
{{- else }}
{{- $words = append (append $words (printf "--%s" $key)) (toString $value) }}
{{- end }}
{{- end }}
{{- range $words }}
- {{ toString . | quote }}
{{- end }}
{{- end }}
