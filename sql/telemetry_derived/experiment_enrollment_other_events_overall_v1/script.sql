{% from "sql/telemetry_derived/experiment_monitoring.jinja" import begin -%}
-- Events other than enrolling and leaving, a row for each kind of them.
{{ begin(
  "telemetry_derived.experiment_enrollment_other_events_overall_v1",
  "time TIMESTAMP, branch STRING, experiment STRING, event STRING, value INT64",
) }}
INSERT INTO
  telemetry_derived.experiment_enrollment_other_events_overall_v1(
    `time`,
    branch,
    experiment,
    event,
    value
  )
WITH sums AS (
  SELECT
    window_start AS time,
    branch,
    experiment,
    SUM(graduate_count) AS graduated,
    SUM(enroll_failed_count) AS enroll_failed,
    SUM(unenroll_failed_count) AS unenroll_failed,
    SUM(update_count) AS updated,
    SUM(update_failed_count) AS update_failed
  FROM
    telemetry_derived.experiment_enrollment_aggregates_live
  WHERE
    window_start >= since
  GROUP BY
    `time`,
    branch,
    experiment
)
SELECT
  `time`,
  branch,
  experiment,
  event,
  value
FROM
  sums
  UNPIVOT (value FOR event IN (graduated, enroll_failed, unenroll_failed, updated, update_failed));

COMMIT TRANSACTION;
