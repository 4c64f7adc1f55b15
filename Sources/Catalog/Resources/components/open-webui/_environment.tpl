{{- /*
Everything that Open WebUI is told, by name: a text, or where a Secret keeps it. Names and meanings as in its own env.py and config.py
(0.11.4).
*/}}
{{- define "open-webui.environment" -}}
{{- $options := .Values.component.options }}
{{- $bindings := .Values.bindings }}
{{- $secret := index .Values.secrets "open-webui" "name" }}
{{- $url := printf "http://open-webui.%s.svc" .Values.component.namespace }}
{{- with .Values.component.host }}{{ $url = printf "https://%s" . }}{{ end }}
{{- $signOn := index $bindings "sign-on" }}
# Itself
WEBUI_URL: {{ $url }}
CORS_ALLOW_ORIGIN: {{ $url }}
{{- if .Values.component.host }}
WEBUI_SESSION_COOKIE_SECURE: "True"
WEBUI_AUTH_COOKIE_SECURE: "True"
{{- end }}
WEBUI_SESSION_COOKIE_SAME_SITE: lax
DEFAULT_LOCALE: {{ .Values.platform.locale | quote }}
USER_AGENT: {{ .Values.platform.name | quote }}
LOG_FORMAT: json
# What stands here holds; what somebody clicks would hold only until the next start of a pod, and in one pod only.
ENABLE_PERSISTENT_CONFIG: "False"
ENABLE_STAR_SESSIONS_MIDDLEWARE: "True"
ENABLE_VERSION_UPDATE_CHECK: "False"
ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS: "False"

# Database. A job of its own brings it up to date; several pods at once would be in each other's way.
ENABLE_DB_MIGRATIONS: "False"
DATABASE_URL: {valueFrom: {secretKeyRef: {name: {{ $secret }}, key: DATABASE_URL}}}

# People
WEBUI_SECRET_KEY: {valueFrom: {secretKeyRef: {name: {{ $secret }}, key: WEBUI_SECRET_KEY}}}
WEBUI_ADMIN_EMAIL: {{ .Values.platform.contact | quote }}
WEBUI_ADMIN_PASSWORD: {valueFrom: {secretKeyRef: {name: {{ $secret }}, key: WEBUI_ADMIN_PASSWORD}}}
ENABLE_SIGNUP: "False"
ENABLE_LOGIN_FORM: {{ $options.passwordLogin | toString | title | quote }}
ENABLE_PASSWORD_AUTH: {{ $options.passwordLogin | toString | title | quote }}
DEFAULT_USER_ROLE: {{ ternary "user" "pending" (and (not (empty $signOn)) (empty $options.userGroup)) }}
JWT_EXPIRES_IN: {{ $options.session }}
DEFAULT_GROUP_SHARE_PERMISSION: members
ENABLE_ADMIN_CHAT_ACCESS: "False"
ENABLE_ADMIN_EXPORT: "False"
{{- with $signOn }}
ENABLE_OAUTH_SIGNUP: "True"
OAUTH_CLIENT_ID: {{ .clientId | quote }}
OAUTH_CLIENT_SECRET: {valueFrom: {secretKeyRef: {name: {{ .secret.name }}, key: {{ index .secret.keys "client-secret" }}}}}
OPENID_PROVIDER_URL: {{ .discovery | quote }}
OPENID_REDIRECT_URI: {{ $url }}/oauth/oidc/callback
OAUTH_PROVIDER_NAME: {{ .name | quote }}
OAUTH_SCOPES: openid email profile
OAUTH_MERGE_ACCOUNTS_BY_EMAIL: {{ $options.mergeAccountsByEmail | toString | title | quote }}
OAUTH_UPDATE_NAME_ON_LOGIN: "True"
ENABLE_OAUTH_ID_TOKEN_COOKIE: "False"
# Who is in which group decides who administers, and who may come in.
ENABLE_OAUTH_ROLE_MANAGEMENT: "True"
OAUTH_ROLES_CLAIM: groups
OAUTH_ADMIN_ROLES: {{ $options.adminGroup | quote }}
OAUTH_ALLOWED_ROLES: {{ $options.userGroup | default "*" | quote }}
ENABLE_OAUTH_GROUP_MANAGEMENT: "True"
OAUTH_GROUPS_CLAIM: groups
ENABLE_OAUTH_GROUP_CREATION: {{ $options.createGroups | toString | title | quote }}
OAUTH_GROUP_DEFAULT_SHARE: members
{{- end }}

