{% from "sql/telemetry_derived/crash_pings/dimensions.jinja" import dimensions -%}
{% set stats = [
  "usage_hours",
  "main_crashes",
  "content_crashes",
  "plugin_crashes",
  "gmplugin_crashes",
  "content_shutdown_crashes",
] -%}
-- Most pings have no histograms.
CREATE TEMP FUNCTION histogram(histograms ARRAY<STRUCT<key STRING, value STRING>>, name STRING)
RETURNS STRING AS (
  IF(
    ARRAY_LENGTH(histograms) > 0,
    (SELECT entry.value FROM UNNEST(histograms) AS entry WHERE entry.key = name LIMIT 1),
    NULL
  )
);

-- Bucket 0 of a histogram: an object of JSON, or the compact texts `count`, `false,true` and `buckets;type;sum;low,high;key:count,…`.
CREATE TEMP FUNCTION bucket_0(histogram STRING)
RETURNS STRING AS (
  IFNULL(
    JSON_VALUE(histogram, '$.values."0"'),
    REGEXP_EXTRACT(histogram, r'^(?:\d+;\d+;\d+;\d+,\d+;(?:[^;]*,)?0:)?(\d+)(?:,[^;]*)?$')
  )
);

-- The number of crashes in a count histogram is its bucket 0, without a fraction; a broken histogram counts as none.
CREATE TEMP FUNCTION crash_count(histogram STRING)
RETURNS FLOAT64 AS (
  CASE
    WHEN histogram IS NULL
      THEN 0
    ELSE COALESCE(
        -- The usual form: a whole number.
        SAFE_CAST(JSON_VALUE(histogram, '$.values."0"') AS INT64),
        SAFE_CAST(TRUNC(SAFE_CAST(bucket_0(histogram) AS FLOAT64)) AS INT64),
        0
      )
  END
);

WITH pings AS (
  SELECT
    *,
    histogram(subprocess_crashes_with_dump, 'content') AS content_histogram,
    histogram(subprocess_crashes_with_dump, 'plugin') AS plugin_histogram,
    histogram(subprocess_crashes_with_dump, 'gmplugin') AS gmplugin_histogram,
    histogram(subprocess_kill_hard, 'ShutDownKill') AS shutdown_histogram
  FROM
    telemetry_derived.crash_pings
  WHERE
    submission_date = @submission_date
    AND is_main_process
    AND is_valid
),
measured AS (
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
    crash_count(content_histogram) AS content_crashes,
    crash_count(plugin_histogram) AS plugin_crashes,
    crash_count(gmplugin_histogram) AS gmplugin_crashes,
    crash_count(shutdown_histogram) AS content_shutdown_crashes
  FROM
    pings
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
            STRUCT(
              {{ loop.index }} AS position,
              '{{ name }}' AS key,
              {{ name }} AS value
            ) {{ "," if not loop.last }}
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
      ('{{ stat }}_squared', {{ stat }}_squared) {{ "," if not loop.last }}
    {% endfor %}
  ] AS stats
FROM
  aggregated
