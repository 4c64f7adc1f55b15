{{- /* Database and role have one name: the wished one, or the consumer's, in letters that need no quotes. */}}
{{- define "cloudnative-pg.database" -}}
{{- .Values.consumer.with.database | default .Values.consumer.name | replace "-" "_" -}}
{{- end }}

{{- /*
The operator's built-in way to an object store, and the `system` image that has its tools. The Barman Cloud plugin, its successor,
is one more deployment beside the operator with certificates of its own; the built-in way is there until operator 1.31.
Takes the root context as "root" and the series as "series".
*/}}
{{- define "cloudnative-pg.store" -}}
{{- $backup := .root.Values.handed.backup -}}
destinationPath: s3://{{ $backup.bucket }}/{{ $backup.path }}
endpointURL: {{ $backup.endpoint }}
serverName: {{ .root.Values.consumer.id }}-{{ .series }}
s3Credentials:
  accessKeyId:
    name: {{ $backup.secret.name }}
    key: {{ index $backup.secret.keys "access-key" }}
  secretAccessKey:
    name: {{ $backup.secret.name }}
    key: {{ index $backup.secret.keys "secret-key" }}
wal:
  compression: gzip
  maxParallel: 2
data:
  compression: gzip
{{- end }}
