-- How many pings of a day and channel had an experiment active, and which entries about experiments their logs held.
WITH pings AS (
  SELECT
    channel,
    is_broken,
    active_experiment_id,
    active_branch,
    entries
  FROM
    telemetry_derived.experiment_pings
  WHERE
    submission_date = @submission_date
    AND (@sample_rate >= 1 OR sample_position < @sample_rate)
)
-- Of every ping, with or without entries in its log.
SELECT
  @submission_date AS submission_date,
  channel,
  active_experiment_id AS experiment_id,
  'active' AS kind,
  active_branch AS branch,
  CAST(NULL AS STRING) AS reason,
  CAST(NULL AS STRING) AS data,
  COUNT(*) AS `count`
FROM
  pings
WHERE
  NOT is_broken
  AND active_experiment_id IS NOT NULL
  AND active_branch IS NOT NULL
GROUP BY
  channel,
  experiment_id,
  branch
UNION ALL
SELECT
  @submission_date AS submission_date,
  channel,
  entry.experiment_id,
  entry.kind,
  CAST(NULL AS STRING) AS branch,
  entry.reason,
  entry.data,
  COUNT(*) AS `count`
FROM
  pings
CROSS JOIN
  UNNEST(entries) AS entry
WHERE
  NOT entry.is_broken
GROUP BY
  channel,
  entry.experiment_id,
  entry.kind,
  entry.reason,
  entry.data
