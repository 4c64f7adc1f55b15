{{- define "caddy.labels" -}}
app.kubernetes.io/name: caddy
{{- end }}

{{- /* What stands behind a host and path: consumers by host, then by path, the longest first. */}}
{{- define "caddy.hosts" -}}
{{- $hosts := dict }}
{{- range .Values.consumers.ingress }}
{{- $with := index . "with" | default dict }}
{{- if $with.service }}
{{- $host := $with.host | default .host }}
{{- $route := dict "path" ($with.path | default "/") "upstream" (printf "%s.%s.svc:%d" $with.service .namespace ($with.podPort | default $with.port | int)) "redirects" ($with.redirects | default list) }}
{{- $_ := set $hosts $host (append (get $hosts $host | default list) $route) }}
{{- end }}
{{- end }}
{{- toJson $hosts }}
{{- end }}

{{- define "caddy.file" -}}
{{- $options := .Values.component.options }}
{{- $hosts := include "caddy.hosts" . | fromJson }}
{{- $port := ternary "" (printf ":%d" (int $options.httpsPort)) (eq (int $options.httpsPort) 443) }}
{
	# What it is to do changes with this file only.
	admin off
	persist_config off
	skip_install_trust
	auto_https disable_redirects
	{{- with .Values.platform.contact }}
	email {{ . }}
	{{- end }}
	acme_ca {{ $options.acmeServer }}
	log {
		format json
		level WARN
	}
	servers {
		protocols h1 h2
		timeouts {
			read_header 30s
			idle 5m
		}
		{{- with $options.trustedProxies }}
		trusted_proxies static {{ join " " . }}
		{{- end }}
	}
}

http:// {
	{{- with keys $hosts | sortAlpha }}
	@known host {{ join " " . }}
	handle @known {
		redir https://{host}{{ $port }}{uri} 308
	}
	{{- end }}
	handle /healthz {
		respond 200
	}
	handle {
		respond 404
	}
}
{{- range $host := keys $hosts | sortAlpha }}
{{- $byPath := dict }}
{{- range get $hosts $host }}{{ $_ := set $byPath (printf "%05d %s" (sub 10000 (len .path)) .path) . }}{{ end }}

https://{{ $host }} {
	{{- if or (eq $options.certificates "internal") (regexMatch "(^|\\.)(localhost|local|internal|test)$" $host) }}
	tls internal
	{{- else }}
	header Strict-Transport-Security max-age=31536000
	{{- end }}
	request_body {
		max_size {{ int $options.uploadMegabytes }}MiB
	}
	{{- range $index, $key := keys $byPath | sortAlpha }}
	{{- $route := get $byPath $key }}
	{{- range $number, $redirect := $route.redirects }}
	@redirect{{ $index }}-{{ $number }} path {{ $redirect.path | trimSuffix "/" }} {{ $redirect.path | trimSuffix "/" }}/
	redir @redirect{{ $index }}-{{ $number }} {{ $redirect.to | quote }} 301
	{{- end }}
	{{- if eq $route.path "/" }}
	handle {
		reverse_proxy {{ $route.upstream }}
	}
	{{- else }}
	{{- $path := $route.path | trimSuffix "/" }}
	@path{{ $index }} path {{ $path }} {{ $path }}/*
	handle @path{{ $index }} {
		reverse_proxy {{ $route.upstream }}
	}
	{{- end }}
	{{- end }}
}
{{- end }}
{{- end }}
