{{- define "appstore.image" -}}
{{- $given := .given -}}
{{- $registry := .root.Values.bindings.registry -}}
{{- if $given -}}{{ $given }}
{{- else if $registry -}}{{ $registry.host }}/{{ $registry.project }}/{{ .name }}:{{ .root.Values.component.options.imageVersion }}
{{- else -}}
{{- fail (printf "components.appstore.%s is not set: nobody publishes this image, so build it from the sources, push it to a registry and name it here" .option) -}}
{{- end -}}
{{- end }}

{{- define "appstore.backend" -}}
{{- include "appstore.image" (dict "root" . "given" .Values.component.options.backendImage "name" "aas-backend" "option" "backendImage") -}}
{{- end }}

{{- define "appstore.frontend" -}}
{{- include "appstore.image" (dict "root" . "given" .Values.component.options.frontendImage "name" "aas-frontend" "option" "frontendImage") -}}
{{- end }}

{{- define "appstore.runtime" -}}
{{- $gateway := .Values.bindings.gateway -}}
{{- $serverless := .Values.bindings.serverless -}}
{{- $runtime := .Values.component.options.runtime | default (ternary "knative" "emissary" (not (empty $serverless))) -}}
{{- if and (eq $runtime "knative") (not $serverless) -}}
{{- fail "components.appstore.runtime is knative, and nothing in the platform runs services that scale to zero: add the component knative" -}}
{{- else if and (eq $runtime "emissary") (not $gateway) -}}
{{- fail "components.appstore: model services need something to run behind: add the component emissary-ingress or knative" -}}
{{- end -}}
{{- /* The site comes over HTTPS, and a browser shows no page of plain HTTP inside of one that does. */}}
{{- if ne (ternary $serverless $gateway (eq $runtime "knative")).protocol "https" -}}
{{- fail (printf "components.appstore: model services would be reached by plain HTTP, and no browser shows that inside of the site: %s" (ternary "set `tls: true` at the component that provides `serverless`" "give the component that provides `inference-gateway` a `host`" (eq $runtime "knative"))) -}}
{{- end -}}
{{ $runtime }}
{{- end }}

{{- define "appstore.labels" -}}
app.kubernetes.io/name: appstore
app.kubernetes.io/component: {{ . }}
{{- end }}

{{- define "appstore.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "appstore.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "appstore.pull" -}}
{{- if .Values.bindings.registry }}
imagePullSecrets:
  - name: {{ (index .Values.secrets "appstore-registry").name }}
{{- end }}
{{- end }}

{{- /* The bucket's address as the API's client takes it, and as it stands in signatures. */}}
{{- define "appstore.store" -}}
{{- (urlParse .Values.bindings.files.endpoint).host -}}
{{- end }}

{{- define "appstore.caddyfile" -}}
{
	admin off
	auto_https off
	persist_config off
	log {
		format json
	}
}

http://:8081 {
	respond /health 200
}

http://{{ .Values.bindings.entry.with.host | default .Values.component.host }}:8080 {
	root * /site
	encode zstd gzip
	header {
		X-Content-Type-Options nosniff
		Content-Security-Policy "frame-ancestors 'self'"
		Referrer-Policy strict-origin-when-cross-origin
	}
	@assets path /assets/*
	header @assets Cache-Control "public, max-age=3600"
	try_files {path} /index.html
	file_server
}

# Addresses are signed for the bucket's own name, so that is what the bucket is told; it stays closed to everybody else.
http://{{ .Values.bindings.media.with.host }}:8080 {
	@object {
		method GET HEAD
		path /{{ .Values.bindings.files.bucket }}/*
	}
	handle @object {
		reverse_proxy {{ (urlParse .Values.bindings.files.endpoint).scheme }}://{{ include "appstore.store" . }}{{ include "appstore.storePort" . }} {
			header_up Host {{ include "appstore.store" . }}
		}
	}
	handle {
		respond 404
	}
}
{{- end }}

{{- /* The proxy wants a port with every address. */}}
{{- define "appstore.storePort" -}}
{{- $url := urlParse .Values.bindings.files.endpoint -}}
{{- if not (regexMatch ":[0-9]+$" $url.host) }}:{{ ternary "443" "80" (eq $url.scheme "https") }}{{ end -}}
{{- end }}
