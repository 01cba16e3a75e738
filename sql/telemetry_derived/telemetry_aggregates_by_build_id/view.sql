{% from "sql/telemetry_derived/telemetry_aggregates_v1/roll_up.jinja" import roll_up -%}
-- telemetry_aggregates_v1 by build day, added up over all submission dates.
CREATE OR REPLACE VIEW
  telemetry_derived.telemetry_aggregates_by_build_id AS {{
  roll_up(
    [
      "build_id",
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
