{% from "sql/telemetry_derived/telemetry_aggregates_v1/roll_up.jinja" import roll_up -%}
-- telemetry_aggregates_v1 by submission date, added up over all builds.
CREATE OR REPLACE VIEW
  telemetry_derived.telemetry_aggregates_by_submission_date AS {{
  roll_up(
    [
      "submission_date",
      "channel",
      "version",
      "application",
      "architecture",
      "os",
      "os_version",
      "metric",
      "label",
      "process_type",
    ]
  )
}}
