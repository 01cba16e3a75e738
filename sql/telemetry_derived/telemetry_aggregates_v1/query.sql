-- The histograms of a day: what the pings of the same dimensions measured by the same name, added up.
WITH series AS (
  SELECT
    *,
    ROW_NUMBER() OVER (ORDER BY dimensions, process_type, metric, label) AS id
  FROM
    telemetry_derived.histogram_series
  WHERE
    submission_date = @submission_date
    AND set_aside IS NULL
),
-- The bucket of a number is the greatest one that is not above it: the one at its position, from 30000 on the last.
number_buckets AS (
  SELECT
    name,
    ARRAY_AGG(bucket ORDER BY value) AS by_value
  FROM
    telemetry_derived.probe_buckets,
    UNNEST(buckets) AS bucket
    WITH OFFSET,
    UNNEST(GENERATE_ARRAY(bucket, IFNULL(buckets[SAFE_OFFSET(offset + 1)] - 1, 30000))) AS value
  WHERE
    name IN ('any count or scalar', 'any simple measurement')
  GROUP BY
    name
),
numbers AS (
  SELECT
    id,
    measurements.kind,
    IF(measurements.whole > 30000, 30000, measurements.whole) AS position
  FROM
    telemetry_derived.histogram_measurements AS measurements
  JOIN
    series
    USING (dimensions, process_type, metric, label)
  WHERE
    measurements.submission_date = @submission_date
    AND measurements.set_aside IS NULL
    AND measurements.kind != 'histogram'
),
counted AS (
  SELECT
    id,
    entry.key AS bucket,
    SUM(CAST(entry.value AS NUMERIC)) AS count
  FROM
    telemetry_derived.histogram_measurements AS measurements
  JOIN
    series
    USING (dimensions, process_type, metric, label),
    UNNEST(`values`) AS entry
  WHERE
    measurements.submission_date = @submission_date
    AND measurements.set_aside IS NULL
    AND measurements.kind = 'histogram'
  GROUP BY
    id,
    bucket
  UNION ALL
  SELECT
    id,
    IF(
      kind = 'simple',
      simple.by_value[SAFE_OFFSET(position)],
      other.by_value[SAFE_OFFSET(position)]
    ) AS bucket,
    CAST(COUNT(*) AS NUMERIC) AS count
  FROM
    numbers
  CROSS JOIN
    (SELECT by_value FROM number_buckets WHERE name = 'any simple measurement') AS simple
  CROSS JOIN
    (SELECT by_value FROM number_buckets WHERE name = 'any count or scalar') AS other
  GROUP BY
    id,
    bucket
),
sparse AS (
  SELECT
    id,
    ARRAY_AGG(STRUCT(bucket AS key, telemetry_derived.int64_of_numeric(count) AS value)) AS counts
  FROM
    counted
  GROUP BY
    id
),
dimension_sets AS (
  SELECT DISTINCT
    dimensions,
    channel,
    version,
    build_id,
    application,
    architecture,
    os,
    os_version
  FROM
    telemetry_derived.histogram_pings
  WHERE
    submission_date = @submission_date
    AND set_aside IS NULL
)
SELECT
  @submission_date AS submission_date,
  channel,
  version,
  build_id,
  application,
  architecture,
  os,
  os_version,
  metric,
  label,
  process_type,
  series.count,
  telemetry_derived.int64_of_numeric(series.sum) AS sum,
  -- Buckets that the definition does not have are left out.
  ARRAY(
    SELECT
      IFNULL(
        (SELECT entry.value FROM UNNEST(sparse.counts) AS entry WHERE entry.key = bucket LIMIT 1),
        0
      )
    FROM
      UNNEST(series.buckets) AS bucket
      WITH OFFSET
    ORDER BY
      offset
  ) AS histogram
FROM
  series
JOIN
  dimension_sets
  USING (dimensions)
LEFT JOIN
  sparse
  USING (id)
