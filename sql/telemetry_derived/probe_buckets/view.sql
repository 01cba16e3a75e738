-- The buckets that telemetry_aggregates_v1 stores of each probe, by the names that `histogram_series` looks for.
CREATE OR REPLACE VIEW
  telemetry_derived.probe_buckets
AS
WITH shapes AS (
  SELECT
    name,
    kind,
    IFNULL(low, 1) AS low,
    high,
    n_buckets,
    n_values,
    ARRAY_LENGTH(labels) AS n_labels
  FROM
    telemetry_derived.probe_definitions_v1
  WHERE
    type = 'histogram'
    AND name != 'EVENTLOOP_UI_LAG_EXP_MS'
  UNION ALL
  -- Those whose buckets do not depend on definitions.
  SELECT
    shape.*,
    NULL,
    NULL
  FROM
    UNNEST(
      [
        STRUCT(
          'EVENTLOOP_UI_LAG_EXP_MS' AS name,
          'exponential' AS kind,
          50 AS low,
          60000 AS high,
          20 AS n_buckets
        ),
        ('any USE_COUNTER', 'boolean', 1, 2, 3),
        ('any count or scalar', 'exponential', 1, 10000, 100),
        ('any simple measurement', 'exponential', 1, 30000, 50)
      ]
    ) AS shape
)
SELECT
  name,
  CASE
    WHEN kind IN ('boolean', 'flag', 'count')
      THEN [0, 1, 2]
    WHEN kind = 'enumerated'
      THEN GENERATE_ARRAY(0, n_values)
    WHEN kind = 'categorical'
      THEN GENERATE_ARRAY(0, n_labels)
    ELSE ARRAY(
        SELECT
          CAST(bound AS INT64)
        FROM
          UNNEST(telemetry_derived.histogram_buckets(kind, low, high, n_buckets)) AS bound
          WITH OFFSET
        ORDER BY
          offset
      )
  END AS buckets
FROM
  shapes
