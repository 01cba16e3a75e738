{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_enrollment_daily_active_population", by_branch=true) }}
