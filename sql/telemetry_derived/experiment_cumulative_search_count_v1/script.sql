{% from "sql/telemetry_derived/experiment_monitoring.jinja" import rewrite_totals -%}
-- Searches up to and including each window, by experiment and branch.
{{ rewrite_totals("experiment_cumulative_search_count", "telemetry_derived.experiment_search_aggregates_live_v1", "search_count") }}
