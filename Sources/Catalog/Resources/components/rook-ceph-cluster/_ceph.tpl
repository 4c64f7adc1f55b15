{{- /* How often everything is kept: on as many nodes as there are, and thrice at the most. */}}
{{- define "rook-ceph-cluster.copies" -}}
{{- $options := .Values.component.options -}}
{{- if and (eq (int $options.nodes) 1) (not $options.singleCopy) -}}
{{- fail "components.rook-ceph-cluster.nodes: with one node everything is kept once, and the first disk that breaks takes all of it along; give it three nodes, or set singleCopy: true" -}}
{{- end -}}
{{- min 3 (int $options.nodes) -}}
{{- end }}

{{- define "rook-ceph-cluster.replicated" -}}
{{- $copies := include "rook-ceph-cluster.copies" . | int -}}
failureDomain: {{ ternary "host" "osd" (gt $copies 1) }}
replicated:
  size: {{ $copies }}
  requireSafeReplicaSize: {{ gt $copies 1 }}
{{- end }}

{{- /*
The name must be known before the bucket is there, so it is given and not generated. With the platform in front, an installation
made anew finds its own bucket again. Cut to the 63 characters of a bucket name.
*/}}
{{- define "rook-ceph-cluster.bucket" -}}
{{- $wish := .Values.consumer.with.bucket | default .Values.consumer.requirement -}}
{{- printf "%s-%s-%s" .Values.platform.name .Values.consumer.name $wish | trunc 63 | trimSuffix "-" -}}
{{- end }}
