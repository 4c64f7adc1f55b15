{{- /* The first embedding model: Open WebUI knows one. */}}
{{- define "open-webui.embedding" -}}
{{- with .Values.bindings.embeddings }}{{ first .models | toJson }}{{ else }}{}{{ end }}
{{- end }}

{{- /*
Tokens in a piece: what the model reads, less 32 for the marks at both ends and the words that some models want in front. A general
tokenizer counts otherwise than the model's own, so it leaves a seventh more.
*/}}
{{- define "open-webui.chunk" -}}
{{- $options := .Values.component.options }}
{{- $room := sub (int (.model.input | default 512)) 32 }}
{{- if eq $options.tokenizer "general" }}{{ $room = div (mul $room 6) 7 }}{{ end }}
{{- $options.chunkSize | default (min $room 1000) | int }}
{{- end }}

{{- /* Whether prompts are written in the language of the platform; the product's own are English. */}}
{{- define "open-webui.danish" -}}
{{- if hasPrefix "da" .Values.platform.locale }}true{{ end }}
{{- end }}

{{- define "open-webui.prompts" -}}
TITLE_GENERATION_PROMPT_TEMPLATE: {{ .Values.files.title_da_txt | toJson }}
TAGS_GENERATION_PROMPT_TEMPLATE: {{ .Values.files.tags_da_txt | toJson }}
FOLLOW_UP_GENERATION_PROMPT_TEMPLATE: {{ .Values.files.follow_up_da_txt | toJson }}
QUERY_GENERATION_PROMPT_TEMPLATE: {{ .Values.files.query_da_txt | toJson }}
RAG_TEMPLATE: {{ .Values.files.documents_da_txt | toJson }}
{{- end }}

{{- define "open-webui.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- /* Ends when a server listens; a quarter of an hour at the most. */}}
{{- define "open-webui.wait" -}}
import socket, sys, time
for _ in range(180):
    try:
        socket.create_connection(({{ .host | squote }}, {{ int .port }}), 5).close()
        sys.exit(0)
    except OSError:
        time.sleep(5)
sys.exit("no database answers")
{{- end }}
