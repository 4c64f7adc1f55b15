{{- define "llama-swap.labels" -}}
app.kubernetes.io/name: llama-swap
{{- end }}

{{- define "llama-swap.url" -}}
http://llama-swap.{{ .Values.component.namespace }}.svc:8080/v1
{{- end }}

{{- /* A graphics processor is there, one way or the other. */}}
{{- define "llama-swap.gpu" -}}
{{- if or .Values.component.options.hostDevices .Values.component.options.devicePlugin }}true{{ end }}
{{- end }}

{{- define "llama-swap.privileged" -}}
{{- if and .Values.component.options.hostDevices (not .Values.component.options.devicePlugin) }}true{{ end }}
{{- end }}

{{- define "llama-swap.models" -}}
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

{{- /* Arguments as words of a command line, each in quotes, since a value may hold blanks. */}}
{{- define "llama-swap.words" -}}
{{- $words := list }}
{{- range $key, $value := . }}
{{- if kindIs "bool" $value }}
{{- $words = append $words (printf "--%s%s" (ternary "" "no-" $value) $key) }}
{{- else }}
{{- if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value = int64 $value }}{{ end }}
{{- if kindIs "slice" $value }}{{ $value = join "," $value }}{{ else if kindIs "map" $value }}{{ $value = toJson $value }}{{ end }}
{{- $words = concat $words (list (printf "--%s" $key) (toString $value | replace "'" "'\\''" | printf "'%s'")) }}
{{- end }}
{{- end }}
{{- join " " $words }}
{{- end }}

{{- /* Name under which a model's file is kept: another address is another file. */}}
{{- define "llama-swap.file" -}}
{{ .name }}-{{ sha256sum .arguments.gguf | trunc 8 }}.gguf
{{- end }}

{{- define "llama-swap.downloaded" -}}
{{- if .arguments }}{{ if .arguments.gguf }}{{ if regexMatch "^https?://" .arguments.gguf }}true{{ end }}{{ end }}{{ end }}
{{- end }}

{{- /* What to download, as triples of address, sum and name. */}}
{{- define "llama-swap.downloads" -}}
{{- $downloads := list }}
{{- range .Values.component.models }}
{{- if include "llama-swap.downloaded" . }}
{{- $sum := .arguments.sha256 | required (printf "models.%s: arguments.gguf is an address, so arguments.sha256 must say what is expected there" .name) }}
{{- $downloads = concat $downloads (list .arguments.gguf $sum (include "llama-swap.file" .)) }}
{{- end }}
{{- end }}
{{- range $name, $file := .Values.component.options.files }}
{{- $downloads = concat $downloads (list $file.url $file.sha256 $name) }}
{{- end }}
{{- toJson $downloads }}
{{- end }}

{{- /* Models that stay: what the option says, else those for embeddings. */}}
{{- define "llama-swap.keep" -}}
{{- $options := .Values.component.options }}
{{- $known := list }}
{{- $keep := list }}
{{- range .Values.component.models }}
{{- $known = append $known .name }}
{{- if eq .serves "embeddings" }}{{ $keep = append $keep .name }}{{ end }}
{{- end }}
{{- with $options.transcription }}{{ $known = append $known (.name | default "whisper-1") }}{{ end }}
{{- with $options.imageGeneration }}{{ $known = append $known (.name | default "image") }}{{ end }}
{{- if hasKey $options "keep" }}{{ $keep = $options.keep }}{{ end }}
{{- range $keep }}
{{- if not (has . $known) }}{{ fail (printf "components.llama-swap.keep names %q, which it does not serve; it serves %s" . (join ", " $known)) }}{{ end }}
{{- end }}
{{- toJson $keep }}
{{- end }}

