{% from "sql/telemetry_derived/crash_pings/dimensions.jinja" import dimensions -%}
{% set stats = [
  "usage_hours",
  "main_crashes",
  "content_crashes",
  "plugin_crashes",
  "gmplugin_crashes",
  "content_shutdown_crashes",
] -%}
-- The number of crashes in a count histogram is its bucket 0; a broken histogram counts as none. Most pings have no histogram.
CREATE TEMP FUNCTION crash_count(histograms ARRAY<STRUCT<key STRING, value STRING>>, name STRING)
RETURNS FLOAT64
AS (
  IF(
    ARRAY_LENGTH(histograms) > 0,
    IFNULL(
      SAFE_CAST(
        JSON_VALUE((SELECT histogram.value FROM UNNEST(histograms) AS histogram WHERE histogram.key = name LIMIT 1), '$.values."0"') AS INT64
      ),
      0
    ),
    0
  )
);

WITH measured AS (
  SELECT
    -- Clocks of clients are wrong: a ping counts for one of the seven days before it came in.
    CASE
      WHEN creation_day > @submission_date
        THEN @submission_date
      WHEN creation_day < DATE_SUB(@submission_date, INTERVAL 7 DAY)
        THEN DATE_SUB(@submission_date, INTERVAL 7 DAY)
      ELSE creation_day
    END AS activity_date,
    {% for name, _ in dimensions -%}
    {{ name }},
    {% endfor -%}
    IF(doc_type = 'main', 1.0, 0.0) AS ping_count,
    -- A session of more than 25 hours is a client that slept; one without a length, or below zero, says nothing.
    CASE
      WHEN subsession_length > 25 * 3600
        THEN 25
      WHEN subsession_length > 0
        THEN subsession_length / 3600
      ELSE 0
    END AS usage_hours,
    IF(doc_type = 'crash', 1.0, 0.0) AS main_crashes,
    crash_count(subprocess_crashes_with_dump, 'content') AS content_crashes,
    crash_count(subprocess_crashes_with_dump, 'plugin') AS plugin_crashes,
    crash_count(subprocess_crashes_with_dump, 'gmplugin') AS gmplugin_crashes,
    crash_count(subprocess_kill_hard, 'ShutDownKill') AS content_shutdown_crashes
  FROM
    telemetry_derived.crash_pings
  WHERE
    submission_date = @submission_date
    AND is_main_process
    AND is_valid
),
aggregated AS (
  SELECT
    activity_date,
    {% for name, _ in dimensions -%}
    {{ name }},
    {% endfor -%}
    SUM(ping_count) AS ping_count,
    {% for stat in stats -%}
    SUM({{ stat }}) AS {{ stat }},
    SUM({{ stat }} * {{ stat }}) AS {{ stat }}_squared{{ "," if not loop.last }}
    {% endfor %}
  FROM
    measured
  GROUP BY
    activity_date,
    {% for name, _ in dimensions -%}
    {{ name }}{{ "," if not loop.last }}
    {% endfor %}
)
SELECT
  @submission_date AS submission_date,
  activity_date,
  -- A dimension that is null is absent from the map.
  ARRAY(
    SELECT AS STRUCT
      dimension.key,
      REGEXP_REPLACE(dimension.value, r'[^\x00-\x7F]', '?') AS value
    FROM
      UNNEST(
        [
          {% for name, _ in dimensions -%}
          STRUCT({{ loop.index }} AS position, '{{ name }}' AS key, {{ name }} AS value){{ "," if not loop.last }}
          {% endfor %}
        ]
      ) AS dimension
    WHERE
      dimension.value IS NOT NULL
    ORDER BY
      dimension.position
  ) AS dimensions,
  [
    STRUCT('ping_count' AS key, ping_count AS value),
    {% for stat in stats -%}
    ('{{ stat }}', {{ stat }}),
    {% endfor -%}
    {% for stat in stats -%}
    ('{{ stat }}_squared', {{ stat }}_squared){{ "," if not loop.last }}
    {% endfor %}
  ] AS stats
FROM
  aggregated
