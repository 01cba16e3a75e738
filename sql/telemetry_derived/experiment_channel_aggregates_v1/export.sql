-- The day's files, one document for each channel: {"experiments": {id: {"activations", "active", "terminations"}}, "total"}.
WITH aggregates AS (
  SELECT
    channel,
    experiment_id,
    kind,
    branch,
    reason,
    data,
    `count`,
    -- [reason, data...]
    PARSE_JSON(
      CONCAT('[', TO_JSON_STRING(reason), IF(data = '[]', '', ','), SUBSTR(data, 2)),
      wide_number_mode => 'round'
    ) AS key
  FROM
    telemetry_derived.experiment_channel_aggregates_v1
  WHERE
    submission_date = @submission_date
),
-- Of each experiment that a channel names, also where nothing is counted.
experiments AS (
  SELECT
    channel,
    experiment_id,
    JSON_OBJECT(
      'active',
      JSON_OBJECT(
        IFNULL(ARRAY_AGG(IF(kind = 'active', branch, NULL) IGNORE NULLS ORDER BY branch), []),
        IFNULL(ARRAY_AGG(IF(kind = 'active', `count`, NULL) IGNORE NULLS ORDER BY branch), [])
      ),
      'activations',
      IFNULL(
        ARRAY_AGG(
          IF(kind = 'activation', JSON_ARRAY(key, `count`), NULL) IGNORE NULLS
          ORDER BY
            reason,
            data
        ),
        []
      ),
      'terminations',
      IFNULL(
        ARRAY_AGG(
          IF(kind = 'termination', JSON_ARRAY(key, `count`), NULL) IGNORE NULLS
          ORDER BY
            reason,
            data
        ),
        []
      )
    ) AS experiment
  FROM
    telemetry_derived.experiment_channels_v1
  CROSS JOIN
    UNNEST(experiment_ids) AS experiment_id
  LEFT JOIN
    aggregates
    USING (channel, experiment_id)
  WHERE
    submission_date = @submission_date
  GROUP BY
    channel,
    experiment_id
),
documents AS (
  SELECT
    channel,
    JSON_OBJECT(
      ARRAY_AGG(experiment_id ORDER BY experiment_id),
      ARRAY_AGG(experiment ORDER BY experiment_id)
    ) AS experiments
  FROM
    experiments
  GROUP BY
    channel
)
SELECT
  @prefix AS prefix,
  FORMAT_DATE('%Y%m%d', submission_date) AS date,
  channel,
  JSON_OBJECT('total', total, 'experiments', IFNULL(documents.experiments, JSON '{}')) AS document
FROM
  telemetry_derived.experiment_channels_v1
LEFT JOIN
  documents
  USING (channel)
WHERE
  submission_date = @submission_date
