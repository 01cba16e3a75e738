-- Drops the days of the histogram aggregates that are more than two years older than the run's day, and those more than a week
-- ahead of it, which come from wrong clocks: all but [day - 730 days, day + 7 days).
DELETE FROM
  telemetry_derived.telemetry_aggregates_v1
WHERE
  submission_date < DATE_SUB(@submission_date, INTERVAL 730 DAY)
  OR submission_date >= DATE_ADD(@submission_date, INTERVAL 7 DAY);

DELETE FROM
  telemetry_derived.telemetry_aggregates_counters_v1
WHERE
  submission_date < DATE_SUB(@submission_date, INTERVAL 730 DAY)
  OR submission_date >= DATE_ADD(@submission_date, INTERVAL 7 DAY);
