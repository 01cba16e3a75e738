-- Crashes of the main process per thousand hours of use, by build and e10s cohort, outside of experiments.
WITH rates AS (
  SELECT
    build_id,
    e10s_cohort,
    SUM(main_crashes) AS main_crashes,
    SUM(usage_hours) / 1000 AS usage_kilohours
  FROM
    telemetry_derived.crash_aggregates
  WHERE
    experiment_id IS NULL
    AND REGEXP_CONTAINS(build_id, r'^\d{14}$')
    AND build_id > '20160201000000'
  GROUP BY
    build_id,
    e10s_cohort
)
SELECT
  SAFE.PARSE_TIMESTAMP('%Y%m%d%H%M%S', build_id) AS build_id,
  usage_kilohours,
  e10s_cohort,
  main_crashes / usage_kilohours AS main_crash_rate
FROM
  rates
WHERE
  -- Fewer hours than this say nothing.
  usage_kilohours > 100
ORDER BY
  build_id
