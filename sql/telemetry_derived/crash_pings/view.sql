{% from "sql/telemetry_derived/crash_pings/dimensions.jinja" import dimensions -%}
-- The pings that crash_aggregates_v1 counts, a row each, and whether they are fit to be counted.
-- This is the one file that knows where a warehouse keeps them.
CREATE OR REPLACE VIEW
  telemetry_derived.crash_pings
AS
WITH pings AS (
  SELECT
    'main' AS doc_type,
    CAST(NULL AS STRING) AS process_type,
    submission_timestamp,
    creation_date,
    {% for name, path in dimensions -%}
      {{ path }} AS {{ name }},
    {% endfor -%}
    payload.info.subsession_length,
    payload.keyed_histograms.subprocess_crashes_with_dump,
    payload.keyed_histograms.subprocess_kill_hard
  FROM
    telemetry_stable.main_v4
  UNION ALL
  SELECT
    'crash' AS doc_type,
    payload.process_type,
    submission_timestamp,
    creation_date,
    {% for name, path in dimensions -%}
      {{ path }} AS {{ name }},
    {% endfor -%}
    payload.info.subsession_length,
    payload.keyed_histograms.subprocess_crashes_with_dump,
    payload.keyed_histograms.subprocess_kill_hard
  FROM
    telemetry_stable.crash_v4
),
dated AS (
  SELECT
    *,
    DATE(submission_timestamp) AS submission_date,
    -- The day on the client's own clock, as it wrote it, with a time that is one. Nearly all write UTC to the second;
    -- the pattern is for the rest: another zone or none, no seconds, no time at all.
    IFNULL(
      IF(
        ENDS_WITH(creation_date, 'Z')
        AND creation_date NOT LIKE '%:60%',
        DATE(SAFE_CAST(creation_date AS TIMESTAMP)),
        NULL
      ),
      SAFE_CAST(
        REGEXP_EXTRACT(
          creation_date,
          r'^(\d{4}-\d\d?-\d\d?)(?:[Tt ](?:[01]?\d|2[0-3])(?::[0-5]?\d(?::[0-5]?\d(?:\.\d*)?)?)?(?: ?(?:[Zz]|UTC)|[+-]\d\d(?::?[0-5]\d)?)?)?$'
        ) AS DATE
      )
    ) AS creation_day,
    -- Only a crash of the main process ends a session; newer clients send crash pings for other processes too.
    IFNULL(process_type, 'main') = 'main' AS is_main_process
  FROM
    pings
)
SELECT
  *,
  creation_day IS NOT NULL
  AND IFNULL(REGEXP_CONTAINS(build_id, r'^[0-9]{14}$'), FALSE) AS is_valid
FROM
  dated
