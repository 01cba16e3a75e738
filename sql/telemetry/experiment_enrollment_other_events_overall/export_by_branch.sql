{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_enrollment_other_events_overall", by_branch=true) }}
