{% from "sql/telemetry_derived/experiment_monitoring.jinja" import rewrite_sums -%}
-- Enrolments by window.
{{ rewrite_sums("experiment_enrollment_overall", "enroll_count") }}
