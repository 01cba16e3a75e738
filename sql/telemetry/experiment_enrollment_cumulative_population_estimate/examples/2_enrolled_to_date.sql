-- Clients in each branch of an experiment by now: the value of the latest window.
SELECT
  branch,
  MAX_BY(value, `time`) AS total_enrolled
FROM
  `mozdata.telemetry.experiment_enrollment_cumulative_population_estimate`
WHERE
  experiment = 'multi-stage-aboutwelcome-set-default-as-first-screen'
GROUP BY
  branch
ORDER BY
  total_enrolled
