{% from "sql/telemetry_derived/experiment_monitoring.jinja" import rewrite_sums -%}
-- Clients that left, by window.
{{ rewrite_sums("experiment_unenrollment_overall", "unenroll_count") }}
