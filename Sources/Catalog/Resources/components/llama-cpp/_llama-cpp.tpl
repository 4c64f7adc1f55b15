{{- define "llama-cpp.labels" -}}
app.kubernetes.io/name: llama-cpp
{{- end }}

{{- define "llama-cpp.models" -}}
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

{{- /* Where the weights of a model are: a file that is there, or one that is downloaded, whose name changes with its address. */}}
{{- define "llama-cpp.file" -}}
{{- $gguf := (.arguments | default dict).gguf | required (printf "models.%s: arguments.gguf must say where its weights are: an address with arguments.sha256 beside it, or a file below /models" .name) -}}
{{- if regexMatch "^https?://" $gguf -}}
/models/{{ .name }}-{{ sha256sum $gguf | trunc 8 }}.gguf
{{- else if hasPrefix "/" $gguf -}}
{{ $gguf }}
{{- else -}}
{{ fail (printf "models.%s: arguments.gguf is neither an address nor the whole path of a file" .name) }}
{{- end -}}
{{- end }}

{{- /* What is downloaded: addresses, sums and files. */}}
{{- define "llama-cpp.downloads" -}}
{{- $downloads := list }}
{{- range .Values.component.models }}
{{- $file := include "llama-cpp.file" . }}
{{- if regexMatch "^https?://" .arguments.gguf }}
{{- $sum := .arguments.sha256 | default "" }}
{{- if not (regexMatch "^[0-9a-f]{64}$" $sum) }}{{ fail (printf "models.%s: arguments.gguf is an address, so arguments.sha256 must say which file is expected there, in 64 hexadecimal digits" .name) }}{{ end }}
{{- $downloads = concat $downloads (list .arguments.gguf $sum $file) }}
{{- end }}
{{- end }}
{{- toJson $downloads }}
{{- end }}

{{- define "llama-cpp.presets" -}}
version = 1
{{- $room := include "llama-cpp.room" . | int }}
{{- range $index, $entry := .Values.component.models }}
{{- with $entry }}
{{- $chat := eq .serves "chat" }}
{{- /* What is known of weights may bring arguments of vLLM along. */}}
{{- $arguments := merge (omit (.arguments | default dict) "gguf" "sha256" "tool-call-parser" "enable-auto-tool-choice" "tokenizer-mode" "config-format" "load-format") $.Values.component.options.arguments }}
{{- $parallel := int ($arguments.parallel | default 1) }}
{{- $set := dict "model" (include "llama-cpp.file" .) "parallel" $parallel "load-on-startup" (lt $index $room) }}
{{- /* Its own default would keep eight gigabytes of what was asked before; and whoever has a key could see in its slots what others ask. */}}
{{- $_ := set $set "cache-ram" (ternary 512 0 $chat) }}
{{- $_ := set $set "slots" false }}
{{- /* The window that is declared is that of each question; the server divides what it is given. */}}
{{- with ternary .context .input $chat }}{{ $_ := set $set "ctx-size" (mul (int64 .) $parallel) }}{{ end }}
{{- if not $chat }}
{{- $_ := set $set "embeddings" true }}
{{- /* A text is embedded in one piece: it must fit into one batch. */}}
{{- with .input }}{{ $_ := set $set "batch-size" (int64 .) }}{{ $_ := set $set "ubatch-size" (int64 .) }}{{ end }}
{{- end }}

[{{ .name }}]
{{- range $key, $value := merge (deepCopy $arguments) $set }}
{{- if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value = int64 $value }}{{ end }}
{{- if kindIs "slice" $value }}{{ $value = join "," $value }}{{ else if kindIs "map" $value }}{{ $value = toJson $value }}{{ end }}
{{ $key }} = {{ $value }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The server does not start when it is to load more models than it may hold, and takes 0 for none. */}}
{{- define "llama-cpp.room" -}}
{{ .Values.component.options.loaded | default (len .Values.component.models) }}
{{- end }}

{{- define "llama-cpp.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "llama-cpp.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
