{{- define "renovate.labels" -}}
app.kubernetes.io/name: renovate
app.kubernetes.io/component: updates
{{- end }}

{{- /*
The configuration: what the file of this folder says of the trees that Fairlead writes, the Git service of the binding, and rules that
come of options. Later rules win, so what is never merged stands last.
*/}}
{{- define "renovate.configuration" -}}
{{- $options := .Values.component.options -}}
{{- $git := .Values.bindings.git -}}
{{- $configuration := .Values.files.renovate_json | fromJson -}}
{{- $rules := $configuration.packageRules -}}
{{- if ne $options.automerge "none" -}}
{{- $types := ternary (list "patch" "digest") (list "minor" "patch" "digest") (eq $options.automerge "patch") -}}
{{- $rules = append $rules (dict "description" "Small steps, when the checks pass" "matchUpdateTypes" $types "matchCurrentVersion" "!/^v?0/" "automerge" true "automergeType" "pr" "platformAutomerge" true) -}}
{{- end -}}
{{- $further := deepCopy $options.configuration -}}
{{- $rules = concat $rules ($further.packageRules | default list) -}}
{{- $tree := .Values.platform.delivery.path | default "." | trimPrefix "./" | trimSuffix "/" -}}
{{- $prefix := ternary "" (printf "%s/" $tree) (has $tree (list "." "")) -}}
{{- $files := list -}}
{{- range list "applications/**" "apps/**" "components/**" "ground/**" "infra/**" "install.sh" -}}{{- $files = append $files (printf "%s%s" $prefix .) -}}{{- end -}}
{{- $written := dict
    "description" "Files that Fairlead has written: a version is set in the platform file, and rendering writes it here"
    "matchRepositories" (list (.Values.platform.delivery.repository | trimSuffix ".git" | regexFind "[^/:]+/[^/:]+$"))
    "matchFileNames" $files
    "automerge" false
    "draftPR" true
    "groupName" "the platform"
    "prBodyNotes" (list "These files are written by Fairlead. Set the versions in the platform file, render, and close this pull request.") -}}
{{- $own := dict
    "platform" $git.kind
    "endpoint" (ternary $git.api (printf "%s/" $git.api) (hasSuffix "/" $git.api))
    "minimumReleaseAge" $options.minimumAge
    "minimumReleaseAgeBehaviour" "timestamp-optional"
    "prHourlyLimit" $options.hourlyLimit
    "timezone" $options.timezone
    "onboarding" false
    "requireConfig" "optional"
    "binarySource" (ternary "install" "global" $options.installTools)
    "baseDir" "/tmp/renovate" -}}
{{- if $options.repositories -}}
{{- $_ := set $own "repositories" $options.repositories -}}
{{- else -}}
{{- $_ := set $own "autodiscover" true -}}
{{- end -}}
{{- $_ := set $own "packageRules" (append $rules $written) -}}
{{- mergeOverwrite $configuration $own (omit $further "packageRules") | toPrettyJson -}}
{{- end }}
