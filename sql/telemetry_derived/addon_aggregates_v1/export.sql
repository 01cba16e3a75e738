-- The day's rows, in a folder of the day: there the date is only in the folder's name.
SELECT
  FORMAT_DATE('%Y%m%d', submission_date) AS submission_date_s3,
  * EXCEPT (submission_date)
FROM
  telemetry_derived.addon_aggregates_v1
WHERE
  submission_date = @submission_date
ORDER BY
  client_id,
  normalized_channel,
  foreign_install
