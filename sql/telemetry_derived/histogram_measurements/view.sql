-- Every histogram and number of the pings that count, a row each, by the names under which they are added up.
CREATE OR REPLACE VIEW
  telemetry_derived.histogram_measurements
AS
WITH histograms AS (
  SELECT
    submission_date,
    dimensions,
    histogram.place,
    histogram.name,
    '' AS label,
    FALSE AS is_blocked,
    histogram.histogram_type,
    histogram.sum,
    histogram.`values`,
    histogram.other
  FROM
    (
      SELECT
        submission_date,
        dimensions,
        histograms
      FROM
        telemetry_derived.histogram_pings
      WHERE
        set_aside IS NULL
    ),
    UNNEST(histograms) AS histogram
  UNION ALL
  SELECT
    submission_date,
    dimensions,
    histogram.place,
    histogram.name,
    histogram.label,
    histogram.name IN (
      'MESSAGE_MANAGER_MESSAGE_SIZE',
      'VIDEO_DETAILED_DROPPED_FRAMES_PROPORTION'
    ) AS is_blocked,
    histogram.histogram_type,
    histogram.sum,
    histogram.`values`,
    histogram.other
  FROM
    (
      SELECT
        submission_date,
        dimensions,
        keyed_histograms
      FROM
        telemetry_derived.histogram_pings
      WHERE
        set_aside IS NULL
    ),
    UNNEST(keyed_histograms) AS histogram
),
-- Those of the usual form are read already.
texts AS (
  SELECT
    *,
    telemetry_derived.histogram_of_text(other) AS read
  FROM
    histograms
  WHERE
    place IN ('payload', 'childPayloads', 'processes.content', 'processes.gpu')
),
read_histograms AS (
  SELECT
    submission_date,
    dimensions,
    place,
    name,
    label,
    is_blocked,
    IF(other IS NULL, histogram_type, read.histogram_type) AS histogram_type,
    IF(other IS NULL, CAST(sum AS NUMERIC), read.sum) AS sum,
    IF(other IS NULL, sum, telemetry_derived.int64_of_numeric(read.sum)) AS whole,
    IF(other IS NULL, `values`, read.values) AS `values`
  FROM
    texts
),
numbers AS (
  SELECT
    submission_date,
    dimensions,
    scalar.place,
    'SCALARS_' AS prefix,
    scalar.name,
    '' AS label,
    STARTS_WITH(scalar.name, 'browser.engagement.navigation') AS is_blocked,
    scalar.value,
    scalar.other
  FROM
    (
      SELECT
        submission_date,
        dimensions,
        scalars
      FROM
        telemetry_derived.histogram_pings
      WHERE
        set_aside IS NULL
    ),
    UNNEST(scalars) AS scalar
  WHERE
    scalar.place IN ('processes.parent', 'processes.content', 'processes.gpu')
  UNION ALL
  SELECT
    submission_date,
    dimensions,
    scalar.place,
    'SCALARS_' AS prefix,
    scalar.name,
    UPPER(scalar.label) AS label,
    STARTS_WITH(scalar.name, 'browser.engagement.navigation') AS is_blocked,
    scalar.value,
    scalar.other
  FROM
    (
      SELECT
        submission_date,
        dimensions,
        keyed_scalars
      FROM
        telemetry_derived.histogram_pings
      WHERE
        set_aside IS NULL
    ),
    UNNEST(keyed_scalars) AS scalar
  WHERE
    scalar.place IN ('processes.parent', 'processes.content', 'processes.gpu')
  UNION ALL
  SELECT
    submission_date,
    dimensions,
    measurement.place,
    'SIMPLE_MEASURES_' AS prefix,
    IF(
      measurement.member IS NULL,
      measurement.name,
      CONCAT(measurement.name, '_', measurement.member)
    ) AS name,
    '' AS label,
    FALSE AS is_blocked,
    measurement.value,
    measurement.other
  FROM
    (
      SELECT
        submission_date,
        dimensions,
        simple_measurements
      FROM
        telemetry_derived.histogram_pings
      WHERE
        set_aside IS NULL
    ),
    UNNEST(simple_measurements) AS measurement
  WHERE
    measurement.place IN ('payload', 'childPayloads')
),
read_numbers AS (
  SELECT
    submission_date,
    dimensions,
    place,
    CONCAT(prefix, UPPER(name)) AS metric,
    label,
    prefix,
    is_blocked,
    IF(other IS NULL, CAST(value AS NUMERIC), telemetry_derived.number_of_text(other)) AS sum,
    IF(
      other IS NULL,
      value,
      telemetry_derived.int64_of_numeric(TRUNC(telemetry_derived.number_of_text(other)))
    ) AS whole
  FROM
    numbers
),
measurements AS (
  SELECT
    submission_date,
    dimensions,
    place,
    -- A count histogram is a number: its sum.
    IF(histogram_type = 4, CONCAT('[[COUNT]]_', name), name) AS metric,
    label,
    IF(histogram_type = 4, 'count', 'histogram') AS kind,
    sum,
    whole,
    IF(histogram_type = 4, [], `values`) AS `values`,
    is_blocked,
    label IS NULL
    OR histogram_type IS NULL AS is_unreadable
  FROM
    read_histograms
  UNION ALL
  SELECT
    submission_date,
    dimensions,
    place,
    metric,
    label,
    IF(prefix = 'SCALARS_', 'scalar', 'simple') AS kind,
    sum,
    whole,
    [] AS `values`,
    is_blocked,
    label IS NULL AS is_unreadable
  FROM
    read_numbers
)
SELECT
  submission_date,
  dimensions,
  CASE
    place
    WHEN 'payload'
      THEN 'parent'
    WHEN 'processes.parent'
      THEN 'parent'
    WHEN 'processes.gpu'
      THEN 'gpu'
    ELSE 'content'
  END AS process_type,
  metric,
  label,
  kind,
  sum,
  -- The sum without its fraction, as far as INT64 goes.
  whole,
  `values`,
  -- Why a measurement does not count; NULL where it does.
  CASE
    WHEN is_blocked
      THEN 'blocked'
    WHEN is_unreadable
      OR sum IS NULL
      OR sum < 0
      THEN 'unreadable'
  END AS set_aside
FROM
  measurements
