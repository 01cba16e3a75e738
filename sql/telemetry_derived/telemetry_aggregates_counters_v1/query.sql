-- How many pings and measurements of the day went into telemetry_aggregates_v1, and how many were set aside and why.
WITH pings AS (
  SELECT
    COUNTIF(set_aside IS NULL) AS pings_processed,
    COUNTIF(set_aside = 'sample') AS pings_without_sample_id,
    COUNTIF(set_aside = 'channel') AS pings_of_other_channels,
    COUNTIF(set_aside = 'build_id') AS pings_without_build_id,
    COUNTIF(set_aside = 'dimension') AS pings_without_dimension
  FROM
    telemetry_derived.histogram_pings
  WHERE
    submission_date = @submission_date
),
measurements AS (
  SELECT
    COUNTIF(kind = 'histogram' AND set_aside = 'unreadable') AS histograms_unreadable,
    COUNTIF(kind != 'histogram' AND set_aside = 'unreadable') AS numbers_unreadable,
    COUNTIF(set_aside = 'blocked') AS measurements_blocked
  FROM
    telemetry_derived.histogram_measurements
  WHERE
    submission_date = @submission_date
    AND set_aside IS NOT NULL
),
series AS (
  SELECT
    IFNULL(SUM(IF(kind = 'histogram' AND set_aside IS NULL, count, 0)), 0) AS histograms_processed,
    IFNULL(SUM(IF(kind != 'histogram' AND set_aside IS NULL, count, 0)), 0) AS numbers_processed,
    IFNULL(SUM(IF(set_aside = 'undefined', count, 0)), 0) AS histograms_undefined,
    IFNULL(SUM(IF(set_aside = 'name', count, 0)), 0) AS measurements_with_invalid_name,
    IFNULL(SUM(IF(set_aside = 'sum', count, 0)), 0) AS measurements_beyond_int64
  FROM
    telemetry_derived.histogram_series
  WHERE
    submission_date = @submission_date
)
SELECT
  @submission_date AS submission_date,
  pings.*,
  histograms_processed,
  histograms_unreadable,
  histograms_undefined,
  numbers_processed,
  numbers_unreadable,
  measurements_blocked,
  measurements_with_invalid_name,
  measurements_beyond_int64
FROM
  pings
CROSS JOIN
  measurements
CROSS JOIN
  series
