{{- define "openebs-lvm.class" -}}
{{ . }}-lvmpv
{{- end }}

{{- define "openebs-lvm.defaultGroup" -}}
{{- $options := .Values.component.options -}}
{{- $groups := $options.groups | required "components.openebs-lvm.groups has no group" -}}
{{- $group := $options.defaultGroup | default (keys $groups | sortAlpha | first) -}}
{{- include "openebs-lvm.known" (dict "groups" $groups "group" $group "where" "defaultGroup") -}}
{{- end }}

{{- /* A group that is not there would only show when a claim waits for ever. */}}
{{- define "openebs-lvm.known" -}}
{{- if not (hasKey .groups .group) }}{{ fail (printf "components.openebs-lvm.%s names the group %s, which is not among components.openebs-lvm.groups" .where .group) }}{{ end -}}
{{ .group }}
{{- end }}

{{- /* The group of one consumer: by component and requirement, by component, or the default. */}}
{{- define "openebs-lvm.groupOf" -}}
{{- $options := .Values.component.options -}}
{{- $group := get $options.placement .Values.consumer.id | default (get $options.placement .Values.consumer.name) -}}
{{- if $group -}}
{{- include "openebs-lvm.known" (dict "groups" ($options.groups | default dict) "group" $group "where" "placement") -}}
{{- else -}}
{{- include "openebs-lvm.defaultGroup" . -}}
{{- end -}}
{{- end }}

{{- /* Takes the root context as "root", the disk as "volume" and its name as "name". */}}
{{- define "openebs-lvm.volumeGroup" -}}
{{- $group := .volume.group | default (include "openebs-lvm.defaultGroup" .root) -}}
{{- include "openebs-lvm.known" (dict "groups" .root.Values.component.options.groups "group" $group "where" (printf "volumes.%s" .name)) -}}
{{- end }}

{{- /* The driver reads the capacity of an LVMVolume as a number of bytes and understands no unit. */}}
{{- define "openebs-lvm.bytes" -}}
{{- $unit := regexFind "[A-Za-z]*$" . -}}
{{- $number := trimSuffix $unit . -}}
{{- $factors := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- if or (not (hasKey $factors $unit)) (not (regexMatch "^[0-9]+$" $number)) }}{{ fail (printf "components.openebs-lvm.volumes: %s is not a whole number with Ki, Mi, Gi or Ti" .) }}{{ end -}}
{{ mul (int64 $number) (int64 (get $factors $unit)) }}
{{- end }}
