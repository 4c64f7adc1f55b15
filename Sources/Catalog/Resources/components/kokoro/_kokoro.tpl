{{- define "kokoro.labels" -}}
app.kubernetes.io/name: kokoro
{{- end }}

{{- define "kokoro.door" -}}
{
	admin off
	auto_https off
	log {
		level WARN
	}
}
:8080 {
	request_body {
		max_size 1MB
	}
	# Names of voices are no secret, and clients ask for them without a key.
	@open {
		method GET
		path /health /v1/models /v1/audio/voices
	}
	handle @open {
		reverse_proxy 127.0.0.1:8880
	}
	{{- with .Values.consumers.speech }}
	@speech {
		path /v1/audio/speech
		{{- range . }}
		header Authorization "Bearer {file./etc/kokoro-keys/speech.{{ .id }}}"
		{{- end }}
	}
	handle @speech {
		reverse_proxy 127.0.0.1:8880 {
			header_up -Authorization
			# It begins to speak before it has thought of the end.
			flush_interval -1
		}
	}
	{{- end }}
	handle {
		header Content-Type application/json
		respond `{"error":{"message":"this key is not good here","type":"invalid_request_error","code":401}}` 401
	}
}
{{- end }}
