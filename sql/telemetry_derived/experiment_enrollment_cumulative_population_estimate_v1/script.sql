{% from "sql/telemetry_derived/experiment_monitoring.jinja" import rewrite_totals -%}
-- How many clients are in each branch at the end of each window. A null branch stays here; the view telemetry.… says what becomes of it.
{{ rewrite_totals(
  "experiment_enrollment_cumulative_population_estimate",
  "telemetry_derived.experiment_enrollment_aggregates_live",
  "enroll_count - unenroll_count - graduate_count",
  every_window=true,
) }}
