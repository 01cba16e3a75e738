-- How many pings of the day were counted in crash_aggregates_v1, and how many were set aside and why.
SELECT
  @submission_date AS submission_date,
  COUNTIF(doc_type = 'main' AND is_valid) AS main_processed,
  COUNTIF(doc_type = 'main' AND NOT is_valid) AS main_ignored,
  COUNTIF(doc_type = 'crash' AND is_main_process AND is_valid) AS crash_processed,
  COUNTIF(doc_type = 'crash' AND is_main_process AND NOT is_valid) AS crash_ignored,
  COUNTIF(doc_type = 'crash' AND NOT is_main_process) AS content_crash_ignored
FROM
  telemetry_derived.crash_pings
WHERE
  submission_date = @submission_date
