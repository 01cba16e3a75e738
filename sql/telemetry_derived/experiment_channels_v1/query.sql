-- The channels that a day's pings came from: how many pings, and which experiments these name.
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
),
channels AS (
  SELECT
    channel,
    COUNT(*) AS pings,
    COUNTIF(is_broken) AS errors
  FROM
    pings
  GROUP BY
    channel
),
-- A broken entry may name an experiment that has no count.
named AS (
  SELECT
    channel,
    active_experiment_id AS experiment_id
  FROM
    pings
  WHERE
    NOT is_broken
    AND active_experiment_id IS NOT NULL
    AND active_branch IS NOT NULL
  UNION DISTINCT
  SELECT
    channel,
    entry.experiment_id
  FROM
    pings
  CROSS JOIN
    UNNEST(entries) AS entry
  WHERE
    entry.experiment_id IS NOT NULL
),
experiments AS (
  SELECT
    channel,
    ARRAY_AGG(experiment_id ORDER BY experiment_id) AS experiment_ids
  FROM
    named
  GROUP BY
    channel
),
totals AS (
  SELECT
    channel,
    MAX(`count`) AS total
  FROM
    telemetry_derived.channel_counts_v1
  WHERE
    submission_date = @submission_date
  GROUP BY
    channel
)
SELECT
  @submission_date AS submission_date,
  channel,
  channels.pings,
  channels.errors,
  totals.total,
  IFNULL(experiments.experiment_ids, []) AS experiment_ids
FROM
  channels
LEFT JOIN
  experiments
  USING (channel)
LEFT JOIN
  totals
  USING (channel)
