{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_unenrollment_overall", by_branch=true) }}
