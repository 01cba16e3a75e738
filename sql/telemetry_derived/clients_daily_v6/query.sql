-- A row for each client of the day; a client without experiments has an empty list.
WITH latest AS (
  SELECT
    client_id,
    experiment.key,
    ARRAY_AGG(
      STRUCT(experiment.value.branch AS branch)
      ORDER BY
        submission_timestamp DESC,
        experiment.value.branch
      LIMIT
        1
    )[OFFSET(0)].branch AS value
  FROM
    telemetry_stable.main_v4
  LEFT JOIN
    UNNEST(environment.experiments) AS experiment
  WHERE
    DATE(submission_timestamp) = @submission_date
  GROUP BY
    client_id,
    experiment.key
)
SELECT
  @submission_date AS submission_date,
  client_id,
  ARRAY_AGG(IF(key IS NULL, NULL, STRUCT(key, value)) IGNORE NULLS ORDER BY key) AS experiments
FROM
  latest
GROUP BY
  client_id
