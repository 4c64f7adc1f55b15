{{- define "searxng.labels" -}}
app.kubernetes.io/name: searxng
{{- end }}

{{- /* On top of the settings the image brings. Lists replace those of the image, engines are merged by name. */}}
{{- define "searxng.settings" -}}
{{- $options := .Values.component.options }}
{{- $hosts := list }}
{{- range $options.sites }}
{{- $hosts = concat $hosts (.hosts | default (list (get (urlParse (regexReplaceAll "[{}]" .searchUrl "")) "hostname" | trimPrefix "www."))) }}
{{- end }}
use_default_settings:
  engines:
    keep_only: {{ $options.webEngines | toJson }}
general:
  instance_name: {{ .Values.component.title | quote }}
  enable_metrics: false
search:
  # Programs ask for JSON.
  formats: [html, json]
  autocomplete: ""
  safe_search: {{ int $options.safeSearch }}
  default_lang: {{ $options.language | default (first (splitList "-" .Values.platform.locale)) }}
server:
  # Its askers are the platform's own: there is nobody to hold back.
  limiter: false
  public_instance: false
  image_proxy: false
valkey:
  url: false
outgoing:
  request_timeout: {{ $options.timeoutSeconds }}
  max_request_timeout: {{ $options.timeoutSeconds }}
# Only what is named here is active. The image's own list has one that loads rules from the internet when it starts.
plugins:
  searx.plugins.hostnames.SXNGPlugin: {active: true}
{{- with $hosts }}
hostnames:
  high_priority:
    {{- range . | uniq }}
    - {{ printf "(^|\\.)%s$" (regexQuoteMeta .) | squote }}
    {{- end }}
{{- end }}
{{- with $options.sites }}
engines:
  {{- range . }}
  {{- $json := eq .kind "json" }}
  {{- if not (contains "{query}" .searchUrl) }}
  {{- fail (printf "the site %q has no {query} in its searchUrl" .name) }}
  {{- end }}
  - name: {{ .name | quote }}
    engine: {{ ternary "json_engine" "xpath" $json }}
    shortcut: {{ .shortcut | default (regexReplaceAll "[^a-z0-9]" .name "" | trunc 8) | quote }}
    categories: [general]
    weight: {{ .weight | default 100 }}
    search_url: {{ .searchUrl | quote }}
    {{- if hasPrefix "http:" .searchUrl }}
    enable_http: true
    {{- end }}
    {{- if contains "{pageno}" .searchUrl }}
    paging: true
    first_page_num: {{ if hasKey . "firstPage" }}{{ int .firstPage }}{{ else }}1{{ end }}
    page_size: {{ int (.pageSize | default 1) }}
    {{- end }}
    {{- with .headers }}
    headers: {{ . | toJson }}
    {{- end }}
    {{- if $json }}
    results_query: {{ .results | default "" | quote }}
    url_query: {{ .link | quote }}
    url_prefix: {{ .linkPrefix | default "" | quote }}
    title_query: {{ .title | quote }}
    title_html_to_text: true
    {{- with .content }}
    content_query: {{ . | quote }}
    content_html_to_text: true
    {{- end }}
    {{- else }}
    results_xpath: {{ .results | default "" | quote }}
    url_xpath: {{ .link | quote }}
    title_xpath: {{ .title | quote }}
    {{- /* The engine wants it, even if it finds nothing. */}}
    content_xpath: {{ .content | default "./no-text" | quote }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}