# What people may do
BYPASS_MODEL_ACCESS_CONTROL: {{ $options.modelsForAll | toString | title | quote }}
{{- $withheld := list
    "CHAT_SHARE" "CHAT_VALVES" "CHAT_PARAMS" "CHAT_SYSTEM_PROMPT" "CHAT_CONTROLS" "CHAT_WEB_UPLOAD"
    "FEATURES_API_KEYS" "FEATURES_AUTOMATIONS" "FEATURES_CALENDAR" "FEATURES_CHANNELS" "FEATURES_CODE_INTERPRETER"
    "FEATURES_DIRECT_TOOL_SERVERS" "FEATURES_IMAGE_GENERATION" "FEATURES_NOTES" "FEATURES_USER_WEBHOOKS"
    "ACCESS_GRANTS_ALLOW_USERS"
}}
{{- range $withheld }}
{{- if not (or (has . $options.allow) (and (eq . "FEATURES_API_KEYS") $options.apiKeys) (and (eq . "FEATURES_IMAGE_GENERATION") (hasKey $bindings "image-generation"))) }}
USER_PERMISSIONS_{{ . }}: "False"
{{- end }}
{{- end }}
{{- range $options.allow }}
USER_PERMISSIONS_{{ . }}: "True"
{{- end }}
{{- if and $options.apiKeys (not (has "FEATURES_API_KEYS" $options.allow)) }}
USER_PERMISSIONS_FEATURES_API_KEYS: "True"
{{- end }}
ENABLE_API_KEYS: {{ $options.apiKeys | toString | title | quote }}
{{- if $options.apiKeys }}
ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: "True"
API_KEYS_ALLOWED_ENDPOINTS: /health,/api/models,/api/v1/models,/api/chat/completions,/api/v1/chat/completions,/api/v1/auths/,/api/v1/retrieval/
{{- end }}
ENABLE_CODE_EXECUTION: "False"
ENABLE_CODE_INTERPRETER: "False"
ENABLE_COMMUNITY_SHARING: "False"
ENABLE_DIRECT_CONNECTIONS: "False"
ENABLE_USER_WEBHOOKS: "False"
ENABLE_EVALUATION_ARENA_MODELS: "False"
ENABLE_AUTOMATIONS: {{ has "FEATURES_AUTOMATIONS" $options.allow | toString | title | quote }}
ENABLE_CALENDAR: {{ has "FEATURES_CALENDAR" $options.allow | toString | title | quote }}
ENABLE_CHANNELS: {{ has "FEATURES_CHANNELS" $options.allow | toString | title | quote }}
ENABLE_NOTES: {{ has "FEATURES_NOTES" $options.allow | toString | title | quote }}
ENABLE_FOLLOW_UP_GENERATION: {{ $options.followUpQuestions | toString | title | quote }}
{{- with $bindings.llm }}
{{- with .models }}
DEFAULT_MODELS: {{ (first .).name | quote }}
{{- end }}
{{- end }}

# Documents
{{- $model := include "open-webui.embedding" . | fromJson }}
{{- with $bindings.embeddings }}
RAG_EMBEDDING_ENGINE: openai
RAG_EMBEDDING_MODEL: {{ $model.name | quote }}
RAG_OPENAI_API_BASE_URL: {{ .url | quote }}
{{- with .secret }}
RAG_OPENAI_API_KEY: {valueFrom: {secretKeyRef: {name: {{ .name }}, key: {{ .keys.key }}}}}
{{- else }}
RAG_OPENAI_API_KEY: none
{{- end }}
RAG_EMBEDDING_BATCH_SIZE: {{ $options.embeddingBatch | toString | quote }}
RAG_EMBEDDING_CONCURRENT_REQUESTS: "8"
{{- with $model.prefixes }}
RAG_EMBEDDING_QUERY_PREFIX: {{ .query | default "" | quote }}
RAG_EMBEDDING_CONTENT_PREFIX: {{ .passage | default "" | quote }}
{{- end }}
{{- end }}
{{- $chunk := include "open-webui.chunk" (dict "Values" .Values "model" $model) }}
{{- if and (eq $options.tokenizer "model") $model.weights }}
RAG_TEXT_SPLITTER: token_transformers
RAG_TOKENIZER_MODEL: {{ $model.weights | quote }}
{{- else }}
RAG_TEXT_SPLITTER: token
{{- end }}
CHUNK_SIZE: {{ $chunk | quote }}
CHUNK_OVERLAP: {{ ternary $options.chunkOverlap (div (int $chunk) 5) (hasKey $options "chunkOverlap") | int | quote }}
RAG_TOP_K: {{ $options.pieces | toString | quote }}
# Weights and tokenizers may bring programs along; none of them is run.
RAG_EMBEDDING_MODEL_TRUST_REMOTE_CODE: "False"
RAG_RERANKING_MODEL_TRUST_REMOTE_CODE: "False"
{{- with $bindings.vectors }}
VECTOR_DB: qdrant
QDRANT_URI: {{ .url | quote }}
# Over HTTP: with a key, the client would speak gRPC over TLS only.
QDRANT_PREFER_GRPC: "False"
ENABLE_QDRANT_MULTITENANCY_MODE: "True"
{{- with .secret }}
QDRANT_API_KEY: {valueFrom: {secretKeyRef: {name: {{ .name }}, key: {{ index .keys "api-key" }}}}}
{{- end }}
{{- end }}
{{- with $bindings.loader }}
CONTENT_EXTRACTION_ENGINE: {{ .protocol }}
{{- $key := "none" }}
{{- with .secret }}{{ $key = dict "valueFrom" (dict "secretKeyRef" (dict "name" .name "key" .keys.key)) }}{{ end }}
{{- if eq .protocol "tika" }}
TIKA_SERVER_URL: {{ .url | quote }}
{{- else if eq .protocol "docling" }}
DOCLING_SERVER_URL: {{ .url | quote }}
DOCLING_API_KEY: {{ $key | toJson }}
{{- else }}
EXTERNAL_DOCUMENT_LOADER_URL: {{ .url | quote }}
# Never empty: without a key it would quietly read files by itself.
EXTERNAL_DOCUMENT_LOADER_API_KEY: {{ $key | toJson }}
{{- end }}
{{- end }}
{{- with $bindings.files }}
S3_ADDRESSING_STYLE: {{ ternary "path" "virtual" (eq (toString .pathStyle) "true") }}
{{- end }}
{{- with $bindings.search }}

