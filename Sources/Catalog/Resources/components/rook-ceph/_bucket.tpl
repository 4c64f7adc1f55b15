{{- /*
The name must be known before the bucket is there, so it is given and not generated. Names are unique in the whole object
store: with the platform in front, two platforms never meet, and an installation made anew finds its own bucket again
(Rook links a bucket that exists to the claim's user). Cut to the 63 characters of a bucket name.
*/}}
{{- define "rook-ceph.bucket" -}}
{{- $wish := .Values.consumer.with.bucket | default .Values.consumer.requirement -}}
{{- printf "%s-%s-%s" .Values.platform.name .Values.consumer.name $wish | trunc 63 | trimSuffix "-" -}}
{{- end }}