{{- define "llama-swap.config" -}}
{{- $options := .Values.component.options }}
{{- $gpu := include "llama-swap.gpu" . }}
{{- $keep := include "llama-swap.keep" . | fromJsonArray }}
healthCheckTimeout: {{ mul 60 (int $options.startMinutes) }}
logLevel: info
logToStdout: proxy
# What people ask is nobody else's business: no question is kept.
captureBuffer: 0
metricsMaxInMemory: 100
performance: {disabled: {{ not .Values.bindings.metrics }}}
startPort: 10001
globalTTL: {{ mul 60 (int $options.idleMinutes) }}
models:
  {{- range .Values.component.models }}
  {{- $chat := eq .serves "chat" }}
  {{- /* What is known of weights may bring arguments of vLLM along. */}}
  {{- $arguments := merge (omit (.arguments | default dict) "gguf" "sha256" "tool-call-parser" "enable-auto-tool-choice" "tokenizer-mode" "config-format" "load-format") $options.arguments }}
  {{- $parallel := int ($arguments.parallel | default 1) }}
  {{- $words := dict "host" "127.0.0.1" "alias" .name "parallel" $parallel "no-webui" true }}
  {{- if include "llama-swap.downloaded" . }}
  {{- $_ := set $words "model" (printf "/models/%s" (include "llama-swap.file" .)) }}
  {{- else if $arguments.model }}
  {{- else if and .arguments .arguments.gguf }}
  {{- $_ := set $words "model" .arguments.gguf }}
  {{- else }}
  {{- $_ := set $words "hf-repo" .weights }}
  {{- end }}
  {{- /* The window that is declared is that of each question; the server divides what it is given. */}}
  {{- with ternary .context .input $chat }}
  {{- $_ := set $words "ctx-size" (mul (int64 .) $parallel) }}
  {{- end }}
  {{- /* Its own default would keep eight gigabytes of what was asked before. */}}
  {{- $_ := set $words "cache-ram" (ternary 2048 0 $chat) }}
  {{- if not $chat }}
  {{- $_ := set $words "embeddings" true }}
  {{- /* A text is embedded in one piece: it must fit into one batch. */}}
  {{- with .input }}
  {{- $_ := set $words "batch-size" (int64 .) }}
  {{- $_ := set $words "ubatch-size" (int64 .) }}
  {{- end }}
  {{- end }}
  {{- if not $gpu }}
  {{- $_ := set $words "device" "none" }}
  {{- end }}
  {{ .name | quote }}:
    # The braces are filled in by llama-swap.
    cmd: {{ printf "llama-server --port ${PORT} %s" (include "llama-swap.words" (merge (deepCopy $arguments) $words)) | quote }}
    {{- if and $chat .context }}
    capabilities: {in: [text], out: [text], context: {{ int64 .context }}}
    {{- end }}
    concurrencyLimit: 64
  {{- end }}
  {{- with $options.transcription }}
  {{ .name | default "whisper-1" | quote }}:
    # Not for chatting, so not in the list of models.
    unlisted: true
    checkEndpoint: /v1/audio/transcriptions/
    {{- $words := dict "host" "127.0.0.1" "model" (printf "/models/%s" .file) "language" (.language | default "auto") "request-path" "/v1/audio/transcriptions" "inference-path" "" "convert" true }}
    {{- if not $gpu }}{{ $_ := set $words "no-gpu" true }}{{ end }}
    cmd: {{ printf "whisper-server --port ${PORT} %s" (include "llama-swap.words" (merge (deepCopy (.arguments | default dict)) $words)) | quote }}
  {{- end }}
  {{- with $options.imageGeneration }}
  {{ .name | default "image" | quote }}:
    unlisted: true
    checkEndpoint: /
    {{- $words := dict "listen-ip" "127.0.0.1" }}
    cmd: {{ printf "sd-server --listen-port ${PORT} %s" (include "llama-swap.words" (merge (deepCopy .arguments) $words)) | quote }}
  {{- end }}
{{- with $keep }}
routing:
  router:
    use: group
    settings:
      groups:
        kept: {swap: false, exclusive: false, persistent: true, members: {{ toJson . }}}
hooks:
  on_startup:
    preload: {{ toJson . }}
{{- end }}
{{- end }}

{{- /* One way in for the keys of an offer, to the paths of that offer. */}}
{{- define "llama-swap.way" }}
{{- if .keys }}
	@{{ .name }} {
		path {{ join " " .paths }}
		{{- range .keys }}
		header Authorization "Bearer {file./etc/llama-swap-keys/{{ . }}}"
		{{- end }}
	}
	handle @{{ .name }} {
		reverse_proxy 127.0.0.1:8081 {
			header_up -Authorization
			# Answers are shown word by word.
			flush_interval -1
		}
	}
{{- end }}
{{- end }}

{{- define "llama-swap.door" -}}
{{- $consumers := .Values.consumers -}}
{
	admin off
	auto_https off
	log {
		level WARN
	}
}
:8080 {
	# Pictures and recordings come along with questions.
	request_body {
		max_size 256MB
	}
	handle /health {
		reverse_proxy 127.0.0.1:8081
	}
	{{- $ways := dict
	  "llm" (list "/v1/models" "/v1/chat/completions" "/v1/completions" "/v1/responses" "/v1/messages" "/v1/messages/count_tokens")
	  "embeddings" (list "/v1/models" "/v1/embeddings")
	  "transcription" (list "/v1/audio/transcriptions")
	  "image-generation" (list "/v1/images/generations" "/v1/images/edits")
	}}
	{{- range $offer, $paths := $ways }}
	{{- $keys := list }}
	{{- range index $consumers $offer }}{{ $keys = append $keys (printf "%s.%s" $offer .id) }}{{ end }}
	{{- include "llama-swap.way" (dict "name" $offer "paths" $paths "keys" $keys) }}
	{{- end }}
	{{- include "llama-swap.way" (dict "name" "metrics" "paths" (list "/metrics") "keys" (list "metrics.scraper")) }}
	handle {
		header Content-Type application/json
		respond `{"error":{"message":"this key is not good here","type":"invalid_request_error","code":401}}` 401
	}
}
{{- end }}
