-- Events that name no branch say nothing where an experiment has branches. Where it has none, as roll-outs, they are its clients.
CREATE OR REPLACE VIEW
  telemetry.experiment_enrollment_cumulative_population_estimate
AS
WITH with_branches AS (
  -- every branch is in the newest window
  SELECT DISTINCT
    IFNULL(experiment, '') AS experiment
  FROM
    telemetry_derived.experiment_enrollment_cumulative_population_estimate_v1
  WHERE
    branch IS NOT NULL
    AND `time` = (
      SELECT
        MAX(`time`)
      FROM
        telemetry_derived.experiment_enrollment_cumulative_population_estimate_v1
    )
)
SELECT
  `time`,
  IFNULL(branch, 'null') AS branch,
  experiment,
  value
FROM
  telemetry_derived.experiment_enrollment_cumulative_population_estimate_v1
WHERE
  NOT is_opening
  AND (branch IS NOT NULL OR IFNULL(experiment, '') NOT IN (SELECT experiment FROM with_branches))
