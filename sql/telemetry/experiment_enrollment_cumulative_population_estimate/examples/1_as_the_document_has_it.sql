-- The data documentation's example, as it stands there. It says "clients enrolled to date", but values are cumulative already: their sum
-- over all windows is no number of clients. 2_enrolled_to_date.sql is what it means.
SELECT
  branch,
  SUM(value) AS total_enrolled
FROM
  `mozdata.telemetry.experiment_enrollment_cumulative_population_estimate`
WHERE
  experiment = 'multi-stage-aboutwelcome-set-default-as-first-screen'
GROUP BY
  1
ORDER BY
  2
