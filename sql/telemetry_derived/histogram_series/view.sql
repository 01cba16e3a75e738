-- One row for each row of telemetry_aggregates_v1, without the buckets' counts, and for those that are not stored, with the reason.
CREATE OR REPLACE VIEW
  telemetry_derived.histogram_series
AS
WITH series AS (
  SELECT
    submission_date,
    dimensions,
    process_type,
    metric,
    label,
    kind,
    COUNT(*) AS count,
    TRUNC(SUM(sum)) AS sum
  FROM
    telemetry_derived.histogram_measurements
  WHERE
    set_aside IS NULL
  GROUP BY
    submission_date,
    dimensions,
    process_type,
    metric,
    label,
    kind
),
named AS (
  SELECT
    *,
    CASE
      WHEN kind = 'simple'
        THEN 'any simple measurement'
      WHEN kind IN ('count', 'scalar')
        THEN 'any count or scalar'
      WHEN REGEXP_CONTAINS(metric, r'^USE_COUNTER2?_')
        THEN 'any USE_COUNTER'
      ELSE REGEXP_EXTRACT(metric, r'^[^/]*')
    END AS definition
  FROM
    series
)
SELECT
  named.* EXCEPT (definition),
  IFNULL(own.buckets, parent.buckets) AS buckets,
  CASE
    WHEN NOT REGEXP_CONTAINS(metric, r'^[A-Za-z0-9_\-\[\].]*$')
      OR STRPOS(label, CODE_POINTS_TO_STRING([0])) > 0
      THEN 'name'
    WHEN own.name IS NULL
      AND parent.name IS NULL
      THEN 'undefined'
    WHEN sum > 9223372036854775807
      THEN 'sum'
  END AS set_aside
FROM
  named
LEFT JOIN
  telemetry_derived.probe_buckets AS own
  ON own.name = definition
-- What is measured at startup has the shape of what it is measured of.
LEFT JOIN
  telemetry_derived.probe_buckets AS parent
  ON parent.name = REGEXP_EXTRACT(definition, r'^STARTUP_(.*)')
