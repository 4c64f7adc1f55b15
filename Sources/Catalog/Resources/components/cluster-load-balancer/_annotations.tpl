{{- /* What one Service needs. A wish that nothing here can grant is an error: the Service would get another address than its name says. */}}
{{- define "cluster-load-balancer.annotations" -}}
{{- $options := .Values.component.options -}}
{{- $annotations := deepCopy $options.annotations -}}
{{- with .Values.consumer.with.address -}}
{{- $_ := set $annotations ($options.addressAnnotation | required (printf "%s wishes for the address %s, but components.cluster-load-balancer.addressAnnotation is not set" $.Values.consumer.name .)) . -}}
{{- end -}}
{{- with .Values.consumer.with.share -}}
{{- $_ := set $annotations ($options.shareAnnotation | required (printf "%s wishes to share an address, but components.cluster-load-balancer.shareAnnotation is not set" $.Values.consumer.name)) . -}}
{{- end -}}
{{- toJson $annotations -}}
{{- end }}
