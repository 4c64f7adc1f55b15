{{- define "ray.models" -}}
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

{{- define "ray.routerLabels" -}}
app.kubernetes.io/name: ray-router
app.kubernetes.io/component: router
{{- end }}

{{- /* One application for one model. Arguments have the names of the command line; in Python they are written with _. */}}
{{- define "ray.application" -}}
{{- $chat := eq .serves "chat" }}
{{- $engine := dict "max_model_len" (ternary .context .input $chat | int64) }}
{{- range $key, $value := .arguments | default dict }}
{{- $_ := set $engine ($key | replace "-" "_") $value }}
{{- end }}
{{- if hasKey $engine "tool_call_parser" }}{{ $_ := set $engine "enable_auto_tool_choice" true }}{{ end }}
{{- if not $chat }}{{ $_ := set $engine "runner" "pooling" }}{{ end }}
{{- with .revision }}{{ $_ := set $engine "revision" . }}{{ end }}
{{- if gt (int (.gpus | default 1)) 1 }}{{ $_ := set $engine "tensor_parallel_size" (int .gpus) }}{{ end -}}
applications:
  - name: {{ .name }}
    import_path: ray.serve.llm:build_openai_app
    route_prefix: /
    args:
      llm_configs:
        - model_loading_config:
            model_id: {{ .name | quote }}
            model_source: {{ .weights | quote }}
          engine_kwargs: {{- toYaml $engine | nindent 12 }}
          deployment_config:
            num_replicas: {{ int (.replicas | default 1) }}
            max_ongoing_requests: 128
{{- end }}

{{- define "ray.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 100
  fsGroup: 100
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "ray.container" -}}
image: {{ .Values.component.options.image }}
env:
  - {name: RAY_USAGE_STATS_ENABLED, value: "0"}
  - {name: VLLM_NO_USAGE_STATS, value: "1"}
  - {name: HF_HUB_DISABLE_TELEMETRY, value: "1"}
  - {name: HF_HOME, value: /weights}
  # What is compiled for a graphics processor is kept beside the weights: the next start is minutes shorter.
  - {name: VLLM_CACHE_ROOT, value: /weights/vllm}
  {{- with index .Values.secrets "ray-weights" }}
  - name: HF_TOKEN
    valueFrom:
      secretKeyRef: {name: {{ .name }}, key: HF_TOKEN}
  {{- end }}
# Not a read-only root: Ray writes below its user's home and /tmp.
securityContext:
  allowPrivilegeEscalation: false
  capabilities: {drop: [ALL]}
lifecycle:
  preStop:
    exec:
      command: [/bin/sh, -c, ray stop]
{{- end }}