# The web
ENABLE_WEB_SEARCH: "True"
WEB_SEARCH_ENGINE: searxng
SEARXNG_QUERY_URL: {{ .url | quote }}
WEB_SEARCH_RESULT_COUNT: {{ $options.searchResults | toString | quote }}
WEB_SEARCH_CONCURRENT_REQUESTS: "10"
ENABLE_QUERIES_CACHE: "True"
{{- end }}
{{- with index $bindings "web-loader" }}

# Pages
WEB_LOADER_ENGINE: external
EXTERNAL_WEB_LOADER_URL: {{ .url | quote }}
EXTERNAL_WEB_LOADER_API_KEY: {{ include "open-webui.key" (dict "secret" .secret "field" "token") }}
{{- end }}
{{- with $bindings.transcription }}

# Speech and pictures
AUDIO_STT_ENGINE: openai
AUDIO_STT_MODEL: {{ .model | quote }}
AUDIO_STT_OPENAI_API_BASE_URL: {{ .url | quote }}
AUDIO_STT_OPENAI_API_KEY: {{ include "open-webui.key" (dict "secret" .secret "field" "key") }}
{{- end }}
{{- with $bindings.speech }}
AUDIO_TTS_ENGINE: openai
AUDIO_TTS_MODEL: {{ .model | quote }}
AUDIO_TTS_VOICE: {{ .voice | quote }}
AUDIO_TTS_OPENAI_API_BASE_URL: {{ .url | quote }}
AUDIO_TTS_OPENAI_API_KEY: {{ include "open-webui.key" (dict "secret" .secret "field" "key") }}
{{- end }}
{{- with index $bindings "image-generation" }}
ENABLE_IMAGE_GENERATION: "True"
IMAGE_GENERATION_ENGINE: openai
IMAGE_GENERATION_MODEL: {{ .model | quote }}
IMAGES_OPENAI_API_BASE_URL: {{ .url | quote }}
IMAGES_OPENAI_API_KEY: {{ include "open-webui.key" (dict "secret" .secret "field" "key") }}
{{- if not (has "FEATURES_IMAGE_GENERATION" $options.allow) }}
USER_PERMISSIONS_FEATURES_IMAGE_GENERATION: "True"
{{- end }}
{{- end }}
{{- with $bindings.telemetry }}

# Measurements
ENABLE_OTEL: "True"
ENABLE_OTEL_TRACES: "True"
ENABLE_OTEL_METRICS: "True"
ENABLE_OTEL_LOGS: "True"
OTEL_SERVICE_NAME: open-webui
OTEL_EXPORTER_OTLP_ENDPOINT: {{ .endpoint | quote }}
OTEL_EXPORTER_OTLP_INSECURE: {{ hasPrefix "https:" .endpoint | not | toString | title | quote }}
{{- end }}
{{- end }}

{{- /* A key out of a binding's Secret. Never empty: without a value, the key of the chat models would be sent in its place. */}}
{{- define "open-webui.key" -}}
{{- if .secret }}{{ dict "valueFrom" (dict "secretKeyRef" (dict "name" .secret.name "key" (index .secret.keys .field))) | toJson }}{{ else }}none{{ end }}
{{- end }}
