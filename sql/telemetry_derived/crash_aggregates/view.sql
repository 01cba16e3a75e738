{% from "sql/telemetry_derived/crash_pings/dimensions.jinja" import dimensions -%}
{% set stats = [
  "usage_hours",
  "main_crashes",
  "content_crashes",
  "plugin_crashes",
  "gmplugin_crashes",
  "content_shutdown_crashes",
] -%}
CREATE OR REPLACE VIEW
  telemetry_derived.crash_aggregates
AS
SELECT
  submission_date,
  activity_date,
  {% for name, _ in dimensions -%}
    (
      SELECT
        dimension.value
      FROM
        UNNEST(dimensions) AS dimension
      WHERE
        dimension.key = '{{ name }}'
      LIMIT
        1
    ) AS {{ name }},
  {% endfor -%}
  (
    SELECT
      stat.value
    FROM
      UNNEST(stats) AS stat
    WHERE
      stat.key = 'ping_count'
    LIMIT
      1
  ) AS ping_count,
  {% for stat in stats -%}
    (
      SELECT
        stat.value
      FROM
        UNNEST(stats) AS stat
      WHERE
        stat.key = '{{ stat }}'
      LIMIT
        1
    ) AS {{ stat }},
    (
      SELECT
        stat.value
      FROM
        UNNEST(stats) AS stat
      WHERE
        stat.key = '{{ stat }}_squared'
      LIMIT
        1
    ) AS {{ stat }}_squared{{ "," if not loop.last }}
  {% endfor %}
FROM
  telemetry_derived.crash_aggregates_v1
