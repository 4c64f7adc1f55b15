{{- /* In one direction: what comes in at the top goes out at the bottom; a signal that nobody keeps is not taken. */}}
{{- define "alloy.pipeline" -}}
{{- $logs := .Values.bindings.logs -}}
{{- $traces := .Values.bindings.traces -}}
{{- $metrics := index .Values.bindings "metrics-store" -}}
{{- $options := .Values.component.options -}}
logging {
  level  = "warn"
  format = "json"
}

otelcol.receiver.otlp "applications" {
  grpc {
    endpoint = "0.0.0.0:4317"
  }
  http {
    endpoint = "0.0.0.0:4318"
  }
  output {
    {{- if $traces }}
    traces = [otelcol.processor.memory_limiter.applications.input]
    {{- end }}
    {{- if $logs }}
    logs = [otelcol.processor.memory_limiter.applications.input]
    {{- end }}
    {{- if $metrics }}
    metrics = [otelcol.processor.memory_limiter.applications.input]
    {{- end }}
  }
}

// Refuses for a moment instead of being killed: senders try again.
otelcol.processor.memory_limiter "applications" {
  check_interval         = "1s"
  limit_percentage       = 75
  spike_limit_percentage = 20
  output {
    {{- if $traces }}
    traces = [otelcol.processor.batch.applications.input]
    {{- end }}
    {{- if $logs }}
    logs = [otelcol.processor.batch.applications.input]
    {{- end }}
    {{- if $metrics }}
    metrics = [otelcol.processor.batch.applications.input]
    {{- end }}
  }
}

otelcol.processor.batch "applications" {
  output {
    {{- if $traces }}
    traces = [otelcol.exporter.otlp.traces.input]
    {{- end }}
    {{- if $logs }}
    logs = [otelcol.exporter.loki.logs.input]
    {{- end }}
    {{- if $metrics }}
    metrics = [otelcol.exporter.prometheus.metrics.input]
    {{- end }}
  }
}
{{- with $traces }}

otelcol.exporter.otlp "traces" {
  client {
    endpoint = {{ .otlp | toJson }}
    tls {
      insecure = true
    }
  }
}
{{- end }}
{{- with $metrics }}

otelcol.exporter.prometheus "metrics" {
  forward_to = [prometheus.remote_write.metrics.receiver]
}

prometheus.remote_write "metrics" {
  endpoint {
    url = {{ .write | toJson }}
  }
}
{{- end }}
{{- with $logs }}

otelcol.exporter.loki "logs" {
  forward_to = [loki.write.logs.receiver]
}

loki.write "logs" {
  endpoint {
    url = {{ .push | toJson }}
  }
}
{{- end }}
{{- if and $logs (ne $options.podLogs "none") }}

discovery.kubernetes "pods" {
  role = "pod"
  {{- if eq $options.podLogs "platform" }}
  namespaces {
    names = {{ .Values.namespaces | toJson }}
  }
  {{- end }}
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "app"
  }
}

loki.source.kubernetes "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.write.logs.receiver]
  {{- if gt (int $options.replicas) 1 }}
  clustering {
    enabled = true
  }
  {{- end }}
}
{{- end }}
{{- end }}
