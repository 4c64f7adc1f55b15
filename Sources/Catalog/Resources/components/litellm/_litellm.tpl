{{- define "litellm.image" -}}
ghcr.io/berriai/litellm-non_root:v1.103.2
{{- end }}

{{- define "litellm.labels" -}}
app.kubernetes.io/name: litellm
app.kubernetes.io/component: gateway
{{- end }}

{{- /* What a list of engines serves. Clients and the gateway call a model by one name, however many engines have it. */}}
{{- define "litellm.models" -}}
{{- $models := list }}
{{- $seen := dict }}
{{- range . }}
{{- range .models }}
{{- if not (hasKey $seen .name) }}
{{- $_ := set $seen .name true }}
{{- $models = append $models (merge (dict "upstream" .name) .) }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $models }}
{{- end }}

{{- define "litellm.variable" -}}
{{ .prefix }}_{{ .provider | upper | replace "-" "_" }}_KEY
{{- end }}

{{- define "litellm.config" -}}
{{- $options := .Values.component.options }}
{{- $bindings := .Values.bindings }}
model_list:
  {{- range $engine := $bindings.engines }}
  {{- range .models }}
  - model_name: {{ .name | quote }}
    litellm_params:
      model: {{ printf "openai/%s" (.upstream | default .name) | quote }}
      api_base: {{ $engine.url | quote }}
      api_key: os.environ/{{ include "litellm.variable" (dict "prefix" "ENGINE" "provider" $engine.provider) }}
    model_info:
      mode: chat
      {{- with .context }}
      max_tokens: {{ int64 . }}
      max_input_tokens: {{ int64 . }}
      {{- end }}
  {{- end }}
  {{- end }}
  {{- range $engine := index $bindings "embedding-engines" }}
  {{- range .models }}
  - model_name: {{ .name | quote }}
    litellm_params:
      model: {{ printf "openai/%s" (.upstream | default .name) | quote }}
      api_base: {{ $engine.url | quote }}
      api_key: os.environ/{{ include "litellm.variable" (dict "prefix" "EMBEDDING_ENGINE" "provider" $engine.provider) }}
    model_info:
      mode: embedding
      {{- with .input }}
      max_input_tokens: {{ int64 . }}
      {{- end }}
      {{- with .dimensions }}
      output_vector_size: {{ int64 . }}
      {{- end }}
  {{- end }}
  {{- end }}
guardrails:
  - guardrail_name: context-window
    litellm_params:
      guardrail: fairlead_guardrail.ContextWindowGuardrail
      mode: pre_call
      default_on: true
      # The whole path: what the process takes for its folder is no matter.
      config_file: /etc/litellm/guardrail.json
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
  custom_auth: fairlead_auth.authenticate
  block_robots: true
  {{- if $bindings.database }}
  database_url: os.environ/DATABASE_URL
  # Whose key is good stands in files, so questions are answered without the database too. Keys that are kept in it
  # could not be checked then, and LiteLLM would let everybody in.
  allow_requests_on_db_unavailable: {{ not $options.virtualKeys }}
  disable_error_logs: true
  store_prompts_in_spend_logs: false
  {{- end }}
litellm_settings:
  json_logs: true
  set_verbose: false
  request_timeout: {{ int $options.timeoutSeconds }}
  num_retries: {{ int $options.retries }}
  drop_params: true
  # What people write is nobody else's business.
  turn_off_message_logging: true
  # Who is served what, and how much of it, is not for everybody who can reach the door.
  require_auth_for_metrics_endpoint: true
  callbacks: {{ ternary (list "prometheus" "otel") (list "prometheus") (hasKey $bindings "telemetry") | toJson }}
  {{- with $bindings.cache }}
  # For counting only: answers are never kept.
  cache: true
  cache_params:
    type: redis
    host: {{ .host | quote }}
    port: {{ int .port }}
    {{- if .secret }}
    password: os.environ/REDIS_PASSWORD
    {{- end }}
    supported_call_types: []
router_settings:
  redis_host: {{ .host | quote }}
  redis_port: {{ int .port }}
  {{- if .secret }}
  redis_password: os.environ/REDIS_PASSWORD
  {{- end }}
  {{- end }}
{{- end }}

{{- /* The context windows that the platform declares, by the names that clients use. */}}
{{- define "litellm.guardrail" -}}
{{- $windows := dict }}
{{- range .Values.bindings.engines }}
{{- range .models }}
{{- if .context }}{{ $_ := set $windows .name (min (int64 .context) (get $windows .name | default .context | int64)) }}{{ end }}
{{- end }}
{{- end }}
{{- dict "context_windows" $windows "max_output_tokens" (int .Values.component.options.maxOutputTokens) | toJson }}
{{- end }}

{{- /* Who may use which models, by the names of the key files. */}}
{{- define "litellm.scopes" -}}
{{- $root := . }}
{{- $scopes := dict }}
{{- range $offer, $engines := dict "llm" .Values.bindings.engines "embeddings" (index .Values.bindings "embedding-engines") }}
{{- $all := list }}
{{- range include "litellm.models" $engines | fromJsonArray }}{{ $all = append $all .name }}{{ end }}
{{- range index $root.Values.consumers $offer }}
{{- $with := index . "with" | default dict }}
{{- $limits := index $root.Values.component.options.limits .name | default dict }}
{{- $_ := set $scopes (printf "%s.%s" $offer .id) (merge (dict "models" ($with.models | default $all)) $limits) }}
{{- end }}
{{- end }}
{{- $_ := set $scopes "metrics.scraper" (dict "models" list "metrics" true) }}
{{- toPrettyJson $scopes }}
{{- end }}

{{- /* The image's user is a name; the kubelet wants its number to see that it is not root. */}}
{{- define "litellm.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65534
runAsGroup: 65534
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "litellm.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* Ends when a server listens; a quarter of an hour at the most. */}}
{{- define "litellm.wait" -}}
import socket, sys, time
for _ in range(180):
    try:
        socket.create_connection(({{ .host | squote }}, {{ int .port }}), 5).close()
        sys.exit(0)
    except OSError:
        time.sleep(5)
sys.exit("no database answers")
{{- end }}
