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
)
SELECT
  *,
  DATE(submission_timestamp) AS submission_date,
  -- The day on the client's own clock, as it wrote it. Nearly all clients write UTC.
  IF(
    ENDS_WITH(creation_date, 'Z'),
    DATE(SAFE_CAST(creation_date AS TIMESTAMP)),
    SAFE_CAST(REGEXP_EXTRACT(creation_date, r'^\d+-\d+-\d+') AS DATE)
  ) AS creation_day,
  -- Only a crash of the main process ends a session; newer clients send crash pings for other processes too.
  IFNULL(process_type, 'main') = 'main' AS is_main_process,
  SAFE_CAST(creation_date AS TIMESTAMP) IS NOT NULL
  AND IFNULL(REGEXP_CONTAINS(build_id, r'^[0-9]{14}$'), FALSE) AS is_valid
FROM
  pings
