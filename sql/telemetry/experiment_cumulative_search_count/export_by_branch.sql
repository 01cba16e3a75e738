{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_cumulative_search_count", cumulative=true, by_branch=true) }}
