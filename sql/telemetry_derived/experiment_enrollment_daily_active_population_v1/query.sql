-- Active clients of a day, at the midnight that ends it.
SELECT
  TIMESTAMP(DATE_ADD(submission_date, INTERVAL 1 DAY)) AS time,
  branch,
  experiment_id AS experiment,
  SUM(active_clients) AS value
FROM
  telemetry_derived.experiments_daily_active_clients_v1
WHERE
  submission_date = @submission_date
GROUP BY
  `time`,
  branch,
  experiment
